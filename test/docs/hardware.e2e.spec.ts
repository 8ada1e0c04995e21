/**
 * Every command and every talk of docs/hardware.md, done to a running server as it stands there: only the address of the laptop, the addresses of the boxes
 * (192.168.1.x is 127.0.0.x) and the ports are others.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ReaderAnswer, type ReadersAnswer, READERS_PER_LOG_MAX } from '#libs/contracts/index.js';
import { SOCKET_PROTOCOLS } from '#libs/readers/registry.js';
import { DIRECTOR_TOKEN, type ServerProcess, freePort, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, boardRow, caller, expectStatus, raceDefinition, readLog } from '../e2e/outsider.js';

const run = promisify(execFile);
const SLUG = 'autumn-24h';
const GUN = '2026-10-03T08:00:02.000Z';
const page = readFileSync('docs/hardware.md', 'utf8');
const blocks = [...page.matchAll(/^```(\w+)(?: (\w+))?\n([\s\S]*?)^```/gm)].map(
  ([, language, name = '', body = '']) => ({
    ...{ language, name, body },
  }),
);
const talks = blocks.filter(({ language, name }) => language === 'text' && !name.endsWith('_file'));
const named = (name: string): string => blocks.find((block) => block.name === name)?.body ?? `no block "${name}"`;

let server: ServerProcess;
let call: Call;
let folder: string;
/** What the commands were told for the talk. */
let gateToken = '';

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
  const points = [
    { id: 'line', atM: 0 },
    { id: 'back', atM: 700 },
  ];
  const course = { kind: 'loop', lapM: 1526, points, minLapMs: 240_000 };
  const more = { timeZone: 'Europe/Rome', scheduledStart: '2026-10-03T08:00:00.000Z', course };
  await expectStatus(201, call('POST', '/races', raceDefinition(SLUG, more)));
  const entrants = [
    { bib: '17', name: 'Ada Example', chips: ['5A1100000117'] },
    { bib: '4', name: 'Ben Example', chips: ['5A1100000004'] },
  ];
  await expectStatus(200, call('PUT', `/races/${SLUG}/entrants`, entrants));
  await expectStatus(200, call('POST', `/races/${SLUG}/start`, { at: GUN }));
  folder = mkdtempSync(path.join(tmpdir(), 'loopline-papers-'));
  for (const { name, body } of blocks)
    if (name.endsWith('_file')) writeFileSync(path.join(folder, `${name.slice(0, -5)}.txt`), body);
}, 90_000);
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** The page's commands, for this machine. */
async function script(): Promise<string> {
  const lines = blocks.flatMap(({ language, name, body }) =>
    language === 'sh' ? [name === 'setup' ? body.replace(/^(URL|TOKEN|RACE)=.*\n/gm, '') : body] : [],
  );
  let text = lines.join('\n').replaceAll('192.168.1.', '127.0.0.');
  const ports = new Set([...text.matchAll(/"port": (\d+)/g)].map(([, port]) => port));
  for (const port of ports) text = text.replaceAll(`"port": ${port} `, `"port": ${await freePort()} `);
  return `set -eu\n${text}\necho "GATE=$GATE"\n`;
}

const reader = async (id: string): Promise<ReaderAnswer> =>
  (await expectStatus(200, call<ReaderAnswer>('GET', `/races/${SLUG}/readers/${id}`))).json;

it('its commands do what they say, in their order', async () => {
  const env = { ...process.env, URL: server.url, TOKEN: DIRECTOR_TOKEN, RACE: SLUG };
  const printed = (await run('sh', ['-c', await script()], { cwd: folder, env })).stdout;
  gateToken = /^GATE=(\S+)$/m.exec(printed)?.[1] ?? '';
  expect(gateToken).toMatch(/^\S{40,}$/);
  const answers = printed
    .split(/(?<=\})\n?(?=\{)/)
    .flatMap((text) =>
      text.startsWith('{') ? [JSON.parse(text.replace(/\n[^{}]*$/, '')) as Record<string, unknown>] : [],
    );
  // Looked at before it was made; asked to send again before it was there.
  expect(answers.flatMap(({ code }) => code ?? [])).toEqual(['unknown-reader', 'not-connected']);
  expect(answers).toContainEqual(JSON.parse(named('rr_answer')));
  const imports = answers.filter(({ format }) => format === 'csv');
  expect(imports).toMatchObject([
    { reads: 2, stored: 0, rejected: [], from: '2026-10-03T09:10:31.250Z' },
    { reads: 2, stored: 2, rejected: [] },
  ]);
  const { readers } = (await expectStatus(200, call<ReadersAnswer>('GET', `/races/${SLUG}/readers`))).json;
  const ids = [...page.matchAll(/\bput (\w+) '/g)].map(([, id]) => id!);
  expect(readers.map(({ id }) => id)).toEqual([...new Set(ids)].sort());
  expect(readers.find(({ id }) => id === 'finish')).toMatchObject({ protocol: 'race-result', muted: true });
  expect(readers.length).toBeLessThan(READERS_PER_LOG_MAX);
});

describe('the talks it shows', () => {
  /** `>` is sent, `<` must come, in this order; `---` is a new connection. */
  async function play(id: string, talk: string): Promise<void> {
    const { port = 0 } = (await reader(id)).state;
    const end = id === 'mylaps' ? '' : id === 'jchip' ? '\r' : '\n';
    for (const part of talk.replaceAll('$GATE', gateToken).split(/^---.*\n/m)) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      let heard = '';
      socket.on('data', (bytes) => (heard += bytes.toString()));
      await once(socket, 'connect');
      let at = 0;
      for (const line of part.split('\n')) {
        if (line.startsWith('> ')) socket.write(`${line.slice(2)}${end}`);
        if (!line.startsWith('< ')) continue;
        const words = line.slice(2);
        await waitFor(`"${words}" after ${JSON.stringify(heard.slice(0, at))} in ${JSON.stringify(heard)}`, () =>
          heard.includes(words, at),
        );
        at = heard.indexOf(words, at) + words.length;
      }
      if (!part.trimEnd().split('\n').at(-1)!.startsWith('< '))
        await waitFor(`${id} to have stored it`, async () => (await reader(id)).state.reads > 0);
      socket.destroy();
    }
  }

  it.each(talks)('$name', async ({ name, body }) => {
    await play(name, body);
    const { state } = await reader(name);
    expect([state.reads > 0, state.refused]).toEqual([true, name === 'gate' ? 1 : 0]);
  });

  it('leave every read where the page says, and each lap once', async () => {
    const log = await readLog(call, SLUG);
    const of = (device: string) =>
      log.filter(({ source }) => (source as { device?: string } | undefined)?.device === device).map(({ at }) => at);
    expect(of('gate/gate-a')).toEqual([
      ...['2026-10-03T08:40:04.120Z', '2026-10-03T08:40:31.870Z', '2026-10-03T08:50:11.000Z'],
      ...['2026-10-03T08:00:02.000Z', '2026-10-03T09:00:02.500Z'],
    ]);
    expect(of('mylaps/Finish')).toEqual(['2025-03-08T14:37:40.704Z']);
    expect(of('ct/117F37')).toEqual(['2026-10-03T08:12:48.900Z']);
    expect(of('zebra')).toEqual(['2026-10-03T08:25:01.785Z']);
    expect(of('web/10')).toEqual(['2026-10-03T08:35:00.000Z']);
    expect(of('rr/D-50432')).toEqual(['2026-10-03T08:10:04.120Z']);
    // 8:10 RACE RESULT, 8:25 Impinj, 8:35 WebReader, 8:40 and 8:50 and 9:00 gate, 9:10 the file.
    await waitFor('7 laps of 17', async () => (await boardRow(call, SLUG, '17'))?.laps === 7);
  });
});

it('its table of ports is that of the protocols', () => {
  const rows = [...page.matchAll(/^\| (\d+) +\| [^|]+\| ([^|]+)\|$/gm)].map(([, port, what]) => [port, what!] as const);
  for (const { name, defaultPort } of SOCKET_PROTOCOLS)
    expect(rows.find(([, what]) => what.includes(`\`${name}\``))?.[0]).toBe(String(defaultPort));
});
