/** Rows glide to their new places (FLIP) where motion is welcome, and the reader's focus stays on the same runner. */
export const GLIDE_MS = 220;
const FAR_PX = 300;

export interface Places {
  /** Rows in or near the window, with the top each of them had. */
  tops: Map<HTMLElement, number>;
  /** Element that had the focus inside the table, with its row. */
  focus: { bib: string; selector: string } | null;
}

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** First of the rows, which stand below each other, that reaches into or near the window. */
function firstNear(rows: HTMLCollectionOf<Element>): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > -FAR_PX) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Where rows in or near the window are now, and where the focus is. */
export function places(body: HTMLElement): Places {
  const tops = new Map<HTMLElement, number>();
  if (!calm() && document.visibilityState === 'visible') {
    const rows = body.children;
    for (let i = firstNear(rows); i < rows.length; i++) {
      const row = rows[i];
      if (!(row instanceof HTMLElement)) continue;
      const { top } = row.getBoundingClientRect();
      if (top > innerHeight + FAR_PX) break;
      tops.set(row, top);
    }
  }
  const active = document.activeElement;
  const row = active?.closest<HTMLTableRowElement>('tr[data-bib]');
  const selector = active?.tagName === 'BUTTON' ? 'button' : 'a';
  return { tops, focus: row && body.contains(row) ? { bib: row.dataset['bib'] ?? '', selector } : null };
}

/** Gives the focus back to the same control of the same runner when moving rows took it. */
export function refocus(body: HTMLElement, before: Places): void {
  if (!before.focus) return;
  const row = body.querySelector(`tr[data-bib="${CSS.escape(before.focus.bib)}"]`);
  const control = row?.querySelector<HTMLElement>(before.focus.selector);
  if (control && document.activeElement !== control) control.focus({ preventScroll: true });
}

/** Lets rows slide from where they were. Rows that came from or go far outside the window just change. */
export function glide(before: Places): void {
  const moves: [HTMLElement, number][] = [];
  for (const [row, was] of before.tops) {
    const by = row.isConnected ? was - row.getBoundingClientRect().top : 0;
    if (Math.abs(by) >= 1 && Math.abs(by) < FAR_PX) moves.push([row, by]);
  }
  for (const [row, by] of moves) {
    row.animate([{ transform: `translateY(${by}px)` }, { transform: 'none' }], {
      duration: GLIDE_MS,
      easing: 'ease-out',
    });
  }
}
