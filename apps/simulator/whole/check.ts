/** Compares what the server has with what was true. Each difference is a sentence. */
import type { Board, WireFact } from '#libs/contracts/index.js';
import { type Client, pause } from '#libs/client/http.js';
import { lines } from '#libs/client/verify/rebuild.js';
import { verify } from '#libs/client/verify/verify.js';
import type { Scene, Seen } from './play.js';

import { STRANGER, type Station } from './station.js';

/** A box that is asked for its time while everything is busy is believed to within this. */
const CLOCK_ERROR_MS = 5_000;
const SETTLED_MS_MAX = 90_000;
const LOOK_MS = 500;
const SENTENCES_MAX = 30;
const PAGE = 10_000;

/** A line of the log, as far as it is looked at here. */
type Line = Pick<WireFact, 'offset' | 'id' | 'kind' | 'at'> & {
  source?: { device: string; epoch?: string };
  chip?: string;
  bib?: string;
  antenna?: number;
  rssi?: number;
};

export interface BoxCount {
  stored: number;
  epochs: number;
}

export interface Findings {
  /** What is not as it should be, in words; empty: all is well. */
  wrong: string[];
  boxes: Map<string, BoxCount>;
}

/** Looks until all is well, or nothing gets better any more. */
export async function settle(client: Client, scene: Scene, seen: Seen): Promise<Findings> {
  const until = performance.now() + SETTLED_MS_MAX;
  for (;;) {
    const findings = await look(client, scene, seen);
    if (findings.wrong.length === 0 || performance.now() > until) return findings;
    await pause(LOOK_MS, scene.signal);
  }
}

/** Null for each race whose log folds to the board served; else the difference. */
export async function rebuilt(client: Client, { weekend }: Scene): Promise<string[]> {
  const wrong: string[] = [];
  for (const { definition } of weekend.races) {
    const difference = await verify(client, definition.slug);
    if (difference === null) continue;
    const { bib, field, rebuilt: ours, served } = difference;
    wrong.push(
      `${definition.slug}: bib ${bib ?? '-'}, ${field}: the log gives ${JSON.stringify(ours)}, served is ${JSON.stringify(served)}`,
    );
  }
  return wrong;
}

async function look(client: Client, scene: Scene, seen: Seen): Promise<Findings> {
  const wrong: string[] = [];
  const boxes = new Map<string, BoxCount>();
  for (const { definition } of scene.weekend.races) {
    const { slug } = definition;
    const log = await readLog(client, slug);
    log.forEach(({ offset }, i) => {
      if (offset !== i + 1) wrong.push(`${slug}: offset ${offset} stands at place ${i + 1}`);
    });
    for (const station of scene.stations.values())
      if (station.plan.race === slug) boxes.set(station.plan.id, checkBox(station, log, wrong));
    checkNotes(slug, scene, log, wrong);
    checkBoard(await client.get<Board>(`/races/${slug}/board`), slug, scene, seen, wrong);
  }
  return { wrong: wrong.slice(0, SENTENCES_MAX), boxes };
}

async function readLog(client: Client, slug: string): Promise<Line[]> {
  const log: Line[] = [];
  for (;;) {
    const before = log.length;
    const response = await client.call('GET', `/races/${slug}/log?after=${before}&limit=${PAGE}`);
    for await (const line of lines(response)) log.push(JSON.parse(line) as Line);
    if (log.length === before) return log;
  }
}

/** Every record the box keeps is there once; of a box that forgets, nothing is there that was not, and nothing twice. */
function checkBox({ plan, kept, jumpedMs }: Station, log: readonly Line[], wrong: string[]): BoxCount {
  const { id, forgets } = plan;
  const own = log.filter(({ kind, source }) => kind === 'read' && isOf(source?.device, id));
  const byChip = (list: readonly { chip?: string; atMs: number }[]): Map<string, number[]> => {
    const times = new Map<string, number[]>();
    for (const { chip = '', atMs } of list) {
      const short = chip.slice(-7);
      times.set(short, [...(times.get(short) ?? []), atMs]);
    }
    return times;
  };
  const there = byChip(own.map(({ chip = '', at }) => ({ chip, atMs: Date.parse(at) })));
  const truth = byChip(kept);
  for (const chip of new Set([...there.keys(), ...truth.keys()])) {
    const found = (there.get(chip) ?? []).sort((a, b) => a - b);
    const wanted = (truth.get(chip) ?? []).sort((a, b) => a - b);
    const name = chip === STRANGER ? 'its last chip' : `chip ${chip}`;
    if (forgets === true ? found.length > wanted.length : found.length !== wanted.length)
      wrong.push(`${id}: of ${name} ${wanted.length} records were kept by the box, ${found.length} are in the log`);
    else if (forgets !== true) {
      const off = found.findIndex((atMs, i) => Math.abs(atMs - wanted[i]!) > CLOCK_ERROR_MS + jumpedMs);
      if (off >= 0) wrong.push(`${id}: of ${name} a read is ${found[off]! - wanted[off]!} ms from its true time`);
    }
  }
  const identities = own.map(({ source, chip, at, antenna, rssi }) =>
    JSON.stringify([source, chip, at, antenna, rssi]),
  );
  const doubled = identities.length - new Set(identities).size;
  if (doubled > 0) wrong.push(`${id}: ${doubled} reads stand twice in the log`);
  return { stored: own.length, epochs: new Set(own.map(({ source }) => source?.epoch ?? '')).size };
}

const isOf = (device: string | undefined, reader: string): boolean =>
  device === reader || device?.startsWith(`${reader}/`) === true;

/** Every note is there once, as it was made. */
function checkNotes(slug: string, { tablets }: Scene, log: readonly Line[], wrong: string[]): void {
  const tablet = tablets.get(slug);
  if (tablet === undefined) return;
  const there = log.filter(({ kind, source }) => kind === 'passing' && source?.device === `tablet-${slug}`);
  const ids = new Set(there.map(({ id }) => id));
  const lost = [...tablet.notes.keys()].filter((id) => !ids.has(id));
  if (lost.length > 0) wrong.push(`${slug}: ${lost.length} notes of the tablet are not in the log`);
  if (ids.size !== there.length) wrong.push(`${slug}: ${there.length - ids.size} notes stand twice in the log`);
  for (const { id, bib, at } of there) {
    const noted = tablet.notes.get(id);
    if (noted?.bib !== bib || noted?.at !== at) wrong.push(`${slug}: the note ${id} was changed`);
  }
  for (const complaint of [...tablet.rejected, ...tablet.outbox.complaints])
    wrong.push(`${slug}: a note was refused: ${complaint}`);
}

/** Laps, yards, or the furthest point, of everybody. */
function checkBoard(board: Board, slug: string, { weekend }: Scene, seen: Seen, wrong: string[]): void {
  const { definition, entrants } = weekend.races.find((race) => race.definition.slug === slug)!;
  const { course } = definition;
  for (const { bib } of entrants) {
    const own = [...seen].filter((crossing) => crossing.race === slug && crossing.bib === bib);
    const row = board.rows.find((one) => one.bib === bib);
    if (course.kind === 'loop') {
      if ((row?.laps ?? 0) !== own.length)
        wrong.push(`${slug}: bib ${bib} has ${row?.laps ?? 'no'} laps on the board and ${own.length} in truth`);
      continue;
    }
    const furthest = course.points.findLast(({ id }) => own.some(({ point }) => point === id))?.id;
    if (row?.lastPoint !== furthest)
      wrong.push(`${slug}: bib ${bib} is at ${row?.lastPoint ?? 'no point'} on the board and at ${furthest} in truth`);
  }
}
