import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { kindOf } from './file.js';
import { ulyssisRecording } from './ulyssis.js';

const GUN_S = 1_600_000_000;
const CONFIG = JSON.stringify({
  trackLength: 500,
  readers: [
    { uri: 'x', position: 0 },
    { uri: 'y', position: 200 },
  ],
  teams: [
    { teamNb: 1, name: 'Red, the', tags: ['a1'] },
    { teamNb: 2, name: 'Blue', tags: ['b1'] },
  ],
});
const jsonl = (rows: readonly object[]): string => rows.map((row) => JSON.stringify(row)).join('\n') + '\n';
const event = (type: string, afterS: number, more: object = {}) => ({ type, time: GUN_S + afterS, ...more });
const EVENTS = jsonl([
  { type: 'AddTag', time: 0, tag: 'a1', teamNb: 1 },
  { type: 'AddTag', time: 0, tag: 'b1', teamNb: 2 },
  event('TagSeen', -20.5, { tag: 'a1', readerId: 0 }),
  event('Start', 0),
  event('TagSeen', 90.123, { tag: 'a1', readerId: 0 }),
  event('TagSeen', 40, { tag: 'b1', readerId: 1 }),
  event('RemoveTag', 600, { tag: 'a1', teamNb: 1 }),
  event('AddTag', 601, { tag: 'a2', teamNb: 1 }),
  event('AddTag', 700, { tag: 'b1', teamNb: 1 }),
  event('Correction', 800, { teamNb: 2, correction: 4, explanation: 'bonus' }),
  event('StatusChange', 900, { status: 'Ok' }),
  event('Message', 900, { message: 'hello' }),
  event('End', 36_000.4),
]);
const files = { file: 'somewhere/events.jsonl', text: EVENTS, configText: CONFIG, eventsText: null };

describe('a ULYSSIS event log', () => {
  const recording = ulyssisRecording(files);

  it('is a relay of teams on the loop of its config, from gun to signal', () => {
    expect(recording.gunMs).toBe(GUN_S * 1000);
    expect(recording.stopMs).toBe(36_000_400);
    expect(recording.race.format).toMatchObject({ durationMs: 36_000_000 });
    expect(recording.race.course).toMatchObject({
      lapM: 500,
      points: [
        { id: 'line', atM: 0 },
        { id: 'reader-1', atM: 200 },
      ],
    });
    expect(recording.entrantsCsv).toBe('bib,name\n1,"Red, the"\n2,"Blue"\n');
  });

  it('reads reader 0 at the line and the others at points of their own, before the gun too', () => {
    expect(recording.passings.map((p) => [p.atMs, p.chip, p.point, p.source.device])).toEqual([
      [-20_500, 'a1', 'line', 'reader-0'],
      [40_000, 'b1', 'reader-1', 'reader-1'],
      [90_123, 'a1', 'line', 'reader-0'],
    ]);
  });

  it('bounds chips in time: given back, given out anew, handed on', () => {
    expect(recording.chips).toEqual([
      { chip: 'a1', bib: '1', fromMs: null, toMs: 600_000 },
      { chip: 'b1', bib: '2', fromMs: null, toMs: 700_000 },
      { chip: 'a2', bib: '1', fromMs: 601_000, toMs: null },
      { chip: 'b1', bib: '1', fromMs: 700_000, toMs: null },
    ]);
  });

  it('says what it leaves out', () => {
    expect(recording.notes).toEqual([expect.stringMatching(/^1 corrections of whole laps/)]);
  });

  it('needs the config beside it', () => {
    expect(() => ulyssisRecording({ ...files, configText: null })).toThrow(/needs its config\.json beside it/);
  });
});

describe('a ULYSSIS reader log', () => {
  const update = (updateCount: number, afterS: number) => ({
    readerId: 0,
    updateCount,
    updateTime: GUN_S + afterS,
    tag: 'a1',
  });
  const text = jsonl([update(7, 100), update(8, 200), update(0, 300), update(1, 400)]);

  it('keeps the counter of the box and begins a new epoch where it starts again', () => {
    const { passings, gunMs } = ulyssisRecording({ ...files, text, eventsText: EVENTS });
    expect(gunMs).toBe(GUN_S * 1000);
    expect(passings.map((p) => [p.source.epoch, p.source.seq])).toEqual([
      ['1', 7],
      ['1', 8],
      ['2', 0],
      ['2', 1],
    ]);
    expect(new Set(passings.map((p) => p.key.join('/'))).size).toBe(4);
  });

  it('does without the events: the gun is the first detection, the chips are those of the config', () => {
    const { gunMs, chips } = ulyssisRecording({ ...files, text });
    expect(gunMs).toBe((GUN_S + 100) * 1000);
    expect(chips).toHaveLength(2);
  });
});

describe('recorded relays', () => {
  const folder = process.env['LOOPLINE_CAPTURES'] ?? path.join('..', 'shared', 'data', 'captures');
  const present = existsSync(path.join(folder, 'ulyssis-24h'));
  if (!present)
    console.log(`No recorded relays at ${folder}: set LOOPLINE_CAPTURES to read them. A made-up one is checked.`);
  (present ? it : it.skip).each([
    ['10u2022', 'events.jsonl.gz', 10, 10_359],
    ['10u2022', 'reader-0.jsonl.gz', 10, 4_690],
    ['10u2022', 'reader-1.jsonl.gz', 10, 4_691],
    ['24u2021', 'events.jsonl.gz', 24, 50_729],
  ])('%s/%s is a race of its hours with every detection', (race, name, hours, detections) => {
    const at = (file: string): string => path.join(folder, 'ulyssis-24h', race, file);
    const text = gunzipSync(readFileSync(at(name))).toString('utf8');
    expect(kindOf(name, text, null)).toBe('ulyssis');
    const recording = ulyssisRecording({
      file: at(name),
      text,
      configText: readFileSync(at('config.json'), 'utf8'),
      eventsText: gunzipSync(readFileSync(at('events.jsonl.gz'))).toString('utf8'),
    });
    expect(recording.race.format).toMatchObject({ durationMs: hours * 3_600_000 });
    expect(recording.passings).toHaveLength(detections);
    expect(new Set(recording.passings.map((p) => p.key.join('/'))).size).toBe(detections);
  });
});
