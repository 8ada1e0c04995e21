import { afterEach, describe, expect, it } from '@jest/globals';
import type { Board, Delta, WatchAnswer } from '#libs/contracts/index.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { HOUR, boardAt, deltaBetween, header, makeRunners } from '../../../dev/fixture.mjs';
import { ServerClock } from '../../shared/figures/server-clock.js';
import { Feed } from './feed.js';
import type { SocketEvents } from './socket.js';

const race = header('r', 'R', 'running', Date.UTC(2026, 9, 3, 8));
const runners = makeRunners(1, 20);
const at = (minutes: number, seq: number) => boardAt(race, runners, HOUR + minutes * 60_000, seq);

const opened: Feed[] = [];
afterEach(() => opened.splice(0).forEach((feed) => feed.stop()));

/** A feed over a pretended socket and a pretended HTTP server. */
async function open(answers: {
  watch?: (since?: number) => WatchAnswer | Promise<WatchAnswer>;
  get?: (url: string) => unknown;
  pollMs?: number;
}) {
  const boards: Board[] = [];
  const refused: true[] = [];
  let socket: SocketEvents | undefined;
  const watched: (number | undefined)[] = [];
  const serverNow = '2026-10-03T09:00:00.000Z';
  const feed = new Feed({
    board: at(0, 1),
    clock: new ServerClock(),
    onBoard: (board) => boards.push(board),
    onHeard: () => undefined,
    onRefused: () => refused.push(true),
    monotonic: () => 0,
    ...(answers.pollMs ? { pollMs: answers.pollMs } : {}),
    fetcher: (url) => Promise.resolve(new Response(JSON.stringify(answers.get?.(String(url)) ?? { deltas: [] }))),
    open: (events) => {
      socket = events;
      const still: WatchAnswer = { protocol: 1, epoch: 'fixture', seq: 1, serverNow, deltas: [] };
      return Promise.resolve({
        watch: (watch) => {
          watched.push(watch.since);
          return Promise.resolve(answers.watch?.(watch.since) ?? still);
        },
        close: () => undefined,
      });
    },
  });
  opened.push(feed);
  await feed.start();
  if (!socket) throw new Error('not opened');
  return { feed, boards, socket, watched, settle: () => new Promise((resolve) => setTimeout(resolve, 5)) };
}

describe('a feed', () => {
  it('applies deltas in order', async () => {
    const { socket, boards } = await open({});
    socket.onDelta(deltaBetween(at(0, 1), at(5, 2)));
    socket.onDelta(deltaBetween(at(5, 2), at(9, 3)));
    expect(boards.at(-1)).toEqual(at(9, 3));
  });

  it('heals a gap by watching again from what it has', async () => {
    const gap: Delta = deltaBetween(at(5, 2), at(9, 3));
    const { feed, socket, watched, settle } = await open({
      watch: () => ({
        protocol: 1,
        epoch: 'fixture',
        seq: 3,
        serverNow: '2026-10-03T09:00:00.000Z',
        snapshot: at(9, 3),
      }),
    });
    socket.onDelta(gap);
    await settle();
    expect(watched).toEqual([1]);
    expect(feed.board.seq).toBe(3);
  });

  it('takes a whole board over HTTP when the deltas of an answer do not fit', async () => {
    const { feed, socket } = await open({
      watch: () => ({
        protocol: 1,
        epoch: 'fixture',
        seq: 9,
        serverNow: '2026-10-03T09:00:00.000Z',
        deltas: [deltaBetween(at(5, 7), at(9, 9))],
      }),
      get: () => at(9, 9),
    });
    socket.onConnect();
    await waitFor('the whole board', () => feed.board.seq === 9);
  });

  it('polls while there is no socket', async () => {
    const asked: string[] = [];
    const { feed, settle } = await open({
      get: (url) => {
        asked.push(url);
        return { deltas: [deltaBetween(at(0, 1), at(5, 2))] };
      },
    });
    await feed.resync();
    await settle();
    expect(asked[0]).toBe('/api/v1/races/r/board?since=1&epoch=fixture');
    expect(feed.board).toEqual(at(5, 2));
  });

  it.each([
    ['lost', () => Promise.reject(new Error('no answer in time'))],
    ['a refusal', () => ({ error: { code: 'not-ready', detail: 'The board is not there yet.' } })],
  ] as const)('is kept fresh and watches again when the answer to its watch was %s', async (_what, firstAnswer) => {
    const serverNow = '2026-10-03T09:00:00.000Z';
    let asked = 0;
    const { feed, socket, watched } = await open({
      pollMs: 20,
      watch: () =>
        (asked += 1) === 1 ? firstAnswer() : { protocol: 1, epoch: 'fixture', seq: 2, serverNow, deltas: [] },
      get: () => ({ deltas: [deltaBetween(at(0, 1), at(5, 2))] }),
    });
    socket.onConnect();
    // Sooner than the probes of the clock, which would ask by themselves.
    await waitFor('the second watch', () => watched.length > 1, 600);
    expect(feed.board).toEqual(at(5, 2));
    expect(watched).toEqual([1, 2]);
    socket.onDelta(deltaBetween(at(5, 2), at(9, 3)));
    expect(feed.board.seq).toBe(3);
  });

  it('asks once more when a gap shows while a question is on its way', async () => {
    const answers: ((answer: WatchAnswer) => void)[] = [];
    const { feed, socket, watched, settle } = await open({
      watch: () => new Promise<WatchAnswer>((resolve) => answers.push(resolve)),
    });
    socket.onDelta(deltaBetween(at(5, 2), at(9, 3)));
    socket.onDelta(deltaBetween(at(9, 3), at(12, 4)));
    const serverNow = '2026-10-03T09:00:00.000Z';
    answers[0]?.({ protocol: 1, epoch: 'fixture', seq: 2, serverNow, snapshot: at(5, 2) });
    await settle();
    expect(watched).toEqual([1, 2]);
    answers[1]?.({ protocol: 1, epoch: 'fixture', seq: 4, serverNow, snapshot: at(12, 4) });
    await settle();
    expect(feed.board).toEqual(at(12, 4));
  });
});
