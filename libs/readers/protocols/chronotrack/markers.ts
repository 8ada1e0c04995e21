/**
 * What the markers of a controller say of its reads (protocols 2.4): a box was carried to another place (`Point`), or its clock was set (`TimeChange`). A
 * marker names the read that came next; a file of markers may stand before or behind the reads, so all of them are looked through first.
 */
import type { CanonicalRead } from '../../canonical.js';
import { isName } from '../../names.js';
import { MARKER, stampMs } from './record.js';

interface Change {
  box: string;
  /** Line number of the first read after it. */
  nextRead: number;
  place?: string;
  /** By how much the clock went on when it was set, ms. */
  byMs?: number;
}

/** A box is moved or set some times a day; more is no file of markers. */
const CHANGES_MAX = 1_000;
/** Line number of a read: `TO~line~...`. */
const LINE = /^TO~(\d{1,9})~/;

export class ControllerMarkers {
  /** In the order of the reads. */
  readonly #changes: Change[] = [];
  /** One box wrote all of it: whatever its markers call it, its reads are known by their reader. */
  readonly #isOneBox: boolean;

  constructor(lines: Iterable<string>) {
    for (const line of lines) {
      const change = changeOf(line.trim());
      if (change !== undefined && this.#changes.push(change) === CHANGES_MAX) break;
    }
    this.#changes.sort((a, b) => a.nextRead - b.nextRead);
    this.#isOneBox = new Set(this.#changes.map(({ box }) => box)).size <= 1;
  }

  /** The same read, with the place it was at and what its clock was corrected by afterwards. */
  applied(read: CanonicalRead): CanonicalRead {
    const no = Number(LINE.exec(read.raw)?.[1]);
    if (this.#changes.length === 0 || !Number.isInteger(no)) return read;
    let place: string | undefined;
    let jumpMs = 0;
    for (const change of this.#changes) {
      if (!this.#isOneBox && change.box !== read.box) continue;
      if (change.nextRead <= no) place = change.place ?? place;
      else jumpMs += change.byMs ?? 0;
    }
    return { ...read, ...(place === undefined ? {} : { place }), ...(jumpMs === 0 ? {} : { jumpMs }) };
  }
}

function changeOf(line: string): Change | undefined {
  const [, box = '', , name, index = '', stamp = '', value = ''] = MARKER.exec(line) ?? [];
  if (index === '') return undefined;
  const nextRead = Number(index);
  if (name === 'Point' && isName(value.trim())) return { box, nextRead, place: value.trim() };
  if (name !== 'TimeChange') return undefined;
  const [setMs, beforeMs] = [stampMs(stamp), /^\d{14}$/.test(value.trim()) ? stampMs(value.trim()) : undefined];
  return setMs === undefined || beforeMs === undefined ? undefined : { box, nextRead, byMs: setMs - beforeMs };
}
