/** Rows glide to their new places (FLIP) where motion is welcome, and the reader's focus stays on the same runner. */
export const GLIDE_MS = 220;
const FAR_PX = 900;

export interface Places {
  tops: Map<string, number>;
  /** Element that had the focus inside the table, with its row. */
  focus: { bib: string; selector: string } | null;
}

const rowsOf = (body: HTMLElement) => body.querySelectorAll<HTMLTableRowElement>('tr[data-bib]');
const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Where rows in or near the window are now, and where the focus is. */
export function places(body: HTMLElement): Places {
  const tops = new Map<string, number>();
  if (!calm() && document.visibilityState === 'visible') {
    for (const row of rowsOf(body)) {
      const { top, bottom } = row.getBoundingClientRect();
      if (bottom > -FAR_PX && top < innerHeight + FAR_PX) tops.set(row.dataset['bib'] ?? '', top);
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
export function glide(body: HTMLElement, before: Places): void {
  if (before.tops.size === 0) return;
  const moves: [HTMLElement, number][] = [];
  for (const row of rowsOf(body)) {
    const was = before.tops.get(row.dataset['bib'] ?? '');
    if (was === undefined) continue;
    const by = was - row.getBoundingClientRect().top;
    if (by !== 0 && Math.abs(by) < FAR_PX) moves.push([row, by]);
  }
  for (const [row, by] of moves) {
    row.animate([{ transform: `translateY(${by}px)` }, { transform: 'none' }], {
      duration: GLIDE_MS,
      easing: 'ease-out',
    });
  }
}
