/** The examples in the papers are real: schemas take them, and the deltas lead where the text says. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { csvRecording } from '#apps/cli/replay/csv.js';
import {
  applyDelta,
  type Beat,
  type Board,
  BEAT_MS,
  type Delta,
  PASSINGS_PER_BATCH_MAX,
  passingSchema,
  passingsEnvelopeSchema,
  PROTOCOL,
  READER_PROTOCOLS,
  raceDefinitionSchema,
  readerSchema,
  WATCH_BIBS_MAX,
  watchSchema,
} from '#libs/contracts/index.js';
import { records } from '#libs/contracts/wire/records.js';
import { checkReader } from '#libs/ingest/readers/check-reader.js';
import { entrantRows } from '#libs/ingest/entrants/entrant-rows.js';
import { LIVE_LIMITS } from '#libs/live/limits.js';
import { GARBAGE_MAX } from '#libs/readers/garbage-count.js';
import { FILE_FORMATS, TextFile, fileFormat, isRefused } from '#libs/readers/index.js';
import { RECORD_BYTES_MAX } from '#libs/readers/line-splitter.js';
import { BACK_OFF_MAX_MS } from '#libs/readers/sockets/dialer.js';
import { PEERS_MAX } from '#libs/readers/sockets/listener.js';
import { recordBook } from '#libs/records/book/index.js';
import type { RecordRow } from '#libs/records/index.js';

/** The code blocks of a page by the word after their language. */
function examples(paper: string): (name: string) => string {
  const text = readFileSync(paper, 'utf8');
  const blocks = new Map([...text.matchAll(/^```\w+ (\w+)\n([\s\S]*?)^```/gm)].map(([, name, body]) => [name, body]));
  return (name) => blocks.get(name) ?? `no example "${name}" in ${paper}`;
}

describe('docs/protocol.md', () => {
  const example = examples('docs/protocol.md');
  const text = readFileSync('docs/protocol.md', 'utf8');
  const board = JSON.parse(example('board')) as Board;
  const delta = JSON.parse(example('delta')) as Delta;

  it('asks as the schema wants it, for the board it shows', () => {
    const watch = v.parse(watchSchema, JSON.parse(example('watch')));
    expect(watch).toEqual({ race: board.race.slug, since: board.seq, epoch: board.epoch });
  });

  it('sets up a timing box as the schema and its protocol want it', () => {
    const reader = v.parse(readerSchema, JSON.parse(example('reader')));
    checkReader(reader);
    expect(reader).toMatchObject({ protocol: 'mylaps', point: 'line', settings: { version: 2 } });
  });

  it('leads from the board by the delta to the beat', () => {
    const next = applyDelta(board, delta);
    const beat = JSON.parse(example('beat')) as Beat;
    expect(next?.rows.find((row) => row.bib === '4')).toMatchObject({ laps: 2, distanceM: 3052, name: 'Ben Example' });
    expect(beat).toMatchObject({ race: board.race.slug, epoch: next?.epoch, seq: next?.seq });
    expect(beat.lastReadAt).toBe(next?.lastReadAt);
  });

  it('states the number, the history and the limits of the code', () => {
    expect(text).toContain(`Protocol number **${PROTOCOL}**`);
    expect(text).toMatch(new RegExp(`^\\| ${PROTOCOL} +\\|`, 'm'));
    expect(text).toContain(`Every ${BEAT_MS / 1000} s`);
    expect(text).toContain(`(up to ${WATCH_BIBS_MAX})`);
    expect(text).toContain(`${LIVE_LIMITS.watchesMax} races per connection`);
    expect(text).toContain(`${LIVE_LIMITS.pendingBytesMax / 1024} KiB waiting`);
    expect(text).toContain(`${LIVE_LIMITS.deltasHeldMax.toLocaleString('en-US')} per race`);
  });
});

describe('docs/formats.md: files of timing systems', () => {
  const text = readFileSync('docs/formats.md', 'utf8');
  const rows = [...text.matchAll(/^\| `([a-z-]+)`[^|]*\|[^|]*\| `([^`]+)`/gm)].filter(([, name]) => fileFormat(name!));

  it.each(rows.map(([, name, line]) => [name!, line!]))('%s: the line shown is one', (name, line) => {
    const heading = name === 'csv' ? 'bib,time\n' : '';
    const shown = heading + line.replaceAll('<TAB>', '\t');
    const file = new TextFile(shown, fileFormat(name)!, { timeZone: 'UTC', clockChange: 'auto', settings: {} });
    const found = [...file.records()].flatMap((record) => record.found);
    expect(found.map((one) => isRefused(one))).toEqual([false]);
  });

  it('shows nearly all of them', () => expect(rows.length).toBeGreaterThan(10));
});

describe('docs/hardware.md', () => {
  const text = readFileSync('docs/hardware.md', 'utf8');
  const bodies = [...text.matchAll(/put \w+ '(\{.*?\})'/g)].map(([, body]) => body!);

  it.each(bodies)('%s can be set up', (body) => {
    const reader = v.parse(readerSchema, JSON.parse(body));
    expect(() => checkReader(reader)).not.toThrow();
  });

  it('names every protocol and every format of a file there is', () => {
    for (const name of READER_PROTOCOLS) expect(text).toContain(`| \`${name}\``);
    for (const { name } of FILE_FORMATS) expect(text).toContain(`| \`${name}\``);
  });

  it('states the limits of the code', () => {
    expect(text).toContain(`${RECORD_BYTES_MAX.toLocaleString('en-US')} bytes`);
    expect(text).toContain(`more than ${PEERS_MAX}\nconnections`);
    expect(text).toContain(`${GARBAGE_MAX} refused rows`);
    expect(text).toContain(`every ${BACK_OFF_MAX_MS / 1000} s at most`);
  });
});

describe('docs/formats.md', () => {
  const example = examples('docs/formats.md');

  it('shows a race the schema takes', () => {
    expect(v.parse(raceDefinitionSchema, JSON.parse(example('race')))).toMatchObject({ slug: 'autumn-24h' });
  });

  it('shows passings the schema takes, up to the number it names', () => {
    const { passings } = v.parse(passingsEnvelopeSchema, JSON.parse(example('passings')));
    for (const passing of passings) expect(v.parse(passingSchema, passing)).toHaveProperty('at');
    const most = PASSINGS_PER_BATCH_MAX.toLocaleString('en-US');
    expect(readFileSync('docs/formats.md', 'utf8')).toContain(`1 to ${most} at once`);
  });

  it('shows a start list of which no row is rejected', () => {
    const { rows, rejected } = entrantRows(example('entrants'));
    expect(rejected).toEqual([]);
    expect(rows.map(({ entrant }) => entrant.chips?.length)).toEqual([2, 1]);
  });

  it('shows a recording that can be replayed', () => {
    const { passings, race } = csvRecording(example('replay'));
    expect(passings).toHaveLength(3);
    expect(race.course).toMatchObject({ kind: 'loop', lapM: 1526 });
  });

  it('shows a record as the book has it', () => {
    const shown = JSON.parse(example('record')) as RecordRow;
    expect(v.safeParse(records, { records: [shown] }).issues).toBeUndefined();
    const { sources, splits, notes: _notes, ...row } = recordBook().find(({ id }) => id === shown.id)!;
    expect({ ...row, sources: sources.slice(0, 1), splits: splits?.slice(0, 1) }).toEqual(shown);
  });
});
