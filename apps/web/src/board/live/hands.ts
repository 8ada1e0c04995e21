/** Is the reader busy with the table? Then rows wait: nothing moves under a finger, a selection or the keyboard's focus. */
import type { BoardStore } from '../store.js';

const AFTER_SCROLL_MS = 1200;
const AFTER_TOUCH_MS = 800;

const table = () => document.querySelector('table.board');

function selecting(): boolean {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && table()?.contains(selection.anchorNode) === true;
}

/** Focus that came by keyboard; a tapped star keeps the focus too, but its owner has moved on. */
function focused(): boolean {
  const active = document.activeElement;
  return (
    active !== null && table()?.querySelector('tbody')?.contains(active) === true && active.matches(':focus-visible')
  );
}

/** Tells the store when to hold; the answer ends it. */
export function watchHands(store: BoardStore): () => void {
  let until = 0;
  const later = (ms: number) => () => {
    until = Math.max(until, performance.now() + ms);
  };
  const onScroll = later(AFTER_SCROLL_MS);
  const onTouch = (event: Event) => {
    if (event.target instanceof Node && table()?.contains(event.target)) later(AFTER_TOUCH_MS)();
  };
  addEventListener('scroll', onScroll, { passive: true });
  addEventListener('pointerdown', onTouch, { passive: true });
  const onDrag = (event: PointerEvent) => {
    if (event.buttons > 0) onTouch(event);
  };
  addEventListener('pointermove', onDrag, { passive: true });
  store.holding = () => performance.now() < until || selecting() || focused();
  return () => {
    removeEventListener('scroll', onScroll);
    removeEventListener('pointerdown', onTouch);
    removeEventListener('pointermove', onDrag);
    store.holding = () => false;
  };
}
