/** What must agree within a row: words with each other, the target with the event, the mark with its print, and all with what a human can do. */
import { HUMAN_LIMIT_MS_PER_M, HOUR_MS, mFromMm, YARD_MM } from '#libs/domain/index.js';
import { RECORD_EVENTS } from '../events.js';
import type { RecordFault, RecordRow } from '../row.js';
import type { RecordList } from '../words.js';
import { isPrintOf } from './print.js';

/** Slower than an hour a kilometre is no record but a slip of the pen. */
const SLOWEST_MS_PER_M = 3600;

const PREFIX: Readonly<Record<RecordList, string>> = {
  all_surface: 'W-',
  surface: 'W-',
  reference: 'REF-',
  course: 'C-',
  format: 'B-',
  national: 'N-',
  age_group: 'A-',
  own: '',
};

export function checkRow(row: RecordRow, line: number): RecordFault[] {
  const faults: RecordFault[] = [];
  const expect = (holds: boolean, field: string, message: string): void => {
    if (!holds) faults.push({ line, id: row.id, field, message });
  };
  checkWords(row, expect);
  checkTarget(row, expect);
  checkMark(row, expect);
  return faults;
}

type Expect = (holds: boolean, field: string, message: string) => void;

function checkWords(row: RecordRow, expect: Expect): void {
  const { list, level, scope, category, sex, status, ratification, raceType } = row;
  expect(row.id.startsWith(PREFIX[list]), 'record_id', `must begin with ${PREFIX[list]} on the list ${list}`);
  const letter = sex === 'F' ? 'W' : 'M';
  const isClass = new RegExp(`^${letter}\\d{2}$`).test(category);
  expect(
    list === 'age_group' ? isClass : category === 'open',
    'category',
    `must be ${list === 'age_group' ? `an age class such as ${letter}40` : '"open"'} on the list ${list}`,
  );
  const isCountry = /^[A-Z]{3}$/.test(scope);
  const agrees = level === 'national' ? isCountry : level === 'course' ? scope !== 'WORLD' : scope === 'WORLD';
  expect(agrees, 'scope', `"${scope}" does not go with the level ${level}`);
  const levels: readonly string[] =
    list === 'age_group'
      ? ['world', 'national']
      : list === 'national' || list === 'course' || list === 'format'
        ? [list]
        : ['world'];
  expect(levels.includes(level), 'level', `must be ${levels.join(' or ')} on the list ${list}`);
  // R8.11: only women's road records are kept twice.
  expect(raceType === undefined || (sex === 'F' && row.surface === 'road'), 'race_type', 'is for women on the road');
  const refused = status === 'rejected' || status === 'not_eligible';
  expect(
    !refused || ratification === 'not_ratified',
    'ratification',
    `must be not_ratified for a mark that is ${status}`,
  );
  const { dateStart = '', dateEnd = '' } = row;
  expect(dateStart.slice(0, dateEnd.length) <= dateEnd, 'date_end', 'must not lie before date_start');
  expect(row.sources.length > 0, 'source_urls', 'must name where the mark was seen');
}

function checkTarget(row: RecordRow, expect: Expect): void {
  const event = RECORD_EVENTS[row.event];
  expect(event !== undefined, 'event_code', `"${row.event}" is no event of the catalogue`);
  if (event === undefined) return;
  expect(event.kind === row.kind, 'discipline_kind', `must be ${event.kind} for ${row.event}`);
  expect(event.targetM === row.targetM, 'target_m', `must be ${event.targetM ?? 'empty'} for ${row.event}`);
  const seconds = event.targetMs === undefined ? 'empty' : event.targetMs / 1000;
  expect(event.targetMs === row.targetMs, 'target_s', `must be ${seconds} for ${row.event}`);
}

/** Which marks a kind has. */
const MARKS = { distance: [true, false, false], course: [true, false, false], time: [false, true, false] } as const;

function checkMark(row: RecordRow, expect: Expect): void {
  const { kind, markMs, markM, markLaps } = row;
  const [hasTime, hasDistance, hasLaps] = kind === 'laps' ? [true, true, true] : MARKS[kind];
  expect((markMs !== undefined) === hasTime, 'mark_s', `must ${hasTime ? '' : 'not '}be there for a ${kind} record`);
  expect((markM !== undefined) === hasDistance, 'mark_m', `must ${hasDistance ? '' : 'not '}be there for a ${kind}`);
  expect((markLaps !== undefined) === hasLaps, 'mark_laps', `must ${hasLaps ? '' : 'not '}be there for a ${kind}`);
  if (kind === 'laps') {
    // R9.1, R9.9: a yard an hour.
    expect(markM === mFromMm((markLaps ?? 0) * YARD_MM), 'mark_m', 'must be the yards times 6705.6 m');
    expect(markMs === (markLaps ?? 0) * HOUR_MS, 'mark_s', 'must be the yards times an hour');
  }
  if (kind === 'time') expect(Number.isInteger(markM), 'mark_m', 'must be whole metres, rounded down (R3.6)');
  const msPerM = (markMs ?? row.targetMs ?? 0) / (row.targetM ?? markM ?? Infinity);
  expect(
    msPerM >= HUMAN_LIMIT_MS_PER_M && msPerM <= SLOWEST_MS_PER_M,
    kind === 'time' ? 'mark_m' : 'mark_s',
    `makes ${Math.round(msPerM)} s per km, which nobody has run`,
  );
  expect(isPrintOf(row), 'mark_display', `"${row.markText}" is not what the mark prints as`);
}
