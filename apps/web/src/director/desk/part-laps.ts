/** Part laps as the table shows them: from corrections, what is entered per bib and where the markers lie. Pure. */
import type { CorrectionsAnswer, WireFact } from '#libs/contracts/index.js';
import type { BoardRow } from '#libs/domain/index.js';
import { field } from './facts.js';

export interface PartRow {
  row: BoardRow;
  /** The newest part lap in force. */
  entered: WireFact | undefined;
}

type Items = CorrectionsAnswer['corrections'];

const inForceOf = (items: Items, kind: string) =>
  items.filter(({ fact, inForce }) => inForce && fact.kind === kind).map(({ fact }) => fact);

/** In board order; who has no lap and no part has nothing to measure. */
export function partRows(rows: readonly BoardRow[], items: Items): PartRow[] {
  const newest = new Map(inForceOf(items, 'part-lap').map((fact) => [field(fact, 'bib'), fact]));
  return rows
    .filter((row) => (row.laps ?? 0) > 0 || newest.has(row.bib))
    .map((row) => ({ row, entered: newest.get(row.bib) }));
}

/** Newest word on each marker, in the order of their metres. */
export function markersOf(items: Items): WireFact[] {
  const newest = new Map(inForceOf(items, 'part-lap-marker').map((fact) => [field(fact, 'marker'), fact]));
  return [...newest.values()].sort((a, b) => Number(a['pastLineM']) - Number(b['pastLineM']));
}

export type PartInput = { pastLineM: number } | { marker: string } | { error: 'empty' | 'long' | 'metres' };

/** `412.5` is metres past the line, `#17` or `m 17` a marker. Longer than the loop is refused here (R5.4). */
export function partInput(text: string, lapM: number): PartInput {
  const given = text.trim();
  if (given === '') return { error: 'empty' };
  const marker = /^(?:#|m(?:arker)?\s+)\s*(\S{1,16})$/i.exec(given)?.[1];
  if (marker !== undefined) return { marker };
  const metres = Number(given.replace(',', '.'));
  if (!Number.isFinite(metres) || metres < 0 || Math.abs(metres * 1000 - Math.round(metres * 1000)) > 1e-4)
    return { error: 'metres' };
  return metres >= lapM ? { error: 'long' } : { pastLineM: metres };
}
