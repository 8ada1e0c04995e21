/**
 * The record of 24 hours run once more through the server: laps along its own splits come in over HTTP, and every hour the card and the board say how the runner
 * stands with it. The race clock is that of the newest crossing, so a day takes a minute.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CardForecast, CardRecord } from '#libs/contracts/index.js';
import type { BoardRow } from '#libs/domain/index.js';
import { curveDistanceM, curveElapsedMs, evenCurve, recordCurve } from '#libs/records/index.js';
import { recordRow } from '#libs/testing/records.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { board, type Call, caller, expectStatus, iso, raceDefinition, send } from './outsider.js';
import { randomUUID } from 'node:crypto';

const SLUG = 'verona';
const HOUR = 3_600_000;
const LAP_M = 1526;
const RECORD = recordRow('W-24H-M');
const CURVE = recordCurve(RECORD)!;
const EVEN = evenCurve(CURVE);
/** A moment ago: the day that is played lies ahead of the clock on the wall. */
const GUN_MS = Math.floor(Date.now() / 60_000) * 60_000 - 60_000;
/** Four who run the day at a pace of their own, slowing down. */
const RIVALS = [300, 330, 370, 420].map((sPerKm, i) => ({ bib: String(i + 2), sPerKm }));
let server: ServerProcess;
let call: Call;

interface Card {
  row: BoardRow;
  forecast: CardForecast;
  records: CardRecord[];
}
const card = async () => (await expectStatus(200, call<Card>('GET', `/races/${SLUG}/runners/1`))).json;

/** Elapsed ms at the end of a lap. */
const recordLap = (lap: number): number | undefined => curveElapsedMs(CURVE, lap * LAP_M);
const rivalLap = (lap: number, sPerKm: number): number => {
  const km = (lap * LAP_M) / 1000;
  return Math.round(km * sPerKm * 1000 * (1 + km / 1200));
};

/** Every crossing later than one instant and not later than another, in order. */
function crossings(fromMs: number, toMs: number) {
  const all: { bib: string; ms: number }[] = [];
  const add = (bib: string, at: (lap: number) => number | undefined): void => {
    for (let lap = 1; ; lap++) {
      const ms = at(lap);
      if (ms === undefined || ms > toMs) return;
      if (ms > fromMs) all.push({ bib, ms: Math.round(ms) });
    }
  };
  add('1', recordLap);
  for (const { bib, sPerKm } of RIVALS) add(bib, (lap) => rivalLap(lap, sPerKm));
  return all
    .sort((a, b) => a.ms - b.ms)
    .map(({ bib, ms }) => ({ id: randomUUID(), bib, at: iso(GUN_MS + ms), point: 'line' }));
}

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
  const start = iso(GUN_MS);
  const course = { kind: 'loop', lapM: LAP_M, points: [{ id: 'line', atM: 0 }], minLapMs: 240_000 };
  await expectStatus(
    201,
    call('POST', '/races', raceDefinition(SLUG, { course, scheduledStart: start, field: 'mixed' })),
  );
  const entrants = [
    { bib: '1', sex: 'M', age: 40, country: 'LTU' },
    ...RIVALS.map(({ bib }, i) => ({ bib, sex: i === 1 ? 'F' : 'M', age: 30 + i })),
  ];
  await expectStatus(200, call('PUT', `/races/${SLUG}/entrants`, entrants));
  const own = { id: 'own-course-m', of: 'course', sex: 'M', markM: 300_000, athlete: 'Al Example' };
  await expectStatus(200, call('PUT', `/races/${SLUG}/records`, [own]));
  await expectStatus(200, call('POST', `/races/${SLUG}/start`, { at: start }));
}, 120_000);
afterAll(() => server?.stop(), 60_000);

interface Told {
  hour: number;
  km: number;
  record: CardRecord;
  twelve: CardRecord;
  own: CardRecord;
  final: CardForecast['final'];
  onRow: number | undefined;
  all: CardRecord[];
}

async function atHour(hour: number): Promise<Told> {
  await send(call, SLUG, crossings((hour - 1) * HOUR, hour * HOUR));
  const laps = crossings(0, hour * HOUR).filter(({ bib }) => bib === '1').length;
  const { row, records, forecast } = await waitFor(`lap ${laps}`, async () => {
    const now = await card();
    return now.row.laps === laps && now.records.some(({ id }) => id === 'own-course-m') ? now : undefined;
  });
  const of = (id: string): CardRecord => records.find((one) => one.id === id)!;
  const rows = (await board(call, SLUG)).rows;
  const onRow = rows.find(({ bib }) => bib === '1')?.records?.find(({ id }) => id === 'W-24H-M')?.chance;
  return {
    ...{ hour, km: (row.distanceM ?? 0) / 1000, record: of('W-24H-M'), twelve: of('W-12H-M') },
    ...{ own: of('own-course-m'), final: forecast.final, onRow, all: records },
  };
}

it('is level with its own splits, ahead of even pace until the end, ever likelier near it, and never announced before a line says so', async () => {
  const told: Told[] = [];
  const lines: string[] = [];
  for (let hour = 1; hour <= 23; hour++) {
    const now = await atHour(hour);
    told.push(now);
    const { record, twelve, own, final, km } = now;
    const lastMs = recordLap(Math.round((km * 1000) / LAP_M))!;
    const evenM = Math.floor(km * 1000 - curveDistanceM(EVEN, lastMs));
    const range =
      final === undefined
        ? '-'
        : `${(final.p10 / 1000).toFixed(0)}-${(final.p50 / 1000).toFixed(0)}-${(final.p90 / 1000).toFixed(0)}`;
    lines.push(
      `${String(hour).padStart(2)} h ${km.toFixed(3).padStart(7)} km  own splits ${record.aheadM} m  even ${evenM} m  end ${range}  ` +
        `24h ${record.chance ?? '-'} "${record.words}"  12h ${twelve.chance ?? '-'} "${twelve.words}"  own ${own.chance ?? '-'} ${own.verdict}`,
    );
    expect([hour, Math.abs(record.aheadM!) <= 2, evenM > 0, record.method]).toEqual([
      ...[hour, true, true],
      expect.stringContaining('own splits'),
    ]);
    // Nobody has beaten anything of the whole day yet, and the words say so.
    expect(record.verdict).toMatch(/^(possible|needs)$/);
    expect(record.words).not.toMatch(/fallen|beaten|claimed/);
    if (record.chance !== undefined) expect([record.chance > 0, record.chance < 1]).toEqual([true, true]);
    for (const one of now.all) {
      // Every mark that is said to have fallen is one that lines show.
      if (one.verdict === 'fallen') expect(one.words).toMatch(/^(fallen: .* can be claimed|beaten with )/);
      else expect(one.words).not.toMatch(/fallen|beaten|can be claimed/);
    }
  }
  process.stdout.write(`\n${lines.join('\n')}\n`);

  const chances = told.map(({ record }) => record.chance);
  const mean = (of: readonly (number | undefined)[]) =>
    of.reduce<number>((sum, one) => sum + (one ?? 0), 0) / of.length;
  // Level and no more is a small chance all day; it is the greater the less there is left that may go wrong.
  expect(mean(chances.slice(14))).toBeGreaterThan(1.5 * mean(chances.slice(3, 12)));
  expect(told[21]!.own.chance!).toBeGreaterThan(told[11]!.own.chance! + 0.2);
  // On the way: a chance while it is open, none left after 12 h, where full laps are 172.4 km less a part (record 177.410 km).
  expect(told.slice(1, 9).every(({ twelve }) => twelve.chance !== undefined && twelve.chance < 0.9)).toBe(true);
  expect(told[12]!.twelve).toMatchObject({ verdict: 'stands', chance: 0 });
  // The race's own record of 300 km falls at the line past it, in hour 23, and not before.
  const falls = curveElapsedMs(CURVE, Math.ceil(300_001 / LAP_M) * LAP_M)!;
  for (const { hour, own } of told) expect([hour, own.verdict === 'fallen']).toEqual([hour, hour * HOUR >= falls]);
}, 300_000);

it('at the signal waits for the part lap, equals the mark only with a measured one, and falls with a signed metre more', async () => {
  await send(call, SLUG, crossings(23 * HOUR, 24 * HOUR));
  await expectStatus(200, call('POST', `/races/${SLUG}/stop`, { at: iso(GUN_MS + 24 * HOUR) }));
  // The race clock passes the signal with the first crossing after it; it is kept and not counted (R5.7).
  await send(call, SLUG, [{ id: randomUUID(), bib: '1', at: iso(GUN_MS + 24 * HOUR + 200_000), point: 'line' }]);
  const ofDay = async () => (await card()).records.find(({ id }) => id === 'W-24H-M')!;
  const pending = await waitFor('the part lap', async () => {
    const now = await ofDay();
    return now.verdict === 'part-lap' ? now : undefined;
  });
  expect(pending.words).toBe('680 m short with full laps; the measured part lap decides');
  const measure = async (pastLineM: number) => {
    const id = randomUUID();
    const body = { id, type: 'part-lap', bib: '1', pastLineM, measuredBy: 'J', reason: 'measured' };
    await expectStatus(200, call('POST', `/races/${SLUG}/corrections`, body));
    return id;
  };
  const wordsOf = (words: string) => waitFor(words, async () => (await ofDay()).words === words);
  await measure(680);
  await wordsOf('equalled with 319.614 km');
  const target = await measure(681);
  await wordsOf('beaten with 319.615 km, once the part lap is signed');
  expect((await ofDay()).caveats).toContain('The part lap is measured and not signed yet.');
  const signed = { id: randomUUID(), type: 'part-lap-signed', target, by: 'Referee', reason: 'signed' };
  await expectStatus(200, call('POST', `/races/${SLUG}/corrections`, signed));
  await wordsOf('fallen: 319.615 km can be claimed');
  // The loop was 2 m shorter than believed: nothing fell (R2.8).
  const shorter = { id: randomUUID(), type: 'course-changed', lapM: LAP_M - 2, reason: 'measured again' };
  await expectStatus(200, call('POST', `/races/${SLUG}/corrections`, shorter));
  await wordsOf('stands');
  expect(await ofDay()).toMatchObject({ verdict: 'stands', chance: 0 });
}, 120_000);
