/** Runs as a classic script in the head, before the first paint: the theme kept on this device, so that no page flashes. */
try {
  const kept = localStorage.getItem('loopline.theme');
  if (kept === 'light' || kept === 'dark' || kept === 'sun') document.documentElement.dataset['theme'] = kept;
} catch {
  // Storage may be forbidden: the system's preference stands.
}
document.documentElement.dataset['scripts'] = 'on';
