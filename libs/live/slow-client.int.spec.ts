import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InProcessFeed } from '#libs/log/in-process-feed.js';
import { FakeLeader } from './testing/fake-leader.js';
import { LiveClient } from './testing/live-client.js';
import { type RunningLive, startLive, testPorts, until } from './testing/live-kit.js';

/** More than the kernel keeps for one loopback connection. */
const FLOOD_TICKS = 120;
const TICK_CHARS = 200_000;

let feed: InProcessFeed;
let leader: FakeLeader;
let running: RunningLive;
let clients: LiveClient[];

async function open(limits: object): Promise<void> {
  running = await startLive(testPorts(feed), { limits: { pingTimeoutMs: 60_000, ...limits } });
  clients = Array.from({ length: 6 }, () => new LiveClient(running.port, 'r'));
  for (const each of clients) await until('a board', () => each.board !== undefined);
}

/** One client reads nothing while big ticks pass; the others must follow all the while. */
async function flood(stalled: LiveClient): Promise<void> {
  stalled.pause();
  for (let i = 0; i < FLOOD_TICKS; i += 1) {
    leader.rename('1', `${i} `.padEnd(TICK_CHARS, 'x'));
    const others = clients.filter((each) => each !== stalled);
    await until('the others to follow', () => others.every((each) => each.board?.seq === leader.board.seq));
  }
}

beforeEach(async () => {
  feed = new InProcessFeed();
  leader = new FakeLeader('r', feed);
  await leader.listen();
});

afterEach(async () => {
  for (const each of clients) {
    each.resume();
    each.close();
  }
  await running.close();
  await feed.close();
});

describe('a client that does not read', () => {
  it('costs a bounded queue, holds nobody up, and gets one delta to the newest board when it reads again', async () => {
    await open({ deltaBytesHeldMax: 2 * FLOOD_TICKS * TICK_CHARS });
    const [stalled] = clients;
    if (!stalled) throw new Error('no client');
    await flood(stalled);
    const { counters, gateway } = running.live;
    expect([counters.fellBehind, gateway.broadcaster.behindCount]).toEqual([1, 1]);
    const heard = stalled.deltas.length;
    stalled.resume();
    await until('the newest board', () => stalled.board?.seq === leader.board.seq);
    expect(stalled.board).toEqual(leader.board);
    expect(stalled.answers).toHaveLength(1);
    const last = stalled.deltas.at(-1);
    expect((last?.seq ?? 0) - (last?.from ?? 0)).toBeGreaterThan(1);
    expect(stalled.deltas.length - heard).toBeLessThan(FLOOD_TICKS);
    expect([counters.cutStalled, gateway.broadcaster.behindCount]).toEqual([0, 0]);
  });

  it('is told to watch again when the way is no longer at hand', async () => {
    await open({ deltasHeldMax: 4 });
    const [stalled] = clients;
    if (!stalled) throw new Error('no client');
    await flood(stalled);
    stalled.resume();
    await until('the newest board', () => stalled.board?.seq === leader.board.seq);
    expect(stalled.board).toEqual(leader.board);
    expect(stalled.answers.length).toBeGreaterThan(1);
    expect(running.live.counters.nudges).toBeGreaterThanOrEqual(1);
  });

  it('is cut after the limit, and finds its way back', async () => {
    await open({ stalledMsMax: 100, sweepMs: 20 });
    const [stalled] = clients;
    if (!stalled) throw new Error('no client');
    await flood(stalled);
    await until('the cut', () => running.live.counters.cutStalled === 1);
    await until('one less', () => running.live.gateway.connections === clients.length - 1);
    stalled.resume();
    await until('the newest board', () => stalled.board?.seq === leader.board.seq);
    expect(stalled.board).toEqual(leader.board);
  });

  it('cannot make us queue snapshots', async () => {
    leader.rename('2', 'y'.repeat(1_000_000));
    await open({ messagesBurst: 1000 });
    const [greedy] = clients;
    if (!greedy) throw new Error('no client');
    greedy.pause();
    const { counters } = running.live;
    for (let i = 0; i < 60; i += 1) greedy.socket.emit('watch', { race: 'r' }, () => undefined);
    await until('refusals', () => counters.watches >= 60 && counters.watchesRefused > 20);
    greedy.resume();
    leader.lap('3');
    await until('the newest board', () => greedy.board?.seq === leader.board.seq);
  });
});
