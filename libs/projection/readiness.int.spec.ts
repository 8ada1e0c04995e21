/** A process that cannot follow a log any more must not look ready: balancers and people would go on believing its boards. */
import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { HEADS_TOPIC, LogModule, type NewFact, PostgresRegistry } from '#libs/log/index.js';
import type { Config } from '#libs/platform/config.js';
import { createHttpApp } from '#libs/platform/http/http-app.js';
import { PlatformModule } from '#libs/platform/platform.module.js';
import { GUN_MS, definition } from '#libs/testing/facts.js';
import { type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { Projection, ProjectionModule } from './index.js';

const CONFIG = { port: 0, host: '127.0.0.1', logLevel: 'info', trustProxy: false, production: true } as Config;

@Module({})
class Process {}

let fixture: LogFixture;
let app: NestFastifyApplication | undefined;
let lines: Record<string, unknown>[];
const slug = 'secret';

beforeEach(async () => {
  fixture = await startLog();
  const laid = definition({ slug, visibility: 'private' });
  const registry = new PostgresRegistry(fixture.database.queries, () => undefined);
  await registry.create(laid, fact('race', { race: slug, definition: laid }));
  await fixture.log.append(slug, [fact('passing', { bib: '1', point: 'line' })]);
});
afterEach(async () => {
  await app?.close();
  await fixture.stop();
});

const fact = (kind: NewFact['kind'], fields: NewFact['fields']): NewFact => ({
  ...{ id: randomUUID(), kind, atMs: GUN_MS, receivedAtMs: GUN_MS, fields },
});

/** A process that reads and shows logs, with what it logs in hand. */
async function start(): Promise<void> {
  const { database, feed, url } = fixture;
  lines = [];
  const keep = new Writable({
    write: (line: Buffer, _encoding, done) => {
      lines.push(JSON.parse(line.toString()) as Record<string, unknown>);
      done();
    },
  });
  const logger = pino({ level: 'info' }, keep);
  const imports = [
    PlatformModule.forRoot({ config: CONFIG, logger, pool: database.queries, process: 'gateway' }),
    LogModule.forRoot({ databaseUrl: url, lane: database.lane, queries: database.queries, feed }),
    ProjectionModule.forRoot({ leads: false, serves: true }),
  ];
  app = await createHttpApp({ module: Process, imports }, logger);
  await app.listen(0, '127.0.0.1');
}

/** Impossible through the log itself: a damaged table is the only way. */
async function makeHole(): Promise<void> {
  const head = await fixture.log.head(slug);
  await fixture.database.queries.query(
    `insert into fact (log_id, "offset", id, kind, at_ms, received_at_ms, body) values ($1, $2, $3, 'passing', $4, 0, $5)`,
    [slug, head + 2, randomUUID(), GUN_MS, { bib: '1', point: 'line' }],
  );
  await fixture.database.queries.query('update log set head = $2 where log_id = $1', [slug, head + 2]);
  await fixture.feed.publish(HEADS_TOPIC, JSON.stringify({ log: slug, head: head + 2 }));
}

async function readiness(): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${await app?.getUrl()}/readyz`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const NOT_READY = {
  status: 503,
  body: {
    status: 'not-ready',
    checks: { database: true, projection: false },
    reasons: { projection: expect.stringMatching(/^1 log\(s\) cannot be followed any more/) },
  },
};

describe('a hole in a log', () => {
  it('makes a process that was ready say so and why, without the name of a race, and logs it once', async () => {
    await start();
    expect(await readiness()).toEqual({
      status: 200,
      body: { status: 'ok', checks: { database: true, projection: true } },
    });
    await makeHole();
    await waitFor('the end of the log', async () => (await readiness()).status === 503);
    const told = await readiness();
    expect(told).toEqual(NOT_READY);
    expect(JSON.stringify(told)).not.toContain(slug);
    // Asked again and again by pages and balancers, it is not logged again.
    await app?.get(Projection).level(slug);
    await readiness();
    const ends = lines.filter(({ log, level }) => log === slug && level === 50);
    expect(ends).toEqual([expect.objectContaining({ offset: 2, err: expect.objectContaining({ code: 'log-gap' }) })]);
  });

  it('that is there at the start does not keep the process from answering: other races are in it too', async () => {
    await makeHole();
    await start();
    expect(await readiness()).toEqual(NOT_READY);
    const metrics = await (await fetch(`${await app?.getUrl()}/metrics`)).text();
    expect(metrics).toMatch(/^loopline_projection_ended_logs\{process="gateway"\} 1$/m);
  });
});
