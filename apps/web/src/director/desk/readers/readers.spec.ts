/** The words and drafts of the readers' page; the set-up form held against the protocols themselves. */
import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import {
  READER_PROTOCOLS,
  type ReaderAnswer,
  type ReaderBox,
  type ReaderState,
  readerSchema,
} from '#libs/contracts/index.js';
import { checkReader } from '#libs/ingest/readers/check-reader.js';
import { jsonProtocol, socketProtocol } from '#libs/readers/index.js';
import { rewindBody } from './panels.js';
import { NEW_READER, type ReaderDraft, draftOf, freeId, inputOf, inputOfAnswer } from './reader-draft.js';
import {
  addressOf,
  clockWords,
  errorOf,
  gapWords,
  latenessWords,
  linkWords,
  notRecordingWords,
  signedSpan,
} from './reader-words.js';
import { SYSTEMS, systemOf } from './systems.js';
import { offsetText, zoneRepair } from './zone-repair.js';

const HOUR_MS = 3_600_000;
const ZONE = 'Europe/Rome';
/** Summer in Rome: two hours ahead of UTC. */
const NOW_MS = Date.UTC(2026, 6, 4, 12);
const RACE = { timeZone: ZONE, scheduledStart: '2026-07-04T08:00:00.000Z' };

const answer = (more: Partial<ReaderAnswer> = {}, state: Partial<ReaderState> = {}): ReaderAnswer => ({
  ...{ id: 'mat', protocol: 'mylaps', point: 'line', clockChange: 'stays', statedZone: 'trust', clock: 'apply' },
  muted: false,
  state: {
    ...{ link: 'listening', since: '2026-07-04T11:00:00.000Z', peers: [], reads: 0, duplicates: 0, refused: 0 },
    ...{ readsPerMinute: 0, spooled: 0, boxes: [], lastReads: [], lastRefused: [], notices: [], ...state },
  },
  ...more,
});

it('an offset says what is added, and nothing at all has no minus', () => {
  expect([-1800, -200, -49, 0, 49].map(signedSpan)).toEqual([
    '\u22121.8 s',
    '\u22120.2 s',
    '+0.0 s',
    '+0.0 s',
    '+0.0 s',
  ]);
});

describe('the systems of the form', () => {
  it('are every protocol there is, each once', () => {
    expect(SYSTEMS.map(({ protocol }) => protocol).sort()).toEqual([...READER_PROTOCOLS].sort());
  });

  it.each(SYSTEMS.map((system) => [system.protocol, system] as const))(
    '%s: roles, port and settings are the protocol’s own',
    (name, system) => {
      const socket = socketProtocol(name);
      expect(system.roles).toEqual(socket?.roles ?? []);
      expect([system.port, system.beta]).toEqual([socket?.defaultPort, socket?.beta]);
      const settings = Object.fromEntries(
        system.settings.map((setting) => [
          setting.name,
          setting.kind === 'choice' ? setting.choices.at(-1)! : setting.kind === 'tick' ? 'true' : '4',
        ]),
      );
      const typed: ReaderDraft = { ...NEW_READER, protocol: name, way: 'dial', host: '10.0.0.9', settings };
      const input = v.parse(readerSchema, inputOf(typed, ZONE));
      expect(() => checkReader(input)).not.toThrow();
      const schema = (socket ?? jsonProtocol(name))!.settings as unknown as { entries: object };
      expect(system.settings.map((setting) => setting.name).sort()).toEqual(Object.keys(schema.entries).sort());
      if (system.roles.length === 0) expect(input).not.toHaveProperty('connect');
    },
  );
});

describe('what was typed', () => {
  it('goes out as the contract wants it, and comes back as it was', () => {
    const draft: ReaderDraft = {
      ...{ ...NEW_READER, protocol: 'mylaps', name: 'Finish', port: '3098', allow: '10.0.0.0/8, 192.168.1.5' },
      ...{
        places: [
          { place: ' Turn ', point: 'turn' },
          { place: '', point: 'line' },
        ],
        zoneIs: 'other',
        zone: '+02:00',
      },
      ...{ clockChange: 'follows', statedZone: 'ignore', offset: '-1,5', settings: { version: '1' } },
    };
    const input = inputOf(draft, ZONE);
    expect(input).toEqual({
      ...{
        protocol: 'mylaps',
        name: 'Finish',
        listen: { port: 3098, allow: ['10.0.0.0/8', '192.168.1.5'] },
        point: 'line',
      },
      ...{
        points: { Turn: 'turn' },
        timeZone: '+02:00',
        clockChange: 'follows',
        statedZone: 'ignore',
        offsetMs: -1500,
      },
      settings: { version: 1 },
    });
    const kept = answer(v.parse(readerSchema, input));
    expect(inputOf(draftOf(kept, ZONE), ZONE)).toEqual(input);
    expect(v.parse(readerSchema, inputOfAnswer(kept))).toEqual(v.parse(readerSchema, input));
  });

  it('that is no number is left to the server, which names the field', () => {
    const { listen, offsetMs } = inputOf({ ...NEW_READER, protocol: 'mylaps', port: 'abc', offset: 'x' }, ZONE);
    expect([listen, offsetMs]).toEqual([{ port: 'abc' }, 'x']);
  });

  it('names the zone only where it is another than the race’s, or has to be said', () => {
    const zoneOf = (more: Partial<ReaderDraft>): unknown =>
      inputOf({ ...NEW_READER, protocol: 'mylaps', ...more }, ZONE)['timeZone'];
    expect([zoneOf({}), zoneOf({ zoneIs: 'UTC' }), zoneOf({ statedZone: 'ignore' })]).toEqual([undefined, 'UTC', ZONE]);
  });

  it('gives a new reader an id no other has', () => {
    expect(freeId({ name: 'Ziel-Matte Süd', protocol: 'line' }, [])).toBe('ziel-matte-sud');
    expect(freeId({ name: '', protocol: 'mylaps' }, ['mylaps', 'mylaps-2'])).toBe('mylaps-3');
    const long = freeId({ name: 'x'.repeat(80), protocol: 'line' }, ['x'.repeat(32)]);
    expect(long).toBe(`${'x'.repeat(30)}-2`);
  });
});

describe('a box in the wrong zone', () => {
  const clock = (byMs: number, aheadMs: number, basis: 'local' | 'stated' = 'local'): ReaderBox['clock'] => ({
    ...{ applied: false, history: [], basis, aheadMs, doubt: { kind: 'zone', byMs } },
  });
  const repair = (of: ReaderBox['clock'], more: Partial<ReaderAnswer> = {}, nowMs = NOW_MS) =>
    zoneRepair(answer(more), of, RACE, nowMs);

  it.each([
    ['two hours late: it shows UTC taken for Rome', 2 * HOUR_MS, 2 * HOUR_MS, 'UTC'],
    ['an hour early: it shows +03:00', -HOUR_MS, 2 * HOUR_MS, '+03:00'],
    ['half an hour off, and 40 s in its own error', 1_800_000, 2 * HOUR_MS + 40_000, '+01:30'],
  ])('%s', (_, byMs, aheadMs, zone) => {
    expect(repair(clock(byMs, aheadMs))).toEqual({ zone, kind: 'zone', byMs, change: { timeZone: zone } });
  });

  it('that was taken for UTC and shows the race’s zone is given its name, not an offset', () => {
    expect(repair(clock(-2 * HOUR_MS, 0), { timeZone: 'UTC' })?.zone).toBe(ZONE);
  });

  it('whose records state the wrong zone is no longer believed in it', () => {
    expect(repair(clock(-2 * HOUR_MS, 0, 'stated'))?.change).toEqual({ timeZone: ZONE, statedZone: 'ignore' });
  });

  it('that set itself back with the clocks in the night is said to follow them', () => {
    const night = Date.UTC(2026, 9, 25, 3);
    const race = { timeZone: ZONE, scheduledStart: '2026-10-24T08:00:00.000Z' };
    expect(zoneRepair(answer(), clock(HOUR_MS, 2 * HOUR_MS), race, night)).toEqual({
      ...{ zone: ZONE, kind: 'follows', byMs: HOUR_MS },
      change: { timeZone: ZONE, clockChange: 'follows' },
    });
  });

  it('is left alone where nothing is doubted, a clock is merely off, or the figures are no wall clock', () => {
    expect(repair({ applied: true, history: [] })).toBeUndefined();
    expect(repair({ ...clock(0, 0)!, doubt: { kind: 'clock', byMs: -42_000 } })).toBeUndefined();
    const { aheadMs: _none, ...bare } = clock(HOUR_MS, 0)!;
    expect(repair(bare)).toBeUndefined();
  });

  it('writes offsets as the server reads them', () => {
    expect([offsetText(0), offsetText(-12_600_000), offsetText(49_500_000)]).toEqual(['+00:00', '-03:30', '+13:45']);
  });
});

describe('the words', () => {
  it('tell apart whom we reach, who may come, and who is gone', () => {
    const words = (
      link: ReaderState['link'],
      more: Partial<ReaderState> = {},
      protocol: ReaderAnswer['protocol'] = 'mylaps',
    ) => linkWords(answer({ protocol }, { link, ...more }), NOW_MS);
    expect(
      (['connected', 'connecting', 'listening', 'away', 'failed'] as const).map((link) => words(link).tone),
    ).toEqual([...['good', 'warn', 'warn', 'bad', 'bad']]);
    const heard = (ms: number) => ({ lastReceivedAt: new Date(NOW_MS - ms).toISOString() });
    expect(words('waiting', {}, 'zebra-json').text).toBe('Waiting for the first record');
    expect(words('waiting', heard(5000), 'zebra-json').text).toBe('Receiving');
    expect(words('waiting', heard(600_000), 'zebra-json').text).toBe('Nothing for 10 min');
  });

  it('say in capitals that a box records nothing', () => {
    expect(notRecordingWords({ recording: false, mode: 'test' })).toBe('TEST MODE. NOTHING IS RECORDED');
    expect(notRecordingWords({ recording: false, mode: 'standby' })).toBe('NOT RECORDING (mode: standby)');
    expect([notRecordingWords({ recording: true, mode: 'operation' }), notRecordingWords({})]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('do not call a clock two hours fast whose offset is mostly its zone', () => {
    expect([errorOf(-2 * HOUR_MS), errorOf(-2 * HOUR_MS + 1800), errorOf(-900), errorOf(5.5 * HOUR_MS - 200)]).toEqual([
      0, 1800, -900, -200,
    ]);
    const clock = { applied: true, history: [], measuredAt: new Date(NOW_MS - 30_000).toISOString(), roundTripMs: 8 };
    expect(clockWords({ clock: { ...clock, offsetMs: -2 * HOUR_MS + 1800 } }, NOW_MS)[0]).toBe(
      'asked 30 s ago: 1.8 s slow, within 4 ms, and corrected by that',
    );
    expect(clockWords({ clock: { ...clock, offsetMs: 20, applied: false } }, NOW_MS)[0]).toContain(
      'right, within 4 ms, and left as it is',
    );
    expect(clockWords({ clock: { applied: false, history: [], leastLateMs: 400 } }, NOW_MS)).toEqual([
      'its reads come 0.4 s after they were made, at best',
    ]);
    expect(clockWords({}, NOW_MS)).toEqual(['nothing known yet']);
  });

  it('list missing numbers, the newest of many', () => {
    const gaps = Array.from({ length: 8 }, (_, i) => ({
      epoch: 'e',
      first: 10 * i + 1,
      last: 10 * i + (i === 7 ? 3 : 1),
    }));
    expect(gapWords([])).toBe('');
    expect(gapWords(gaps)).toMatch(/^21, 31, 41, 51, 61, 71–73 and 2 more\./);
  });

  it('say how late a read came, and nothing of what a box kept', () => {
    const read = (lateMs: number, replay?: true) =>
      latenessWords({
        kind: 'read',
        at: new Date(NOW_MS).toISOString(),
        receivedAt: new Date(NOW_MS + lateMs).toISOString(),
        device: 'm',
        point: 'line',
        ...(replay ? { replay } : {}),
      });
    expect([read(20).text, read(-20).text]).toEqual(['came at once', 'came at once']);
    expect(read(400)).toEqual({ text: 'came 0.4 s after it was read', isOdd: false });
    expect(read(HOUR_MS).isOdd).toBe(true);
    expect(read(-HOUR_MS)).toEqual({ text: 'came 1 h before it was read: look at its clock', isOdd: true });
    expect(read(HOUR_MS, true).isOdd).toBe(false);
  });

  it('give a box an address it can reach: never localhost where the machine has another', () => {
    const at = (host: string, own: string[] = ['10.0.0.5'], more: Partial<ReaderAnswer> = {}) =>
      addressOf(answer(more, { port: 3097 }), host, own);
    expect(at('timing.example')).toEqual({ kind: 'typed', addresses: ['timing.example:3097'], isGuess: false });
    expect(at('localhost')).toEqual({ kind: 'typed', addresses: ['10.0.0.5:3097'], isGuess: true });
    expect(at('127.0.0.1', [])).toMatchObject({ addresses: ['127.0.0.1:3097'] });
    expect(at('x', [], { listen: { host: '10.1.1.1' } })).toMatchObject({ addresses: ['10.1.1.1:3097'] });
    expect(at('x', [], { connect: { host: '10.1.1.2' }, protocol: 'race-result' })).toMatchObject({ kind: 'calls' });
    expect(at('x', [], { url: 'http://a/b' })).toEqual({ kind: 'webhook', url: 'http://a/b' });
  });

  it('of a protocol of a newer server fall back to what every box has', () => {
    expect(systemOf('tomorrow').roles).toEqual(['listen']);
  });
});

describe('asking again', () => {
  const typed = { first: '12', last: '40', from: '2026-07-04T10:00', to: '2026-07-04T11:00:30' };
  it('sends numbers, or a span as the clock of the box shows it', () => {
    expect(rewindBody('all', typed)).toEqual({ all: true });
    expect(rewindBody('numbers', typed)).toEqual({ first: 12, last: 40 });
    expect(rewindBody('span', typed)).toEqual({ from: '2026-07-04T10:00Z', to: '2026-07-04T11:00:30Z' });
  });

  it('says what is missing', () => {
    expect(rewindBody('numbers', { ...typed, last: '3' })).toBe(
      'Write the first and the last number, such as 12 and 40.',
    );
    expect(rewindBody('span', { ...typed, to: '' })).toBe('Write both ends of the span.');
  });
});
