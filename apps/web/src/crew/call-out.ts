/** How the page calls: sound, vibration, and a notification of this device where its owner allowed it. */

/** Notes as [frequency Hz, start s, length s]. */
const TUNE: readonly (readonly [number, number, number])[] = [
  [660, 0, 0.16],
  [880, 0.2, 0.16],
  [660, 0.5, 0.16],
  [880, 0.7, 0.3],
];
const GAIN = 0.5;
const SHAKE_MS = [200, 100, 200];

let audio: AudioContext | null = null;

/** Browsers let a page sound only after a touch or a key; call from one. */
export function unlockSound(): void {
  try {
    audio ??= new AudioContext();
    if (audio.state === 'suspended') void audio.resume().catch(() => undefined);
  } catch {
    audio = null;
  }
}

function play(): void {
  if (audio === null || audio.state !== 'running') return;
  for (const [hz, start, length] of TUNE) {
    const from = audio.currentTime + start;
    const oscillator = audio.createOscillator();
    const level = audio.createGain();
    oscillator.frequency.value = hz;
    level.gain.setValueAtTime(0.0001, from);
    level.gain.exponentialRampToValueAtTime(GAIN, from + 0.01);
    level.gain.exponentialRampToValueAtTime(0.0001, from + length);
    oscillator.connect(level).connect(audio.destination);
    oscillator.start(from);
    oscillator.stop(from + length + 0.05);
  }
}

/** Asked only from the button. False: this device shows none. */
export async function askForNotifications(): Promise<boolean> {
  if (!('Notification' in globalThis)) return false;
  if (Notification.permission !== 'default') return Notification.permission === 'granted';
  return (await Notification.requestPermission().catch(() => 'denied')) === 'granted';
}

/** @param id a second one with the same id takes the place of the first */
export function callOut(text: string, id: string): void {
  play();
  if ('vibrate' in navigator) navigator.vibrate(SHAKE_MS);
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
  try {
    new Notification(text, { tag: id });
  } catch {
    // Some phones show them for installed pages only; the page itself has called.
  }
}
