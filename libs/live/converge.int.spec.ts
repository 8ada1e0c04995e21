/** Whatever happens between leader, feed, two gateways and their clients: at the end every page shows the newest board. */
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InProcessFeed } from '#libs/log/in-process-feed.js';
import { FRAMES_TOPIC, type LiveFeed } from './ports.js';
import { FakeLeader, randomStep } from './testing/fake-leader.js';
import { LiveClient } from './testing/live-client.js';
import { type RunningLive, startLive, testPorts, until } from './testing/live-kit.js';

const PAGES = 5;
const RUNS = 25;

/** A feed one gateway hears badly. */
class LossyFeed implements LiveFeed {
  losing = false;

  constructor(private readonly feed: LiveFeed) {}

  publish(topic: string, message: string): Promise<void> {
    return this.feed.publish(topic, message);
  }

  tail(topic: string, onMessage: (message: string) => void | Promise<void>): Promise<{ close(): Promise<void> }> {
    return this.feed.tail(topic, (message) => (this.losing && topic === FRAMES_TOPIC ? undefined : onMessage(message)));
  }
}

type Happening = readonly [kind: number, pick: number];

interface World {
  leader: FakeLeader;
  lossy: LossyFeed[];
  pages: LiveClient[];
}

async function happen(world: World, [kind, pick]: Happening): Promise<void> {
  const page = world.pages[pick % PAGES];
  const feed = world.lossy[pick % world.lossy.length];
  if (kind < 12) randomStep(world.leader, kind, pick);
  else if (kind === 12) page?.drop();
  else if (kind === 13) page?.pause();
  else if (kind === 14) page?.resume();
  else if (kind === 15) void page?.watch();
  else if (kind === 16 && feed) feed.losing = !feed.losing;
  else if (kind === 17) world.leader.restart();
  else if (kind === 18) world.leader.snapshot();
  else await new Promise((resolve) => setTimeout(resolve, pick % 4));
}

/** The end: everybody hears and reads again, and one more lap is run. */
async function settle(world: World): Promise<void> {
  for (const feed of world.lossy) feed.losing = false;
  for (const page of world.pages) page.resume();
  world.leader.change((rows) => rows, { name: 'the end' });
  const { leader } = world;
  const there = (page: LiveClient): boolean =>
    page.board?.epoch === leader.board.epoch && page.board.seq === leader.board.seq;
  await until('every page at the newest board', () => world.pages.every(there), 20_000);
}

const opened: { close(): Promise<void> | void }[] = [];

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function build(): Promise<World> {
  const feed = new InProcessFeed();
  opened.push(feed);
  const leader = new FakeLeader('r', feed);
  await leader.listen();
  const lossy = [new LossyFeed(feed), new LossyFeed(feed)];
  const gateways: RunningLive[] = [];
  for (const each of lossy) {
    const limits = {
      askMs: 20,
      deltasHeldMax: 10,
      beatMs: 40,
      messagesBurst: 10_000,
      pendingBytesMax: 2000,
      sweepMs: 5,
    };
    gateways.push(await startLive(testPorts(each), { limits }));
  }
  opened.push(...gateways);
  const pages = Array.from({ length: PAGES }, (_, i) => {
    const port = gateways[i % gateways.length]?.port ?? 0;
    return new LiveClient(port, 'r', i === PAGES - 1 ? { bibs: ['1', '4', '9'] } : {});
  });
  opened.push(...pages);
  return { leader, lossy, pages };
}

describe('two gateways on one feed', () => {
  it('show every page the newest board in the end, whatever happened on the way', async () => {
    const happenings = fc.array(fc.tuple(fc.nat(20), fc.nat(10_000)), { minLength: 5, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(happenings, async (script) => {
        const world = await build();
        for (const happening of script) await happen(world, happening);
        await settle(world);
        const { leader, pages } = world;
        pages.slice(0, -1).forEach((page) => expect(page.board).toEqual(leader.board));
        const own = leader.board.rows.filter(({ bib }) => ['1', '4', '9'].includes(bib));
        expect(pages.at(-1)?.board).toEqual({ ...leader.board, rows: own });
        for (const each of opened.splice(0).reverse()) await each.close();
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});
