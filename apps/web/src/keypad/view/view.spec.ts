import { describe, expect, it } from '@jest/globals';
import type { BoardRow, RaceHeader } from '#libs/domain/index.js';
import { Engine } from '../queue/engine.js';
import { correction, Disk, passing, RACE } from '../queue/test-kit.js';
import { signedOffset } from './clock-text.js';
import { exportCodes, exportCsv, exportJson } from './export.js';
import { type Knowledge, previewOf } from './preview.js';
import { lastStanding, rowsOf } from './rows.js';
import { figuresOf, stripOf } from './strip.js';

const START = Date.parse('2026-10-03T08:00:00.000Z');
const iso = (ms: number) => new Date(ms).toISOString();
const MIN = 60_000;

const race: RaceHeader = {
  slug: RACE,
  name: 'Night 24 h',
  timeZone: 'Europe/Rome',
  scheduledStart: iso(START),
  startedAt: iso(START),
  state: 'running',
  course: { kind: 'loop', lapM: 1500, points: [{ id: 'line', atM: 0 }], minLapMs: 4 * MIN },
  format: { kind: 'fixed-time', durationMs: 86_400_000, end: 'measure' },
};
const boardRow = (bib: string, laps: number, lastAtMs: number): BoardRow => ({
  bib,
  laps,
  status: 'racing',
  distanceM: laps * 1500,
  lastAt: iso(lastAtMs),
});
const known: Knowledge = {
  race,
  entrants: new Map([['41', { bib: '41', name: 'Ana Berg', category: 'W40' }]]),
  rows: new Map([['41', boardRow('41', 10, START + 60 * MIN)]]),
};

function rowsWith(...presses: { bib: string | null; atMs: number }[]) {
  const disk = new Disk();
  const engine = new Engine();
  const entries = presses.map(({ bib, atMs }) => disk.create({ ...passing(bib), at: iso(atMs), clock: null }));
  engine.handle({ type: 'loaded', entries }, 0);
  return { rows: rowsOf(engine), engine, disk, entries };
}
const codes = (bib: string, atMs: number, from = known, rows = rowsWith().rows) =>
  previewOf(bib, atMs, from, rows, 'line').doubts.map((d) => d.code);

describe('before Enter', () => {
  it('says who it is, which lap it will be and when the last one was', () => {
    const p = previewOf('41', START + 70 * MIN, known, [], 'line');
    expect(p).toEqual({
      bib: '41',
      name: 'Ana Berg',
      category: 'W40',
      lap: 11,
      lastAtMs: START + 60 * MIN,
      doubts: [],
    });
  });

  it('counts own entries the board does not have yet, but no crossing twice', () => {
    const { rows } = rowsWith(
      { bib: '41', atMs: START + 60 * MIN + 3_000 },
      { bib: '41', atMs: START + 67 * MIN },
      { bib: '41', atMs: START + 74 * MIN },
    );
    const p = previewOf('41', START + 81 * MIN, known, rows, 'line');
    expect(p.lap).toBe(13);
    expect(p.lastAtMs).toBe(START + 74 * MIN);
  });

  it('gives no lap number away from the line', () => {
    expect(previewOf('41', START + 70 * MIN, known, [], 'turn').lap).toBeNull();
  });

  it('names what is odd', () => {
    expect(codes('999', START + 70 * MIN)).toEqual(['unknown-bib']);
    expect(codes('41', START + 61 * MIN)).toEqual(['too-soon']);
    expect(codes('41', START - MIN)).toContain('not-started');
    expect(codes('41', START + 70 * MIN, { ...known, race: { ...race, state: 'ended' } })).toEqual(['ended']);
    const stopped = { ...known, rows: new Map([['41', { ...boardRow('41', 10, START), status: 'dnf' as const }]]) };
    expect(codes('41', START + 70 * MIN, stopped)).toEqual(['stopped']);
  });

  it('calls a second press inside the minimum lap a probable duplicate of the first', () => {
    const { rows } = rowsWith({ bib: '41', atMs: START + 70 * MIN });
    expect(previewOf('41', START + 71 * MIN, known, rows, 'line').doubts).toEqual([
      { code: 'duplicate', of: iso(START + 70 * MIN) },
    ]);
  });

  it('calls nobody unknown while the start list was never heard', () => {
    expect(codes('999', START + 70 * MIN, { ...known, entrants: null })).toEqual([]);
  });
});

describe('the list', () => {
  it('shows the corrected bib and time beside what was entered, newest first', () => {
    const { engine, disk, entries } = rowsWith({ bib: '41', atMs: START }, { bib: '12', atMs: START + MIN });
    const id = entries[0]?.id ?? '';
    const later = [
      disk.create(correction('reassign', id, { bib: '14' })),
      disk.create(correction('retime', id, { at: iso(START + 5_000) })),
      disk.create(correction('void', entries[1]?.id ?? '')),
    ];
    engine.handle({ type: 'amended', entries: later }, 0);
    const [newest, oldest] = rowsOf(engine);
    expect(newest).toMatchObject({ bib: '12', struck: true });
    expect(oldest).toMatchObject({ bib: '14', wasBib: '41', atMs: START + 5_000, wasAtMs: START, struck: false });
    expect(lastStanding(rowsOf(engine))?.id).toBe(id);
  });

  it('shows a refused correction without believing it', () => {
    const { engine, disk, entries } = rowsWith({ bib: '41', atMs: START });
    const void_ = disk.create(correction('void', entries[0]?.id ?? ''));
    const answer = { outcome: 'rejected', at: iso(START), message: 'not yours' } as const;
    const refused = disk.amend([{ id: void_.id, amendment: { do: 'settle', answer } }]);
    engine.handle({ type: 'amended', entries: refused }, 0);
    expect(rowsOf(engine)[0]).toMatchObject({
      struck: false,
      corrections: [{ phase: 'needs-attention', message: 'not yours' }],
    });
  });
});

describe('the sync strip', () => {
  const figures = { ...figuresOf(new Engine()) };
  it('never says sent while something waits', () => {
    expect(stripOf(figures, true, 0).kind).toBe('nothing-yet');
    expect(stripOf({ ...figures, lastReceivedAt: iso(START) }, true, 0).kind).toBe('all-sent');
    expect(stripOf({ ...figures, waiting: 3, lastReceivedAt: iso(START) }, true, 0)).toMatchObject({
      kind: 'waiting',
      count: 3,
    });
    expect(stripOf({ ...figures, waiting: 14 }, false, 0)).toMatchObject({ kind: 'offline', count: 14, tone: 'warn' });
    expect(stripOf({ ...figures, waiting: 1, trouble: 'server', retryAt: 14_200 }, true, 0)).toMatchObject({
      kind: 'failed',
      retryInS: 15,
    });
    expect(stripOf({ ...figures, waiting: 1, refused: true }, true, 0)).toMatchObject({ kind: 'refused', tone: 'bad' });
    expect(stripOf({ ...figures, unsaved: 1, unsavedTrouble: true, refused: true }, true, 0).kind).toBe('not-saved');
  });
});

describe('the export', () => {
  it('is a body the server takes, a table and codes for what is still owed', () => {
    const { entries } = rowsWith({ bib: '41', atMs: START }, { bib: null, atMs: START + MIN });
    const json = JSON.parse(exportJson(RACE, entries, iso(START))) as { passings: unknown[] };
    expect(json.passings).toHaveLength(2);
    expect(exportCsv(entries).split('\r\n')).toHaveLength(4);
    expect(exportCodes(RACE, entries)).toEqual([`LL1 1/1 ${RACE} T1\n41 ${iso(START)}\n- ${iso(START + MIN)}`]);
  });

  it('never lets a spreadsheet run a cell', () => {
    const { disk } = rowsWith();
    const entry = disk.create({ ...passing('1'), person: '=cmd()' });
    expect(exportCsv([entry])).toContain("'=cmd()");
  });
});

describe('the offset of the clock', () => {
  it('has a sign, hundredths while it is short, a clock when it is long, and no minus where it is nothing', () => {
    expect([420, -420, -4, 0, -61_000, 3_720_000].map(signedOffset)).toEqual([
      ...['+0.42 s', '-0.42 s', '+0.00 s', '+0.00 s', '-00:01:01', '+01:02:00'],
    ]);
  });
});
