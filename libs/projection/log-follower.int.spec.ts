/** A snapshot is a cache: with it, without it, or with a wrong one, a follower ends at the very fold of all facts. */
import { serialize } from 'node:v8';
import { deflateRawSync } from 'node:zlib';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { FOLD_VERSION, type FoldSnapshot, LogFold } from '#libs/domain/index.js';
import { HEADS_TOPIC, InProcessFeed, PostgresFoldSnapshots } from '#libs/log/index.js';
import type { FactLog, Feed, NewFact } from '#libs/log/ports.js';
import { GUN_MS, definition, fold as foldFacts } from '#libs/testing/facts.js';
import { type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { LogFollower, SNAPSHOT_FACTS_MIN } from './log-follower.js';

const HOUR_MS = 3_600_000;
const BIBS = ['1', '2', '3', '04'];
const quiet = pino({ level: 'silent' });
let fixture: LogFixture;
let snapshots: PostgresFoldSnapshots;
let logId: string;
let made = 0;
const followers: LogFollower[] = [];

beforeAll(async () => {
  fixture = await startLog();
  snapshots = new PostgresFoldSnapshots(fixture.database.queries);
});
afterAll(() => fixture.stop());
beforeEach(async () => {
  logId = `log-${(made += 1)}`;
  await fixture.makeLogs(logId);
});
afterEach(async () => {
  await Promise.all(followers.splice(0).map((follower) => follower.stop()));
});

type Fields = NewFact['fields'];
const fact = (kind: NewFact['kind'], atMs: number, fields: Fields, more: Partial<NewFact> = {}): NewFact => ({
  ...{ id: randomUUID(), kind, atMs, receivedAtMs: atMs, fields },
  ...more,
});

const setUp = (): NewFact[] => [
  fact('race', GUN_MS, { race: logId, definition: definition({ slug: logId }) }),
  ...BIBS.map((bib, i) =>
    fact(
      'entrant',
      GUN_MS,
      { race: logId, entrantId: randomUUID(), bib, chips: [`c${i}`] },
      { person: { name: `Runner ${bib}` } },
    ),
  ),
  fact('started', GUN_MS, { race: logId }),
];

/** Laps by bib and by chip, every tenth of a bib nobody entered. */
const laps = (from: number, to: number): NewFact[] =>
  Array.from({ length: to - from }, (_, i) => {
    const n = from + i;
    const atMs = GUN_MS + 400_000 + n * 90_000;
    if (n % 10 === 9) return fact('passing', atMs, { bib: 'stray', point: 'line' });
    return n % 2 === 0
      ? fact('passing', atMs, { bib: BIBS[n % BIBS.length], point: 'line' })
      : fact('read', atMs, { chip: `c${n % BIBS.length}`, point: 'line', rssi: -70 + (n % 9) });
  });

/** Corrections of what is there: the kinds of state a snapshot must carry. */
const mend = (of: readonly NewFact[]): NewFact[] => [
  fact('void', GUN_MS, {}, { target: of[10]?.id ?? '' }),
  fact('retime', GUN_MS + HOUR_MS, {}, { target: of[12]?.id ?? '' }),
  fact('reassign', GUN_MS, { bib: '2' }, { target: of[20]?.id ?? '' }),
  fact('chip-assigned', GUN_MS, { chip: 'c1', bib: '04', fromMs: GUN_MS + 2 * HOUR_MS }),
  fact('status', GUN_MS + 3 * HOUR_MS, { race: logId, bib: '3', status: 'dnf' }),
];

async function append(facts: readonly NewFact[]): Promise<number> {
  await fixture.log.append(logId, facts);
  return fixture.log.head(logId);
}

/** @param feed of its own: what is published elsewhere is not heard, the log is asked instead */
async function follow(options: { keeps?: boolean; feed?: Feed; log?: FactLog } = {}): Promise<LogFollower> {
  const { keeps = false, feed = fixture.feed, log = fixture.log } = options;
  const follower = new LogFollower(logId, log, feed, snapshots, quiet, () => undefined, keeps);
  followers.push(follower);
  await follower.start();
  return follower;
}

/** What everybody sees: boards now and in the past, and every runner's card. */
function seen(fold: LogFold): unknown {
  return fold.races().map((race) => ({
    boards: [5 * HOUR_MS, 48 * HOUR_MS].map((ms) => [race.header(GUN_MS + ms), race.rows(GUN_MS + ms)]),
    past: race.rowsAt(GUN_MS + 2 * HOUR_MS),
    cards: BIBS.map((bib) => race.card(bib, GUN_MS + 48 * HOUR_MS)),
  }));
}

/** What the first facts alone make, read from the log itself. */
const foldOf = async (facts: number): Promise<LogFold> => foldFacts(await fixture.log.read(logId, 0, facts));
const foldFromZero = async (): Promise<unknown> => seen(await foldOf(10_000));

async function caughtUp(follower: LogFollower): Promise<unknown> {
  await follower.reached(await fixture.log.head(logId));
  return seen(follower.fold);
}

const stateOf = (fold: LogFold): Buffer => deflateRawSync(serialize(fold.takeSnapshot()));
const stored = async () => (await snapshots.newest(logId, FOLD_VERSION))?.offset;

describe('a restart', () => {
  it('goes on from the snapshot of the clean stop and ends where a fold from zero ends', async () => {
    const first = laps(0, SNAPSHOT_FACTS_MIN);
    const head = await append([...setUp(), ...first, ...mend(first)]);
    const before = await follow({ keeps: true });
    await before.reached(head);
    await before.stop();
    expect(await stored()).toBe(head);
    const second = laps(600, 700);
    await append([...second, ...mend(second)]);
    const after = await follow();
    // It did begin in the middle.
    expect(after.fold.offset).toBeGreaterThanOrEqual(head);
    expect(await caughtUp(after)).toEqual(await foldFromZero());
    expect(after.faults).toEqual([]);
  });

  it('of one that may not store snapshots, or has few facts, leaves none', async () => {
    await append([...setUp(), ...laps(0, SNAPSHOT_FACTS_MIN)]);
    const reader = await follow({ keeps: false });
    await caughtUp(reader);
    await reader.stop();
    expect(await stored()).toBeUndefined();
    logId = `${logId}-few`;
    await fixture.makeLogs(logId);
    await append([...setUp(), ...laps(0, 20)]);
    const keeper = await follow({ keeps: true });
    await caughtUp(keeper);
    await keeper.stop();
    expect(await stored()).toBeUndefined();
  });
});

describe('a snapshot that cannot be used is passed over, and the whole log is folded', () => {
  beforeEach(() => append([...setUp(), ...laps(0, 60)]));

  /** With a lap that never was: it would be on the board if the snapshot were believed. */
  async function wrongFold(): Promise<LogFold> {
    const fold = await foldOf(20);
    fold.apply({
      offset: 21,
      id: randomUUID(),
      kind: 'passing',
      atMs: GUN_MS + 400_001,
      receivedAtMs: 0,
      bib: '2',
      point: 'line',
    });
    return fold;
  }

  const packed = (state: unknown): Buffer => deflateRawSync(serialize(state));
  const broken: [what: string, place: { offset?: number; version?: number }, make: (good: FoldSnapshot) => Buffer][] = [
    ['of an older version of the fold', { version: FOLD_VERSION - 1 }, packed],
    ['of a newer one', { version: FOLD_VERSION + 1 }, packed],
    ['that says another version inside', {}, (good) => packed({ ...good, version: FOLD_VERSION + 1 })],
    ['ahead of its log, because a backup was restored', { offset: 1_000_000 }, packed],
    ['that is no snapshot', {}, () => Buffer.from('not deflated')],
    ['that is empty', {}, () => Buffer.alloc(0)],
    ['of something else', {}, () => packed({ version: FOLD_VERSION })],
    ['cut short', {}, (good) => packed(good).subarray(0, 300)],
    ['broken in its middle', {}, (good) => packed({ ...good, races: [null] })],
  ];

  it.each(broken)('%s', async (_what, { offset = 21, version = FOLD_VERSION }, make) => {
    await snapshots.save(logId, offset, version, make((await wrongFold()).takeSnapshot()));
    const follower = await follow();
    expect(await caughtUp(follower)).toEqual(await foldFromZero());
    expect(follower.faults).toEqual([]);
  });

  it('but a good one is believed: the cases above could fail', async () => {
    await snapshots.save(logId, 21, FOLD_VERSION, stateOf(await wrongFold()));
    expect(await caughtUp(await follow())).not.toEqual(await foldFromZero());
  });
});

describe('a quiet log', () => {
  it('is level at once, from a snapshot too, and follows when the first fact comes', async () => {
    const empty = await follow();
    await empty.reached(0);
    const head = await append(setUp());
    await empty.reached(head);
    await snapshots.save(logId, head, FOLD_VERSION, stateOf(empty.fold));
    const restored = await follow();
    expect(restored.fold.offset).toBe(head);
    await restored.reached(head);
    expect(await caughtUp(restored)).toEqual(await foldFromZero());
  });

  it('is followed by asking when the feed says nothing, or nonsense', async () => {
    await append(setUp());
    const deaf = new InProcessFeed();
    const follower = await follow({ feed: deaf });
    await deaf.publish(HEADS_TOPIC, JSON.stringify({ log: 'another', head: 99 }));
    await append(laps(0, 5));
    expect(await caughtUp(follower)).toEqual(await foldFromZero());
    await deaf.close();
  });

  it('that is stopped lets go of whoever waits for more', async () => {
    const follower = await follow();
    const waiting = follower.reached(1_000_000);
    await follower.stop();
    await waiting;
  });
});

it('a hole in the log is never jumped: what stands before it stays as it is, nothing after it counts', async () => {
  const head = await append([...setUp(), ...laps(0, 5)]);
  const refused: unknown[] = [];
  const log = Object.create(fixture.log) as FactLog;
  log.read = (...page) =>
    fixture.log.read(...page).catch((error: unknown) => Promise.reject(refused.push(error) && error));
  const follower = await follow({ log });
  await follower.reached(head);
  const before = seen(follower.fold);
  // Impossible through the log itself: a damaged table is the only way.
  await fixture.database.queries.query(
    `insert into fact (log_id, "offset", id, kind, at_ms, received_at_ms, body) values ($1, $2, $3, 'passing', $4, 0, $5)`,
    [logId, head + 2, randomUUID(), GUN_MS + HOUR_MS, { bib: '1', point: 'line' }],
  );
  await fixture.feed.publish(HEADS_TOPIC, JSON.stringify({ log: logId, head: head + 2 }));
  await waitFor('the follower to meet the hole', () => refused.length > 0);
  expect(refused[0]).toMatchObject({ code: 'log-gap' });
  expect(follower.fold.offset).toBe(head);
  expect(seen(follower.fold)).toEqual(before);
});

it('a fact the fold cannot take is told, and the race goes on without it', async () => {
  await append(setUp());
  const bad = fact('race', GUN_MS, { race: 'broken', definition: null });
  const head = await append([bad, ...laps(0, 8)]);
  const follower = await follow();
  await follower.reached(head);
  expect(follower.faults).toEqual([{ offset: setUp().length + 1, message: expect.any(String) }]);
  expect(follower.fold.race(logId)?.row('1', GUN_MS + HOUR_MS)).toMatchObject({ laps: 2 });
});
