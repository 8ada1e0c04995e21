/** Worries about timing boxes: one that is gone, one that records nothing, one whose clock or zone cannot be right. */
import type { ReaderState } from '#libs/contracts/index.js';
import { DAY_MS, type Worry, clockText, isoInstant, worryOf } from '#libs/domain/index.js';
import type { ReaderStateRow } from '#libs/log/index.js';

/** A box that comes back sooner is not worth a word. */
export const READER_AWAY_MS = 60_000;
/** Nobody has said anything of it for so long: the process that hears it is gone. */
const UNHEARD_MS = 60_000;
/** Ahead by more, its date is wrong. Records that are so old say nothing of a clock and are told by a notice. */
const AHEAD_MS = 2 * DAY_MS;

/** A zone that was in doubt and is no more is not worth a word. */
const ZONE_DOUBT_MS = 30 * 60_000;

type State = ReaderState & { muted?: boolean; name?: string };

/**
 * @param isReplay the race is a simulation or is played again: its clocks say nothing
 * @param endedMs when the race was over, ms: then boxes are packed, and only one that was connected later is still of interest
 */
export function readerWorries(
  rows: readonly ReaderStateRow[],
  nowMs: number,
  isReplay: boolean,
  endedMs?: number,
): Worry[] {
  return rows.flatMap((row) => {
    const state = row.state as unknown as State;
    if (state.muted === true) return [];
    if (endedMs !== undefined)
      return Date.parse(state.since) > endedMs ? [...notRecording(row, state), ...zoneWorries(row, state, nowMs)] : [];
    const down = downWorry(row, state, nowMs);
    const clocks = isReplay ? [] : clockWorries(row, state, nowMs);
    const zones = isReplay ? [] : zoneWorries(row, state, nowMs);
    return [...(down === undefined ? [] : [down]), ...notRecording(row, state), ...clocks, ...zones];
  });
}

function downWorry({ id, beatAtMs, beatAgoMs }: ReaderStateRow, state: State, nowMs: number): Worry | undefined {
  const name = nameOf(id, state);
  if (beatAgoMs > UNHEARD_MS) {
    const text = `Nothing is known of ${name} since ${isoInstant(beatAtMs)}: the process that listens to it has stopped.`;
    return worry(id, 'reader-down', `${id}:unheard:${beatAtMs}`, beatAtMs, text);
  }
  const sinceMs = Date.parse(state.since);
  const isGone = state.link === 'away' || state.link === 'failed' || state.link === 'connecting';
  // One that waits to be called has not been there yet, unless it was.
  const neverCame = state.link === 'listening' && state.reads + state.duplicates === 0;
  if (!(isGone || (state.link === 'listening' && !neverCame)) || nowMs - sinceMs < READER_AWAY_MS) return undefined;
  const last =
    state.lastReceivedAt === undefined
      ? 'nothing was ever received from it'
      : `it was last heard at ${state.lastReceivedAt}`;
  const why = state.reason === undefined ? '' : ` (${state.reason})`;
  const text = `${name} has been away for ${clockText(nowMs - sinceMs)}${why}; ${last}. What it records meanwhile it keeps, and it is asked for it when it is back; enter laps by hand if it has no memory.`;
  return worry(id, 'reader-down', `${id}:${state.since}`, sinceMs, text);
}

function notRecording({ id }: ReaderStateRow, state: State): Worry[] {
  return state.boxes
    .filter((box) => box.recording === false && state.link === 'connected')
    .map(({ device, mode = 'another mode' }) => {
      const text = `${nameOf(id, state)} is connected but records nothing: it is in ${mode} mode. Start its operation at the box.`;
      return worry(id, 'reader-down', `${device}:mode:${state.since}`, Date.parse(state.since), text);
    });
}

function clockWorries({ id }: ReaderStateRow, state: State, nowMs: number): Worry[] {
  return state.boxes.flatMap(({ device, clock, point }) => {
    const doubt = clock?.doubt;
    if (doubt === undefined) return [];
    const words = clockWords(id, doubt);
    const text = `Records of ${device} ${words}.`;
    const cause = `reader:${device}:${doubt.kind}:${Math.round(doubt.byMs / 60_000)}`;
    return [{ ...worry(id, 'clock', cause, nowMs, text), point }];
  });
}

/** The record itself contradicts the zone it states. */
function zoneWorries({ id }: ReaderStateRow, state: State, nowMs: number): Worry[] {
  return state.notices
    .filter(({ code, at }) => code === 'zone-doubt' && nowMs - Date.parse(at) < ZONE_DOUBT_MS)
    .map(({ at, message }) =>
      worry(id, 'clock', `reader:${id}:stated-zone`, Date.parse(at), `${nameOf(id, state)}: ${message}`),
    );
}

function clockWords(
  id: string,
  { kind, byMs }: NonNullable<NonNullable<ReaderState['boxes'][number]['clock']>['doubt']>,
): string {
  const by = clockText(Math.abs(byMs));
  if (kind === 'zone')
    return `come ${by} ${byMs > 0 ? 'late' : 'early'}, a whole number of quarter hours: its time zone is probably set wrong. Set timeZone of the reader ${id}; everything it said follows`;
  if (byMs < -AHEAD_MS)
    return `are dated ${Math.round(-byMs / DAY_MS)} days ahead: the date of its clock is wrong. Set it at the box`;
  return `come ${by} ${byMs > 0 ? 'late at best' : 'before they were made'}: its clock is off. If that is so, set offsetMs of the reader ${id} to ${Math.round(byMs)}`;
}

const nameOf = (id: string, { name }: State): string =>
  name === undefined || name === id ? `The reader ${id}` : `The reader ${id} (${name})`;

const worry = (reader: string, kind: 'reader-down' | 'clock', cause: string, atMs: number, text: string): Worry =>
  worryOf(kind, cause, { atMs, evidence: { text, reader, offsets: [] } });
