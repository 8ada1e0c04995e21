import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from '#libs/client/http.js';
import { FakeServer } from '#libs/testing/fake-server.js';
import { csvRecording } from './csv.js';
import { BATCH, play, shuffled, type PlayOptions } from './play.js';
import type { Recording } from './recording.js';

const START_MS = Date.parse('2020-01-04T08:00:00.000Z');
const ROWS = 2 * BATCH + 100;
const recording = csvRecording(
  ['race_id,format,bib,sex,age,lap_or_checkpoint,elapsed_s,cum_distance_m']
    .concat(
      Array.from(
        { length: ROWS },
        (_, i) =>
          `made-up,6d,${1 + (i % 10)},F,,${1 + Math.floor(i / 10)},${100 * (1 + Math.floor(i / 10)) + (i % 10)},${400 * (1 + Math.floor(i / 10))}`,
      ),
    )
    .join('\n'),
);
let server: FakeServer;
beforeEach(async () => {
  server = await FakeServer.start();
});
afterEach(() => server.stop());

const options: PlayOptions = { slug: 'old', startMs: START_MS, speed: null, shuffle: null, notice: () => undefined };
const run = (more: Partial<PlayOptions> = {}, of: Recording = recording) =>
  play(new Client({ url: server.url, patienceMs: 5_000 }), of, { ...options, ...more });

describe('play', () => {
  it('creates the race with its runners and sends every row', async () => {
    const played = await run();
    expect(server.definition).toMatchObject({
      slug: 'old',
      course: { lapM: 400 },
      format: { durationMs: 518_400_000 },
    });
    expect(server.startedAt).toBe('2020-01-04T08:00:00.000Z');
    expect(server.entrants).toHaveLength(10);
    expect(played).toMatchObject({ sent: ROWS, accepted: ROWS, duplicate: 0, rejected: 0 });
  });

  it('changes nothing when it is sent twice, shuffled the second time', async () => {
    await run();
    expect(await run({ shuffle: '5', startMs: START_MS + 999 })).toMatchObject({
      accepted: 0,
      duplicate: ROWS,
      rejected: 0,
    });
    expect(server.calls.filter((call) => call.endsWith('/start'))).toHaveLength(1);
  });

  it('counts what is rejected and keeps the words', async () => {
    await run();
    const other = {
      ...recording,
      passings: recording.passings.map((p, i) => (i === 0 ? { ...p, atMs: p.atMs + 1 } : p)),
    };
    const played = await run({}, other);
    expect(played).toMatchObject({ rejected: 1, complaints: [expect.stringContaining('id-reused')] });
  });

  it('is patient with 503, and gives up with one sentence when nobody answers', async () => {
    server.refusals = [503];
    expect((await run()).accepted).toBe(ROWS);
    await server.stop();
    const client = new Client({ url: server.url, patienceMs: 300 });
    await expect(play(client, recording, options)).rejects.toThrow(/^gave up: .* cannot be reached/);
  });

  it('paces by race time: nothing leaves before its time', async () => {
    const short = { ...recording, passings: recording.passings.filter((p) => p.atMs < 300_000) };
    // Asked once for the beginning and then once a tick: 0, 100 and 200 s into the race, and then past its end.
    const clock = [0, 0, 100_000, 200_000, 400_000];
    const sent: number[] = [];
    const now = (): number => {
      sent.push(server.passings.size);
      return clock.shift() ?? 400_000;
    };
    const played = await run({ speed: 1, now }, short);
    const due = (ms: number): number => short.passings.filter((p) => p.atMs <= ms).length;
    expect(sent).toEqual([0, 0, due(0), due(100_000), due(200_000)]);
    expect(due(200_000)).toBeLessThan(short.passings.length);
    expect(played.accepted).toBe(short.passings.length);
  });

  it('sends chip assignments before the passings, and the final signal after them', async () => {
    const chips = [{ chip: 'c', bib: '1', fromMs: null, toMs: 5_000 }];
    await run({}, { ...recording, chips, stopMs: 7_000 });
    expect(server.corrections).toEqual([
      expect.objectContaining({ type: 'chip-assigned', chip: 'c', bib: '1', to: '2020-01-04T08:00:05.000Z' }),
    ]);
    expect(server.stops).toEqual(['2020-01-04T08:00:07.000Z']);
    expect(server.calls.at(-1)).toMatch(/stop$/);
  });
});

describe('shuffled', () => {
  it('is the same for the same seed, another for another, and loses nothing', () => {
    const once = shuffled(recording.passings, '1');
    expect(shuffled([...recording.passings].reverse(), '1')).toEqual(once);
    expect(shuffled(recording.passings, '2')).not.toEqual(once);
    expect(once).not.toEqual(recording.passings);
    expect(new Set(once)).toEqual(new Set(recording.passings));
  });
});
