/** What needs a person, as an outsider sees it: told with evidence, settled by posting what it offers, silenced by dismissing it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import {
  type PairingAnswer,
  type RedeemAnswer,
  type WorriesAnswer,
  type WorryAnswer,
  correctionSchema,
} from '#libs/contracts/index.js';
import { MESSAGES } from '#libs/contracts/wire/messages.js';
import type { CardAnswer } from '#libs/projection/index.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import {
  type Call,
  GUN_MS,
  LAP_MS,
  after,
  boardRow,
  caller,
  expectStatus,
  iso,
  passing,
  readLog,
  send,
  startedRace,
} from './outsider.js';

const SLUG = 'worried';
const LAPS = 20;
const MISSED = 12;
let server: ServerProcess;
let call: Call;

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
  await startedRace(call, SLUG, 8);
  // Eight runners, each with a pace of his own; runner 3 misses one lap, runner 5 is keyed twice.
  const laps = Array.from({ length: LAPS }, (_, i) => i + 1);
  const rows = laps.flatMap((lap) => from1to8().map((bib) => passing(bib, lap * (LAP_MS + Number(bib) * 7000))));
  const missedAt = after(MISSED * (LAP_MS + 21_000));
  await send(
    call,
    SLUG,
    rows.filter(({ bib, at }) => bib !== '3' || at !== missedAt),
  );
  await send(call, SLUG, [passing('88', 5000 + 4 * LAP_MS)]);
}, 90_000);
afterAll(() => server?.stop(), 60_000);

const from1to8 = () => Array.from({ length: 8 }, (_, i) => String(i + 1));

async function worries(): Promise<WorryAnswer[]> {
  const { json } = await expectStatus(200, call<WorriesAnswer>('GET', `/races/${SLUG}/worries`));
  const taken = v.safeParse(MESSAGES['worries'] as v.GenericSchema, json);
  expect(taken.issues).toBeUndefined();
  return json.worries;
}

const worryOf = (kind: string, bib?: string): Promise<WorryAnswer> =>
  waitFor(`a worry ${kind} about ${bib ?? 'anything'}`, async () =>
    (await worries()).find((worry) => worry.kind === kind && (bib === undefined || worry.bib === bib)),
  );

const gone = (id: string): Promise<unknown> =>
  waitFor(`${id} to be gone`, async () => (await worries()).every((worry) => worry.id !== id));

const hasLaps = (bib: string, laps: number): Promise<unknown> =>
  waitFor(`${laps} laps of ${bib}`, async () => (await boardRow(call, SLUG, bib))?.laps === laps);

/** The board's row and the card of a runner say the same: some lap is in question, or none is. */
const doubted = (bib: string, is: boolean): Promise<unknown> =>
  waitFor(`bib ${bib} ${is ? '' : 'not '}to be in doubt`, async () => {
    const row = await boardRow(call, SLUG, bib);
    const card = await expectStatus(200, call<CardAnswer>('GET', `/races/${SLUG}/runners/${bib}`));
    const laps = card.json.laps.filter(({ doubt }) => doubt?.kind === 'missed-lap').map(({ lap }) => lap);
    return (row?.doubt !== undefined) === is && laps.join() === (is ? `${MISSED}` : '');
  });

const settle = ({ settle: correction }: WorryAnswer) =>
  expectStatus(200, call<{ offset: number }>('POST', `/races/${SLUG}/corrections`, correction));

describe('GET worries', () => {
  it('tells a missed lap with its evidence; what it offers puts the lap back, once however often it is posted', async () => {
    const worry = await worryOf('missed-lap', '3');
    expect(worry.evidence).toMatchObject({ laps: 1, lap: MISSED, usualLapMs: LAP_MS + 21_000 });
    expect(worry.evidence.confidence).toBeGreaterThan(0.5);
    expect(worry.evidence.text).toMatch(/bib 3 took .* 2\.0 times the usual/);
    await doubted('3', true);
    expect(v.parse(correctionSchema, worry.settle)).toEqual(worry.settle);
    expect(worry.settle).toMatchObject({ type: 'add-passing', bib: '3', at: after(MISSED * (LAP_MS + 21_000)) });
    const first = await settle(worry);
    expect((await settle(worry)).json).toEqual(first.json);
    await gone(worry.id);
    await hasLaps('3', LAPS);
    await doubted('3', false);
  });

  it('comes back when the settlement is undone, and can be settled again', async () => {
    const added = (await readLog(call, SLUG)).findLast(({ kind, by }) => kind === 'passing' && by !== undefined);
    const undo = { id: randomUUID(), type: 'void', target: added?.id, reason: 'was no lap' };
    await expectStatus(200, call('POST', `/races/${SLUG}/corrections`, undo));
    const again = await worryOf('missed-lap', '3');
    expect(again.settle?.id).not.toBe(added?.id);
    await settle(again);
    await gone(again.id);
    await hasLaps('3', LAPS);
  });

  it('names the bibs that an unknown one may have been; dismissed, it is heard no more', async () => {
    const worry = await worryOf('unknown-bib', '88');
    expect(worry.evidence.bibs).toContain('8');
    const dismissed = {
      id: randomUUID(),
      type: 'worry-dismissed',
      worry: worry.id,
      reason: 'a marshal tried the keypad',
    };
    await expectStatus(200, call('POST', `/races/${SLUG}/corrections`, dismissed));
    await gone(worry.id);
    const back = { id: randomUUID(), type: 'void', target: dismissed.id, reason: 'look again' };
    await expectStatus(200, call('POST', `/races/${SLUG}/corrections`, back));
    await worryOf('unknown-bib', '88');
  });

  it('tells what the log refused for its id: another crossing is offered to be added, another bib to be handed over', async () => {
    const first = passing('6', LAPS * (LAP_MS + 42_000) + 3000);
    const other = passing('7', 21 * (LAP_MS + 49_000));
    await send(call, SLUG, [first, other]);
    const lost = { ...first, at: after(21 * (LAP_MS + 42_000)) };
    await send(call, SLUG, [lost, { ...other, bib: '4' }]);
    const crossing = await worryOf('id-reused', '6');
    expect(crossing.settle).toMatchObject({ type: 'add-passing', bib: '6', at: lost.at });
    const bib = await worryOf('id-reused', '4');
    expect(bib.settle).toMatchObject({ type: 'reassign', target: other.id, bib: '4' });
    await settle(crossing);
    await settle(bib);
    await hasLaps('6', LAPS + 1);
    await hasLaps('4', LAPS + 1);
  });

  it('tells of records a device numbered and never sent', async () => {
    const source = { device: 'mat-7', epoch: 'b1' };
    const early = Array.from({ length: 12 }, (_, seq) => seq).filter((seq) => seq !== 6);
    const old = iso(GUN_MS - 3_600_000);
    await send(
      call,
      SLUG,
      early.map((seq) => ({ bib: '1', at: old, point: 'line', source: { ...source, seq } })),
    );
    // Young holes may close by themselves; nobody is told of them for a minute.
    expect((await worries()).filter(({ kind }) => kind === 'sequence-gap')).toEqual([]);
  });

  it.each([
    ['nobody', null, 401],
    ['a wrong token', 'wrong', 401],
  ])('answers nothing to %s', async (_, token, status) => {
    await expectStatus(status, caller(server.url, token)('GET', `/races/${SLUG}/worries`));
  });

  it('is not for a paired tablet, and knows no race that is not there', async () => {
    const device = 'tent';
    const { json } = await expectStatus(200, call<PairingAnswer>('POST', '/pairings', { race: SLUG, device }));
    const redeemed = await call<RedeemAnswer>('POST', `/pairings/${json.code}/redeem`, { device });
    await expectStatus(403, caller(server.url, redeemed.json.token)('GET', `/races/${SLUG}/worries`));
    await expectStatus(404, call('GET', '/races/no-such-race/worries'));
  });
});
