import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from '#libs/client/http.js';
import { Feed } from './feed.js';
import { simulateRace } from './race.js';
import { FakeServer } from '#libs/testing/fake-server.js';

const race = simulateRace({ seed: 42, runners: 6, hours: 1 });
let server: FakeServer;
let printed: string[];

beforeEach(async () => {
  server = await FakeServer.start();
  printed = [];
});
afterEach(() => server.stop());

const print = (line: string): void => void printed.push(line);
const GUN_MS = Date.parse('2026-10-03T08:00:00.000Z');
/** A clock that shows the gun when first asked and then stands still: `speed` alone decides how far the race is. */
const clockAfterGun = (wallMs: number): (() => number) => {
  let asked = 0;
  return () => (asked++ === 0 ? GUN_MS : GUN_MS + wallMs);
};
const ALL_DUE = 10 * 3_600_000;
const feed = (of = race, wallMs = ALL_DUE, signal?: AbortSignal): Feed =>
  new Feed(new Client({ url: server.url, token: 'secret', notice: print, signal }), of, {
    slug: 'demo-24h',
    speed: 1,
    signal,
    print,
    now: clockAfterGun(wallMs),
  });

describe('Feed', () => {
  it('creates, enters, starts, sends everything and stops', async () => {
    const tally = await feed().run();
    expect(server.definition).toMatchObject({ slug: 'demo-24h', simulated: true, format: { durationMs: 3_600_000 } });
    expect(server.entrants).toHaveLength(6);
    expect(tally).toMatchObject({ sent: race.reads.length, accepted: race.reads.length, rejected: 0 });
    expect(server.passings.size).toBe(race.reads.length);
    expect(Date.parse(server.stops[0]!) - Date.parse(server.startedAt!)).toBe(3_600_000);
    expect(printed.some((line) => line.startsWith('hour 1 of 1:'))).toBe(true);
  });

  it('loses nothing while the server is away, full or restarting', async () => {
    server.refusals = [503, 429];
    await feed().run();
    expect(server.passings.size).toBe(race.reads.length);
    expect(printed.filter((line) => line.includes('trying again'))).toHaveLength(1);
    expect(printed).toContain('the server answers again');
  });

  it('waits for a server that is not there yet', async () => {
    const { port } = server;
    await server.stop();
    const running = feed().run();
    setTimeout(() => void FakeServer.start(port).then((later) => (server = later)), 300);
    expect((await running).accepted).toBe(race.reads.length);
  });

  it('continues the race it finds: the same ids and instants, no second race', async () => {
    await feed().run();
    const sent = new Map(server.passings);
    server.stops = [];
    const again = await feed().run();
    expect(again).toMatchObject({ accepted: 0, duplicate: race.reads.length, rejected: 0 });
    expect(new Map(server.passings)).toEqual(sent);
    expect(server.calls.filter((call) => call === 'POST /races')).toHaveLength(1);
    expect(printed.some((line) => line.includes('continues the race'))).toBe(true);
  });

  it('goes on from where the wall clock says, after a stop in the middle', async () => {
    const ending = new AbortController();
    setTimeout(() => ending.abort(), 400);
    await expect(feed(race, 30 * 60_000, ending.signal).run()).rejects.toThrow();
    const due = race.reads.filter((read) => read.dueMs <= 30 * 60_000).length;
    expect(server.passings.size).toBe(due);
    expect(due).toBeLessThan(race.reads.length);
    expect(server.stops).toEqual([]);
    await feed().run();
    expect(server.passings.size).toBe(race.reads.length);
  });

  it('refuses to mix two fields under one slug', async () => {
    await feed().run();
    await expect(feed(simulateRace({ seed: 43, runners: 6, hours: 1 })).run()).rejects.toThrow(/other runners/);
  });

  it('stops at once with the words of a server that says no', async () => {
    server.refusals = [401];
    await expect(feed().run()).rejects.toThrow(/refused \(401\): told to refuse/);
  });
});
