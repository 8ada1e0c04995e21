/** Killed without warning, again and again: what was acknowledged is in the log, once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { type ServerProcess, databasePid, isReady, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { Ledger, seeded } from './ledger.js';
import { type Call, caller, startedRace } from './outsider.js';

const SLUG = 'stormy-240h';
const SENDERS = 6;
const SERVER_KILLS = 6;
const DATABASE_KILLS = 3;
/** Laps by the thousand: the race must be long enough to count them all. */
const LONG = { format: { kind: 'fixed-time', durationMs: 100 * 86_400_000, end: 'measure' } };
const RECOVERY_MS = 40_000;

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9));
const random = seeded(seed);

async function raceOn(server: ServerProcess, call: () => Call): Promise<Ledger> {
  await startedRace(caller(server.url), SLUG, SENDERS, LONG);
  return new Ledger({ slug: SLUG, senders: SENDERS, call, batchMax: 20, random, pauseMs: 10 });
}

/** Some more was acknowledged since. */
function moreAcknowledged(ledger: Ledger, than: number, rows: number): Promise<unknown> {
  return waitFor(`${rows} more acknowledgements`, () => ledger.acknowledged.size >= than + rows, RECOVERY_MS);
}

async function expectWhole(ledger: Ledger): Promise<void> {
  const laps = ledger.laps();
  // What was acknowledged from the spool may reach the log a moment later: by then every lap is counted.
  const isWhole = async (): Promise<boolean> => {
    const counts = await ledger.lapsServed();
    return [...laps].every(([bib, n]) => counts.get(bib) === n);
  };
  const short = await waitFor('the board to count every lap', isWhole, RECOVERY_MS).catch((error: unknown) => error);
  // Says which are lost, where the board only says that some are.
  expect(ledger.faults(await ledger.readLog()).slice(0, 5)).toEqual([]);
  if (short !== true) throw short;
  const served = await ledger.lapsServed();
  const sum = (counts: Map<string, number>) => [...counts.values()].reduce((a, b) => a + b, 0);
  expect(sum(served)).toBe(ledger.acknowledged.size);
}

describe(`crashes (SEED=${seed})`, () => {
  it('of the whole server lose nothing and count nothing twice', async () => {
    let server = await startServer();
    let call = caller(server.url);
    const { port, data } = server;
    const ledger = await raceOn(server, () => call);
    ledger.start();
    for (let round = 0; round < SERVER_KILLS; round++) {
      await moreAcknowledged(ledger, ledger.acknowledged.size, 30);
      await sleep(Math.floor(random() * 400));
      await server.kill('SIGKILL');
      server = await startServer({ data, port });
      call = caller(server.url);
    }
    await moreAcknowledged(ledger, ledger.acknowledged.size, 30);
    await ledger.finish();
    await expectWhole(ledger);
    process.stdout.write(
      `crash: ${SERVER_KILLS} kills of the server, ${ledger.acknowledged.size} acknowledged, ${ledger.repeats} batches repeated, seed ${seed}\n`,
    );
    expect(ledger.repeats).toBeGreaterThan(0);
    await server.stop();
  }, 180_000);

  it('of the database under it keep the server acknowledging, from the spool', async () => {
    const server = await startServer();
    const ledger = await raceOn(server, () => caller(server.url));
    ledger.start();
    const recoveriesMs: number[] = [];
    for (let round = 0; round < DATABASE_KILLS; round++) {
      await moreAcknowledged(ledger, ledger.acknowledged.size, 50);
      await sleep(Math.floor(random() * 200));
      const pid = await databasePid(server.data);
      if (pid === undefined) throw new Error('no database is running');
      const spooledBefore = ledger.spooled;
      process.kill(pid, 'SIGKILL');
      const killedMs = performance.now();
      await waitFor('rows acknowledged from the spool', () => ledger.spooled > spooledBefore, RECOVERY_MS);
      await waitFor('readiness again', () => isReady(server.url), RECOVERY_MS);
      recoveriesMs.push(Math.round(performance.now() - killedMs));
      expect(await databasePid(server.data)).not.toBe(pid);
    }
    await moreAcknowledged(ledger, ledger.acknowledged.size, 50);
    await ledger.finish();
    await waitFor('readiness at the end', () => isReady(server.url), RECOVERY_MS);
    await expectWhole(ledger);
    process.stdout.write(
      `crash: ${DATABASE_KILLS} kills of the database, ${ledger.acknowledged.size} acknowledged, ${ledger.spooled} of them from the spool, ready again after ${recoveriesMs.join(', ')} ms under load, seed ${seed}\n`,
    );
    await server.stop();
  }, 180_000);
});
