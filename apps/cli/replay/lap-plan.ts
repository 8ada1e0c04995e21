/** How a race must be set up so that a server counts every row of a lap file as one lap, no more and no less. Pure. */
import { DEFAULT_QUIET_MS, HOUR_MS, SECOND_MS, type EndPolicy } from '#libs/domain/index.js';
import type { CsvFile, CsvRow } from './csv-rows.js';
import { DISTANCE_TOLERANCE_MM, lapLength, metres, type LapLength } from './lap-length.js';
import { NotReplayableError } from './recording.js';

export interface LapPlan extends LapLength {
  durationMs: number;
  end: EndPolicy;
  /** Final signal, ms after the gun, where rows lie so far behind the end that no end policy counts them; else null. */
  stopMs: number | null;
  minLapMs: number;
  quietMs: number;
  notes: string[];
}

const LAP_LABEL = /^\d+$/;
const MILE_LABEL = /^mi\d+$/;
const DAY_HOURS = 24;
/** The shortest lap stays this far above the limit. */
const MIN_LAP_MARGIN = 0.95;

/** @throws NotReplayableError when the race is of another kind */
export function planLaps(file: CsvFile): LapPlan {
  const durationMs = durationOf(file.format);
  const traces = [...file.byBib.values()];
  refuseCheckpoints(file.raceId, traces);
  const length = lapLength(file);
  const shortest = Math.min(...traces.map((rows) => shortestLapMs(rows, length)));
  const minLapMs = Math.max(0, Math.floor((shortest * MIN_LAP_MARGIN) / SECOND_MS) * SECOND_MS);
  const quietMs = Math.min(DEFAULT_QUIET_MS, Math.floor(minLapMs / 2));
  return {
    ...length,
    durationMs,
    ...endOf(traces, durationMs),
    minLapMs,
    quietMs,
    notes: notesOn(traces, length, shortest),
  };
}

/** Checkpoints every 10 km step as evenly as laps do; only their names tell. */
function refuseCheckpoints(raceId: string, traces: readonly CsvRow[][]): void {
  const named = traces
    .flat()
    .find((row) => row.label !== '' && !LAP_LABEL.test(row.label) && !MILE_LABEL.test(row.label));
  if (named)
    throw new NotReplayableError(
      `${raceId} is a list of checkpoints (line ${named.line}: "${named.label}") and not of laps; such files are not replayable yet.`,
    );
}

/** `24h`, `10d`: the race's format as the file's own column says it. */
export function durationOf(format: string): number {
  const match = /^(\d{1,3})(h|d)$/.exec(format);
  const durationMs = Number(match?.[1]) * (match?.[2] === 'd' ? DAY_HOURS : 1) * HOUR_MS;
  if (durationMs > 0) return durationMs;
  throw new NotReplayableError(
    `A race of format "${format}" is not replayable yet; only races over a time on a loop (6h, 12h, 24h, 48h, 72h, 6d, 10d) are.`,
  );
}

/** The shortest lap in ms; the first counts by its length, as the server scales its limit. */
function shortestLapMs(rows: readonly CsvRow[], length: LapLength): number {
  let shortest = Infinity;
  rows.forEach((row, i) => {
    const before = rows[i - 1];
    const lapMs = before ? row.elapsedMs - before.elapsedMs : (row.elapsedMs * length.lapMm) / length.firstLapMm;
    shortest = Math.min(shortest, lapMs);
  });
  return shortest;
}

/** Files keep the lap finished after the signal where the race counted it. */
function endOf(traces: readonly CsvRow[][], durationMs: number): Pick<LapPlan, 'end' | 'stopMs'> {
  const late = traces.map((rows) => rows.filter((row) => row.elapsedMs > durationMs));
  const most = Math.max(...late.map((rows) => rows.length));
  if (most === 0) return { end: 'measure', stopMs: null };
  // One that was begun in time, that is: the row before it, or the gun, lies before the signal.
  const begunInTime = traces.every((rows) => rows.filter((row) => row.elapsedMs >= durationMs).length <= 1);
  if (most === 1 && begunInTime) return { end: 'finish-lap', stopMs: null };
  return { end: 'measure', stopMs: Math.max(...late.flat().map((row) => row.elapsedMs)) };
}

function notesOn(traces: readonly CsvRow[][], length: LapLength, shortestMs: number): string[] {
  const notes: string[] = [];
  if (traces.flat().some((row) => MILE_LABEL.test(row.label)))
    notes.push('The rows are mile splits, not crossings of the line: every mile is replayed as a lap.');
  if (length.offRows > 0) notes.push(distanceNote(length));
  if (shortestMs < 1) notes.push('Some rows of one runner share an instant: a server counts them as one crossing.');
  return notes;
}

/** Laps are exact either way; this is about metres. */
function distanceNote(length: LapLength): string {
  const { lapMm, firstLapMm, exactMm, offRows, worstMm } = length;
  const worst = `${offRows} rows are more than ${metres(DISTANCE_TOLERANCE_MM)} m off, the worst by ${metres(worstMm)} m`;
  return exactMm === lapMm
    ? `One loop of ${metres(lapMm)} m (first lap ${metres(firstLapMm)} m) cannot meet the distances of the file: ${worst}; laps are counted as recorded.`
    : `The file's loop is ${metres(exactMm, 6)} m, finer than the millimetre a course can hold; with ${metres(lapMm)} m ${worst}; laps are counted as recorded.`;
}
