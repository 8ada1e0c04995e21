/** Which rows a view shows and in which order. Pure; ranks are the domain's and never change by sorting. */
import { compareRows } from '#libs/contracts/apply-delta.js';
import { type BoardRow, compareBibs } from '#libs/domain/index.js';
import type { BoardView, SortKey } from './query.js';

const MARKS = /\p{M}/gu;
/** Letters that do not come apart into a base letter and a mark. */
const WHOLE: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
};

/** Text for comparing: lower case, accents folded, so that `Šarūnė` is found by `sarune`. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(/[øłđðþßæœı]/g, (letter) => WHOLE[letter] ?? letter);
}

const haystacks = new WeakMap<BoardRow, string>();
function haystack(row: BoardRow): string {
  const kept = haystacks.get(row);
  if (kept !== undefined) return kept;
  const made = fold([row.bib, row.name, row.club, row.team, row.country].filter(Boolean).join('\n'));
  haystacks.set(row, made);
  return made;
}

/** True when every word of the search stands in bib, name, club, team or country; a number alone is a bib's beginning. */
export function matches(row: BoardRow, search: string): boolean {
  const words = fold(search).split(/\s+/).filter(Boolean);
  return words.every((word) => (/^\d+$/.test(word) ? row.bib.startsWith(word) : haystack(row).includes(word)));
}

type Sortable = number | string | undefined;
const STATUS_ORDER = ['racing', 'resting', 'overdue', 'finished', 'entered', 'stopped', 'dnf', 'dns', 'dsq'];
const VALUES: Record<Exclude<SortKey, 'rank' | 'bib'>, (row: BoardRow) => Sortable> = {
  name: (row) => (row.name === undefined ? undefined : fold(row.name)),
  category: (row) => row.category && `${row.category} ${String(row.rankCategory ?? 9999).padStart(5, '0')}`,
  laps: (row) => row.laps,
  lastLap: (row) => row.lastLapMs,
  seen: (row) => row.lastAt,
  pace: (row) => row.paceMsPerKm,
  status: (row) => STATUS_ORDER.indexOf(row.status),
};

/** Comparison of two rows for a sort; rows without the value stay last in both directions, equals keep the race's order. */
export function comparator(sort: SortKey, descending: boolean): (a: BoardRow, b: BoardRow) => number {
  const sign = descending ? -1 : 1;
  if (sort === 'rank') return (a, b) => sign * compareRows(a, b);
  if (sort === 'bib') return (a, b) => sign * compareBibs(a.bib, b.bib);
  const value = VALUES[sort];
  return (a, b) => {
    const x = value(a);
    const y = value(b);
    if (x === y) return compareRows(a, b);
    if (x === undefined) return 1;
    if (y === undefined) return -1;
    return x < y ? -sign : sign;
  };
}

/** The rows of a view, in its order. */
export function selectRows(rows: readonly BoardRow[], view: BoardView, watched: ReadonlySet<string>): BoardRow[] {
  return rows
    .filter(
      (row) =>
        (!view.watched || watched.has(row.bib)) &&
        (!view.category || row.category === view.category) &&
        (!view.sex || row.sex === view.sex) &&
        (!view.status || row.status === view.status) &&
        (!view.q || matches(row, view.q)),
    )
    .sort(comparator(view.sort, view.descending));
}

/** The values present in the rows, for the filters' lists. */
export function present(rows: readonly BoardRow[], field: 'category' | 'sex' | 'status'): string[] {
  return [
    ...new Set(
      rows.map((row) => row[field]).filter((value): value is NonNullable<typeof value> => value !== undefined),
    ),
  ].sort();
}
