/**
 * A box of every protocol, misbehaving as real ones do, at a real server: cables pulled, half lines, rubbish, power off and on. A box that keeps its records
 * loses none; no box doubles any.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReaderAnswer } from '#libs/contracts/index.js';
import { ChronotrackBox } from '#apps/simulator/boxes/chronotrack.js';
import { IpicoBox } from '#apps/simulator/boxes/ipico.js';
import { JchipBox } from '#apps/simulator/boxes/jchip.js';
import { LineBox } from '#apps/simulator/boxes/line.js';
import { MylapsBox } from '#apps/simulator/boxes/mylaps.js';
import { RaceResultBox } from '#apps/simulator/boxes/race-result.js';
import { UltraBox } from '#apps/simulator/boxes/rfid-ultra.js';
import type { BoxOptions, SimBox } from '#apps/simulator/boxes/box.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { seeded } from './ledger.js';
import { type Call, GUN_MS, LAP_MS, board, caller, expectStatus, readLog, startedRace } from './outsider.js';

let server: ServerProcess;
let call: Call;
/** Boxes stand in Rome, on local time. */
const AHEAD_MS = zoneMs();
const RUNNERS = 4;
const LAPS = 12;
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9));

beforeAll(async () => {
  console.info(`boxes: seed ${seed}`);
  server = await startServer();
  call = caller(server.url);
}, 90_000);
afterAll(() => server?.stop(), 60_000);

function zoneMs(): number {
  const shown = new Date(GUN_MS).toLocaleString('sv-SE', { timeZone: 'Europe/Rome' });
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - GUN_MS;
}

type Make = (options: BoxOptions, reader: ReaderAnswer) => SimBox;
interface Kind {
  protocol: string;
  role: 'dial' | 'listen';
  make: Make;
  settings?: object;
  /** What it was not asked for in time is gone. */
  forgets?: true;
}

const KINDS: readonly Kind[] = [
  { protocol: 'line', role: 'dial', make: (options, { token = '' }) => new LineBox({ ...options, token }) },
  { protocol: 'mylaps', role: 'dial', make: (options) => new MylapsBox({ ...options, resendMs: 1500 }) },
  { protocol: 'mylaps', role: 'dial', make: (options) => new MylapsBox({ ...options, resendMs: 1500, version: 1 }) },
  { protocol: 'chronotrack', role: 'dial', make: (options) => new ChronotrackBox(options) },
  {
    protocol: 'race-result',
    role: 'listen',
    make: (options) => Object.assign(new RaceResultBox(options), { drops: 0.3 }),
  },
  { protocol: 'rfid-ultra', role: 'listen', make: (options) => Object.assign(new UltraBox(options), { drops: 0.3 }) },
  {
    protocol: 'ipico',
    role: 'listen',
    make: (options) => new IpicoBox(options),
    settings: { askClock: true },
    forgets: true,
  },
  { protocol: 'jchip', role: 'dial', make: (options) => new JchipBox(options), forgets: true },
];

/** Chips as every protocol can say them. */
const chipOf = (runner: number): string => `A00000${runner}`;

async function setUp(slug: string, { protocol, role, settings, make }: Kind): Promise<SimBox> {
  await startedRace(call, slug, RUNNERS);
  const entrants = Array.from({ length: RUNNERS }, (_, i) => ({
    bib: String(i + 1),
    name: `Runner ${i + 1}`,
    chips: [protocol === 'ipico' ? chipOf(i + 1).padStart(12, '0') : chipOf(i + 1)],
  }));
  await expectStatus(200, call('PUT', `/races/${slug}/entrants`, entrants));
  const options: BoxOptions = { name: 'gate', role, port: 0, aheadMs: AHEAD_MS, random: seeded(seed) };
  const put = (link: object) =>
    expectStatus(
      200,
      call<ReaderAnswer>('PUT', `/races/${slug}/readers/box`, { protocol, ...link, ...(settings ? { settings } : {}) }),
    );
  if (role === 'dial') {
    const reader = (await put({ listen: { host: '127.0.0.1', port: 0 } })).json;
    const box = make({ ...options, port: reader.state.port! }, reader);
    await box.start();
    return box;
  }
  const box = make(options, {} as ReaderAnswer);
  await box.start();
  await put({ connect: { host: '127.0.0.1', port: box.port } });
  return box;
}

const stateOf = async (slug: string): Promise<ReaderAnswer['state']> =>
  (await expectStatus(200, call<ReaderAnswer>('GET', `/races/${slug}/readers/box`))).json.state;
const connected = (slug: string, box: SimBox): Promise<unknown> =>
  waitFor(
    `the box of ${slug} to be connected`,
    // One that was not told to send yet, and keeps nothing, has nothing to tell later.
    async () => box.ready && (await stateOf(slug)).link === 'connected',
    30_000,
  );

/** Each lap is read three times by two antennas, as a chip that walks through the field. */
function lap(box: SimBox, n: number): void {
  for (let runner = 1; runner <= RUNNERS; runner++)
    for (const [antenna, lateMs] of [
      [1, 0],
      [2, 310],
      [1, 640],
    ] as const)
      box.detect({ chip: chipOf(runner), atMs: GUN_MS + n * LAP_MS + runner * 1000 + lateMs, antenna, rssi: -60 });
}

/** A number that was lost on the way is noticed with the next one: a chip that nobody wears brings it, and is itself not lost. */
function stranger(box: SimBox, n: number): void {
  const { drops } = box;
  box.drops = 0;
  box.detect({ chip: 'STRANGER', atMs: GUN_MS + n * LAP_MS + 60_000, antenna: 1 });
  box.drops = drops;
}

/** Everybody has this many laps, each at its instant to the resolution of the box. */
async function laps(slug: string, count: number): Promise<void> {
  const rows = await waitFor(
    `${count} laps for everybody in ${slug}`,
    async () => {
      const { rows: told } = await board(call, slug);
      // A board that was just made may have nobody on it yet.
      return told.length === RUNNERS && told.every((row) => row.laps === count) && told;
    },
    60_000,
  );
  for (const row of rows)
    expect(Math.abs((row.elapsedMs ?? 0) - (count * LAP_MS + Number(row.bib) * 1000))).toBeLessThanOrEqual(1010);
}

/** Waits until records that nobody acknowledges have come through. */
async function quiet(slug: string): Promise<void> {
  let before = -1;
  await waitFor(`quiet at ${slug}`, async () => {
    const { reads, duplicates } = await stateOf(slug);
    const now = reads + duplicates;
    const same = now === before;
    before = now;
    if (!same) await new Promise((resolve) => setTimeout(resolve, 300));
    return same;
  });
}

describe.each(KINDS.map((kind, i) => [`${kind.protocol}${i === 2 ? ' (version 1)' : ''}`, kind, `box-${i}`] as const))(
  '%s',
  (_name, kind, slug) => {
    let box: SimBox;

    it('laps everybody, to the resolution of the box, in the zone of its clock', async () => {
      box = await setUp(slug, kind);
      await connected(slug, box);
      if (kind.protocol === 'jchip' || kind.protocol === 'rfid-ultra') await quiet(slug);
      for (let n = 1; n <= 3; n++) lap(box, n);
      if (!kind.forgets) stranger(box, 3);
      await laps(slug, 3);
    }, 120_000);

    it('with its cable pulled again and again loses nothing it keeps, and doubles nothing', async () => {
      for (let n = 4; n <= LAPS; n++) {
        if (kind.forgets) {
          await connected(slug, box);
          await quiet(slug);
          lap(box, n);
          await laps(slug, n);
          await quiet(slug);
        } else {
          lap(box, n);
          if (n === 6) await connected(slug, box);
        }
        if (n % 3 === 0) box.halfLine();
        else if (n % 3 === 1) box.cut();
        else box.flood(200_000);
      }
      await connected(slug, box);
      if (!kind.forgets) stranger(box, LAPS);
      await laps(slug, LAPS);
    }, 180_000);

    it('switched off and on in mid-race counts anew, and is believed', async () => {
      box.restart();
      await connected(slug, box);
      if (kind.forgets) await quiet(slug);
      lap(box, LAPS + 1);
      if (!kind.forgets) stranger(box, LAPS + 1);
      await laps(slug, LAPS + 1);
      await box.stop();
      const reads = (await readLog(call, slug)).filter(({ kind: what }) => what === 'read');
      const identities = reads.map(({ source, chip, at }) => JSON.stringify([source, chip, at]));
      expect(new Set(identities).size).toBe(identities.length);
      for (const { raw } of reads) expect(raw).toBeTruthy();
    }, 120_000);
  },
);
