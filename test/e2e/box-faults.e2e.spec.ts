/** Boxes that vanish, whose clocks are doubted, whose port is taken: what the director is told, and when that ends. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ServerProcess, freePort, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, caller } from './outsider.js';
import { RawBox } from './raw-box.js';
import { HOST, timerOf } from './timer.js';

const HOUR_MS = 3_600_000;
let server: ServerProcess;
let call: Call;
const { race, put, stateOf, worriesOf, facts } = timerOf(() => call);

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
}, 90_000);
afterAll(() => server?.stop(), 60_000);

describe('a box that vanishes', () => {
  const down = async (): Promise<boolean> => (await worriesOf('vanish')).some(({ kind }) => kind === 'reader-down');

  it('is a worry after a minute, also when the server was started anew meanwhile, and none when it is back', async () => {
    const gunMs = Math.floor(Date.now() / 1000) * 1000 - HOUR_MS;
    await race('vanish', new Date(gunMs).toISOString(), ['C1']);
    const port = await freePort();
    const { token = '' } = await put('vanish', 'l', { protocol: 'line', listen: { host: HOST, port } });
    const greet = async (): Promise<RawBox> => {
      const box = await RawBox.calling(port);
      await box.play(`HELLO 1 gate ${token} epoch=1\n`);
      await box.hears('OK last=');
      return box;
    };
    const box = await greet();
    await box.play(`1,C1,${new Date(gunMs + 600_000).toISOString()}\n`);
    await box.hears('ACK 1');
    expect(await down()).toBe(false);
    box.cut();
    await waitFor('the reader to be away', async () => (await stateOf('vanish', 'l')).link === 'away');
    const { data, port: http } = server;
    await server.stop();
    server = await startServer({ data, port: http });
    await waitFor('the worry', down, 100_000);
    const again = await greet();
    await waitFor('its end', async () => !(await down()), 30_000);
    again.cut();
  }, 180_000);
});

describe('a box whose clock is doubted', () => {
  /** Names the setting of that reader. */
  const worry = async (field: string): Promise<boolean> =>
    (await worriesOf('doubt')).some(
      ({ kind, evidence: { text } }) => kind === 'clock' && text.includes(`${field} of the reader l-`),
    );
  let seq = 0;

  it.each([
    ['in the wrong zone', 0, { timeZone: 'UTC' }, 'timeZone', { timeZone: 'Europe/Rome' }],
    [
      'that is 42 s slow',
      -42_000,
      { timeZone: 'Europe/Rome' },
      'offsetMs',
      { timeZone: 'Europe/Rome', offsetMs: 42_000 },
    ],
  ] as const)(
    '%s is a worry that names the setting, and ends with it',
    async (_what, errorMs, wrong, field, right) => {
      const nowMs = Date.now();
      if (seq === 0) await race('doubt', new Date(nowMs - HOUR_MS).toISOString(), ['C1']);
      const port = await freePort();
      const set = (zone: object) =>
        put('doubt', `l-${field.toLowerCase()}`, { protocol: 'line', listen: { host: HOST, port }, ...zone });
      const { token = '' } = await set(wrong);
      const box = await RawBox.calling(port);
      await box.play(`HELLO 1 gate ${token} epoch=1\n`);
      const figures = (): string =>
        new Date(Date.now() + errorMs).toLocaleString('sv-SE', { timeZone: 'Europe/Rome' }).replace(' ', 'T');
      for (let i = 0; i < 4; i++) await box.play(`${++seq},C1,${figures()}\n`);
      await box.hears(`ACK ${seq}`);
      await waitFor('the worry', () => worry(field), 30_000).catch(async (error: Error) => {
        const { boxes, lastReads } = await stateOf('doubt', `l-${field.toLowerCase()}`);
        throw new Error(`${error.message}: ${JSON.stringify([boxes, lastReads, await worriesOf('doubt')])}`);
      });
      await set(right);
      await waitFor('its end', async () => !(await worry(field)), 30_000);
      const again = await RawBox.calling(port);
      await again.play(`HELLO 1 gate ${token} epoch=1\n`);
      for (let i = 0; i < 4; i++) await again.play(`${++seq},C1,${figures()}\n`);
      await again.hears(`ACK ${seq}`);
      const state = await stateOf('doubt', `l-${field.toLowerCase()}`);
      expect(Math.abs(Date.parse(state.lastReads[0]!.at) - Date.now())).toBeLessThan(20_000);
      expect(state.boxes[0]?.clock?.doubt).toBeUndefined();
      for (const { at } of await facts('doubt')) expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(120_000);
      again.cut();
    },
    90_000,
  );
});

it('a port that another process holds is listened on as soon as it is free', async () => {
  await race('taken', '2023-05-06T06:00:00.000Z', ['C1']);
  const holder = await RawBox.listening();
  const { port } = holder;
  const { state } = await put('taken', 'l', { protocol: 'line', listen: { host: HOST, port } });
  expect(state).toMatchObject({ link: 'failed', reason: expect.stringContaining(`${port}`) });
  await holder.gone();
  await waitFor('it to listen', async () => (await stateOf('taken', 'l')).link === 'listening', 40_000);
}, 60_000);
