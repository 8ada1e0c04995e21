/** What a mark of this race would still lack to be a record: facts to show, nothing they decide (R2.3, R2.4, R8.4, R8.10 to R8.12). */
import type { RelevantRecord } from '../choose/relevant.js';
import type { RecordRace } from '../choose/race-events.js';
import { mFromMm, mmFromM } from '#libs/domain/index.js';
import type { RecordRow } from '../row.js';
import { slackM } from '../compare/claim.js';
import type { RunnerSoFar } from '../compare/runner.js';

export interface Caveat {
  code:
    | 'rivals'
    | 'label'
    | 'certificate'
    | 'separation'
    | 'drop'
    | 'surface'
    | 'race-type'
    | 'announce'
    | 'doping-test'
    | 'class-day'
    | 'part-lap'
    | 'provisional'
    | 'approximate-mark'
    | 'claimed-at-line'
    | 'verify-mark';
  /** Null: this server was not told. */
  met: boolean | null;
  text: string;
}

/** Athletes of the same sex a race needs (R8.4). */
export const RIVALS_MIN = 3;
/** A course certificate of five years or more is not accepted (R2.4). */
const CERTIFICATE_YEARS = 5;
/** Start and finish of a road course apart, in shares of its length, and its fall (R2.3). */
const SEPARATION_MAX = 0.5;
const DROP_M_PER_KM_MAX = 1;

export function caveatsOf(record: RelevantRecord, race: RecordRace, runner?: RunnerSoFar): Caveat[] {
  const { row } = record;
  const found: Caveat[] = [];
  if (row.list !== 'own' && row.list !== 'course') found.push(...ofAuthority(row, race));
  found.push(...ofMark(record));
  if (runner?.provisional === true)
    found.push({ code: 'provisional', met: false, text: 'The part lap is measured and not signed yet.' });
  return found;
}

function* ofAuthority(row: RecordRow, race: RecordRace): Iterable<Caveat> {
  const { starters, label, surface, field } = race;
  if (row.list !== 'age_group' && row.kind !== 'laps') {
    const n = starters?.[row.sex];
    const said = n === undefined ? '' : `; here ${n}`;
    yield {
      code: 'rivals',
      met: n === undefined ? null : n >= RIVALS_MIN,
      text: `At least ${RIVALS_MIN} ${row.sex === 'F' ? 'women' : 'men'} must be in the race${said}.`,
    };
  }
  if (row.kind === 'laps') return;
  if (row.authority === 'IAU')
    yield {
      code: 'label',
      met: label === undefined ? null : true,
      text: label ?? 'The race needs a label of the IAU.',
    };
  yield certificate(race);
  yield* wayFromStart(race);
  if (surface === 'trail') yield { code: 'surface', met: false, text: 'A trail is no certified road or track course.' };
  if (row.raceType !== undefined)
    yield {
      code: 'race-type',
      met: field === undefined ? null : (row.raceType === 'Wo') === (field === 'women-only'),
      text: row.raceType === 'Wo' ? 'Kept for races of women only (Wo).' : 'Kept for mixed races (Mx).',
    };
  yield { code: 'announce', met: null, text: 'A record attempt is to be announced before the start.' };
  yield { code: 'doping-test', met: null, text: 'A negative doping test is part of the claim.' };
}

/** A loop ends where it began; from A to B wind and slope may help (R2.3). */
function* wayFromStart({ course, certificate: { separationM, dropM } = {} }: RecordRace): Iterable<Caveat> {
  if (course.kind !== 'line') return;
  const lengthM = course.points.at(-1)?.atM ?? 0;
  if (lengthM <= 0) return;
  const pct = separationM === undefined ? '' : ` These lie ${Math.ceil((100 * separationM) / lengthM)} % apart.`;
  yield {
    code: 'separation',
    met: separationM === undefined ? null : separationM <= lengthM * SEPARATION_MAX,
    text: `Start and finish may lie at most ${SEPARATION_MAX * 100} % of the distance apart.${pct}`,
  };
  const mPerKm = dropM === undefined ? undefined : mFromMm(Math.ceil((mmFromM(dropM) * 1000) / lengthM));
  yield {
    code: 'drop',
    met: mPerKm === undefined ? null : mPerKm <= DROP_M_PER_KM_MAX,
    text: `The course may fall by at most ${DROP_M_PER_KM_MAX} m a kilometre.${mPerKm === undefined ? '' : ` This one falls by ${mPerKm} m.`}`,
  };
}

function certificate({ certificate: { date } = {}, day }: RecordRace): Caveat {
  const text = `The course needs a certificate younger than ${CERTIFICATE_YEARS} years.`;
  if (date === undefined || day === undefined) return { code: 'certificate', met: null, text };
  const limit = `${Number(date.slice(0, 4)) + CERTIFICATE_YEARS}${date.slice(4)}`;
  return { code: 'certificate', met: day < limit, text: `${text} This one is of ${date}.` };
}

function* ofMark({ row, aim }: RelevantRecord): Iterable<Caveat> {
  if (row.list === 'age_group')
    yield { code: 'class-day', met: null, text: 'The age class is that of the day of the start.' };
  if (slackM(row) > 0)
    yield {
      code: 'approximate-mark',
      met: null,
      text: `The mark is known only rounded (${row.markText}); it counts as beaten from ${slackM(row)} m beyond.`,
    };
  if (row.confidence === 'medium')
    yield { code: 'verify-mark', met: null, text: 'Look the mark up with its authority before it is announced.' };
  if (!aim.enRoute) return;
  yield aim.targetMs === undefined
    ? { code: 'claimed-at-line', met: null, text: 'Claimed at the first line at or past the distance (+).' }
    : { code: 'part-lap', met: null, text: 'Full laps count, and a part lap only if it is measured then (+).' };
}
