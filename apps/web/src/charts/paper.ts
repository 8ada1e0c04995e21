/** On paper a closed table says nothing: the charts' tables open for it, and close again. */

/** Starts; the answer stops it. */
export function openTwinsOnPaper(): () => void {
  let opened: HTMLDetailsElement[] = [];
  const open = () => {
    opened = [...document.querySelectorAll<HTMLDetailsElement>('details.twin:not([open])')];
    for (const twin of opened) twin.open = true;
  };
  const close = () => {
    for (const twin of opened) twin.open = false;
    opened = [];
  };
  addEventListener('beforeprint', open);
  addEventListener('afterprint', close);
  return () => {
    removeEventListener('beforeprint', open);
    removeEventListener('afterprint', close);
  };
}
