/**
 * Relay logs of the ULYSSIS 24-hour run: `events.jsonl` (chips given out and taken back, detections, gun, final signal) or one `reader-N.jsonl`
 * (what a box said, with its own counter), and `config.json` beside it for the length of the loop, the places of the readers and the teams.
 */
import path from 'node:path';
import { HOUR_MS, LINE, SECOND_MS, type LoopPoint } from '#libs/domain/index.js';
import * as v from 'valibot';
import { NotReplayableError, type RecordedChip, type RecordedPassing, type Recording } from './recording.js';
import { chipIntervals } from './ulyssis-chips.js';

const seconds = v.pipe(v.number(), v.finite());
const eventSchema = v.object({
  type: v.string(),
  time: seconds,
  tag: v.optional(v.string()),
  teamNb: v.optional(v.number()),
  readerId: v.optional(v.number()),
});
export type UlyssisEvent = v.InferOutput<typeof eventSchema>;
const updateSchema = v.object({ readerId: v.number(), updateCount: v.number(), updateTime: seconds, tag: v.string() });
const configSchema = v.object({
  trackLength: v.pipe(v.number(), v.minValue(1)),
  readers: v.array(v.object({ position: v.number() })),
  teams: v.array(v.object({ teamNb: v.number(), name: v.string(), tags: v.array(v.string()) })),
});
type Config = v.InferOutput<typeof configSchema>;

export interface UlyssisFiles {
  /** Path of the file to replay: the name tells events from a reader's log. */
  file: string;
  text: string;
  configText: string | null;
  /** `events.jsonl` beside a reader's log, for the chips, the gun and the signal. */
  eventsText: string | null;
}

/** A detection, with the box's counter where the file has it. */
interface Seen {
  key: readonly (string | number)[];
  timeMs: number;
  reader: number;
  tag: string;
  epoch?: string;
  seq?: number;
}

/** A final signal this near to a whole hour after the gun ends a race of that many hours. */
const WHOLE_HOUR_SLACK_MS = 10 * 60 * SECOND_MS;
/** What the log calls the chip list given out before anything else. */
const FROM_THE_BEGINNING_S = 0;

/** @throws NotReplayableError */
export function ulyssisRecording(files: UlyssisFiles): Recording {
  const name = path.basename(files.file);
  const config = readConfig(files.configText);
  const isReader = /^\s*\{"readerId"/.test(files.text);
  const events = isReader ? eventsOf(files.eventsText ?? '') : eventsOf(files.text);
  const seen = isReader ? updatesOf(files.text, name) : detectionsOf(events);
  const [first] = seen;
  if (!first) throw new NotReplayableError(`${name} holds no detections.`);
  const gunMs = timeOf(events, 'Start') ?? first.timeMs;
  const lastMs = seen.reduce((latest, s) => Math.max(latest, s.timeMs), gunMs);
  const signalMs = timeOf(events, 'End') ?? lastMs;
  const passings = seen.map((s) => passingOf(s, gunMs)).sort((a, b) => a.atMs - b.atMs);
  const chips = chipsOf(events, config, gunMs);
  return {
    title: `${path.basename(path.dirname(path.resolve(files.file)))}/${name}: relay of ${config.teams.length} teams, ${passings.length.toLocaleString('en-US')} detections, loop ${config.trackLength} m`,
    notes: notesOn(events),
    gunMs,
    race: {
      course: { kind: 'loop', lapM: config.trackLength, points: pointsOf(config) },
      format: { kind: 'fixed-time', durationMs: durationOf(signalMs - gunMs), end: 'whole-laps' },
    },
    entrantsCsv: entrantsOf(config, chips),
    chips,
    passings,
    stopMs: signalMs - gunMs,
  };
}

function readConfig(text: string | null): Config {
  const parsed = v.safeParse(configSchema, text === null ? null : jsonOf(text));
  if (parsed.success) return parsed.output;
  throw new NotReplayableError(
    'A ULYSSIS log needs its config.json beside it, with trackLength, readers and teams: the log itself does not say how long the loop is.',
  );
}

function eventsOf(text: string): UlyssisEvent[] {
  return linesOf(text).map((line, i) => {
    const parsed = v.safeParse(eventSchema, jsonOf(line));
    if (!parsed.success) throw new NotReplayableError(`Line ${i + 1} is not an event: ${parsed.issues[0].message}.`);
    return parsed.output;
  });
}

function detectionsOf(events: readonly UlyssisEvent[]): Seen[] {
  return events.flatMap((event, line) =>
    event.type === 'TagSeen' && event.tag !== undefined
      ? [{ key: ['event', line], timeMs: ms(event.time), reader: event.readerId ?? 0, tag: event.tag }]
      : [],
  );
}

/** A counter that goes back was started again: a new epoch, so that no number is used twice. */
function updatesOf(text: string, name: string): Seen[] {
  let epoch = 1;
  let last = -1;
  return linesOf(text).map((line, i) => {
    const parsed = v.safeParse(updateSchema, jsonOf(line));
    if (!parsed.success) throw new NotReplayableError(`Line ${i + 1} of ${name}: ${parsed.issues[0].message}.`);
    const { readerId, updateCount, updateTime, tag } = parsed.output;
    if (updateCount <= last) epoch++;
    last = updateCount;
    const key = ['reader', readerId, epoch, updateCount];
    return { key, timeMs: ms(updateTime), reader: readerId, tag, epoch: String(epoch), seq: updateCount };
  });
}

function passingOf(seen: Seen, gunMs: number): RecordedPassing {
  const device = deviceOf(seen.reader);
  return {
    key: ['ulyssis', ...seen.key],
    atMs: seen.timeMs - gunMs,
    chip: seen.tag,
    point: seen.reader === 0 ? LINE : device,
    source: seen.seq === undefined ? { device } : { device, epoch: seen.epoch ?? null, seq: seen.seq },
  };
}

const deviceOf = (reader: number): string => `reader-${reader}`;
const pointsOf = (config: Config): LoopPoint[] =>
  config.readers.map((reader, i) => ({ id: i === 0 ? LINE : deviceOf(i), atM: i === 0 ? 0 : reader.position }));

function timeOf(events: readonly UlyssisEvent[], type: string): number | null {
  const event = events.find((e) => e.type === type);
  return event ? ms(event.time) : null;
}

function chipsOf(events: readonly UlyssisEvent[], config: Config, gunMs: number): RecordedChip[] {
  const given = events.some((event) => event.type === 'AddTag')
    ? events
    : config.teams.flatMap(({ teamNb, tags }) =>
        tags.map((tag) => ({ type: 'AddTag', time: FROM_THE_BEGINNING_S, tag, teamNb })),
      );
  return chipIntervals(given, (time) => (time === FROM_THE_BEGINNING_S ? null : ms(time) - gunMs));
}

/** Teams run under one bib; a team the chips know and the config does not still gets its row. */
function entrantsOf(config: Config, chips: readonly RecordedChip[]): string {
  const names = new Map(config.teams.map((team) => [String(team.teamNb), team.name]));
  for (const { bib } of chips) if (!names.has(bib)) names.set(bib, '');
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  return ['bib,name', ...[...names].map(([bib, name]) => `${bib},${name ? quoted(name) : ''}`)].join('\n') + '\n';
}

function durationOf(lengthMs: number): number {
  const whole = Math.round(lengthMs / HOUR_MS) * HOUR_MS;
  return whole > 0 && Math.abs(whole - lengthMs) <= WHOLE_HOUR_SLACK_MS ? whole : Math.round(lengthMs);
}

function notesOn(events: readonly UlyssisEvent[]): string[] {
  const given = events.filter((event) => event.type === 'Correction').length;
  return given === 0
    ? []
    : [`${given} corrections of whole laps in the log are not sent: the server does not take adjustments yet.`];
}

const ms = (timeS: number): number => Math.round(timeS * SECOND_MS);
const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
