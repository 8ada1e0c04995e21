/** Who makes the frames: one leader per log, level with it before it speaks, a new epoch for each reign. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { Frame } from '#libs/contracts/index.js';
import { InProcessFeed } from '#libs/log/in-process-feed.js';
import { LeaderElection, PostgresFoldSnapshots, PostgresRegistry } from '#libs/log/index.js';
import { SystemClock } from '#libs/platform/clock.js';
import { GUN_MS, definition } from '#libs/testing/facts.js';
import { type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { FRAMES_TOPIC, type FrameMessage, LeadingProjector } from './leading-projector.js';
import { Projection } from './projection.js';

const quiet = pino({ level: 'silent' });
const SLUG = 'led-race';
const ELECTION_MS = 50;
let fixture: LogFixture;

beforeAll(async () => {
  fixture = await startLog();
});
afterAll(() => fixture.stop());

const registry = (): PostgresRegistry =>
  new PostgresRegistry(fixture.database.queries, (logId, head) => fixture.log.announce(logId, head));

class Projector {
  readonly frames: Frame[] = [];
  readonly projection: Projection;
  readonly leader: LeadingProjector;
  /** Its own channel, so that a test sees who said what. */
  private readonly feed = new InProcessFeed();

  constructor() {
    const { queries } = fixture.database;
    this.projection = new Projection(
      fixture.log,
      registry(),
      this.feed,
      new PostgresFoldSnapshots(queries),
      quiet,
      false,
    );
    const election = new LeaderElection(fixture.url, ELECTION_MS);
    this.leader = new LeadingProjector(this.projection, election, this.feed, new SystemClock(), quiet);
  }

  async start(): Promise<void> {
    await this.feed.tail(FRAMES_TOPIC, (message) => {
      const { race, frame } = JSON.parse(message) as FrameMessage;
      if (race === SLUG) this.frames.push(frame);
    });
    await this.projection.start();
    await this.leader.start();
  }

  async stop(): Promise<void> {
    await this.leader.stop();
    await this.projection.stop();
    await this.feed.close();
  }
}

const lapOf = (frame: Frame | undefined): number | undefined =>
  frame?.kind === 'snapshot' ? frame.board.rows[0]?.laps : (frame?.delta.rows[0]?.laps ?? undefined);

async function run(lap: number): Promise<void> {
  const atMs = GUN_MS + lap * 600_000;
  const fields = { bib: '1', point: 'line' };
  await fixture.log.append(SLUG, [{ id: randomUUID(), kind: 'passing', atMs, receivedAtMs: atMs, fields }]);
}

async function makeRace(): Promise<void> {
  const made = { id: randomUUID(), kind: 'race' as const, atMs: GUN_MS, receivedAtMs: GUN_MS };
  const race = definition({ slug: SLUG });
  await registry().create(race, {
    ...made,
    fields: { race: SLUG, definition: race },
  });
  const entrant = { race: SLUG, entrantId: randomUUID(), bib: '1' };
  await fixture.log.append(SLUG, [
    { id: randomUUID(), kind: 'entrant', atMs: GUN_MS, receivedAtMs: GUN_MS, fields: entrant },
    { id: randomUUID(), kind: 'started', atMs: GUN_MS, receivedAtMs: GUN_MS, fields: { race: SLUG } },
  ]);
}

describe('two projectors', () => {
  it('one leads; when it goes the other goes on with a new epoch, from a level fold', async () => {
    await makeRace();
    const [a, b] = [new Projector(), new Projector()];
    try {
      await Promise.all([a.start(), b.start()]);
      await waitFor('a leader', () => a.leader.leads(SLUG) || b.leader.leads(SLUG));
      await run(1);
      const [first, second] = a.leader.leads(SLUG) ? [a, b] : [b, a];
      await waitFor('the lap on the board', () => first.frames.some((frame) => lapOf(frame) === 1));
      expect(second.frames).toEqual([]);
      expect(second.leader.leads(SLUG)).toBe(false);
      await first.leader.stop();
      await run(2);
      await waitFor('the lap on the board of the other', () => second.frames.some((frame) => lapOf(frame) === 2));
      const [before, after] = [first.frames[0], second.frames[0]];
      if (before?.kind !== 'snapshot' || after?.kind !== 'snapshot') throw new Error('a reign begins with a snapshot');
      expect(after.board.epoch).not.toBe(before.board.epoch);
      // A board never steps back.
      expect(lapOf(after)).toBeGreaterThanOrEqual(1);
    } finally {
      await Promise.all([a.stop(), b.stop()]);
    }
  });
});
