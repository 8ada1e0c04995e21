/** What few races need and some cannot do without: another first lap, waves, relays, teams, several races on one mat. Pure. */
import type { Course, RaceDefinition, Surface, Wave } from '#libs/domain/index.js';
import { d } from '../shared/messages/director.js';
import { hoursText, metresFrom, msFromHours } from './slug.js';

export const SURFACES = ['road', 'track', 'indoor_track', 'trail'] as const;
export const READ_RULES = ['first', 'last', 'strongest'] as const;

export interface MoreDraft {
  surface: string;
  firstLap: string;
  /** Seconds. */
  quiet: string;
  readRule: string;
  strict: boolean;
  relay: boolean;
  /** A line each: name and hours after the gun, `B 0:30`. */
  waves: string;
  /** How many of a team count; empty: no teams. */
  teamBest: string;
  /** Lower edges of the age classes, `35 40 45`; empty: the usual ones. */
  categories: string;
  group: string;
  courseName: string;
  field: string;
  label: string;
  certNumber: string;
  certDate: string;
  certGrade: string;
  certMeasurer: string;
  /** Metres. */
  separation: string;
  drop: string;
}

export const FIELDS = ['mixed', 'women-only'] as const;
const NO_RECORDS = {
  ...{ courseName: '', field: '', label: '', certNumber: '', certDate: '', certGrade: '', certMeasurer: '' },
  ...{ separation: '', drop: '' },
};

export const EMPTY_MORE: MoreDraft = {
  surface: '',
  firstLap: '',
  quiet: '',
  readRule: '',
  strict: false,
  relay: false,
  waves: '',
  teamBest: '',
  categories: '',
  group: '',
  ...NO_RECORDS,
};

type Errors = Record<string, string>;

/** Fields beside course and format. */
export function moreFrom(draft: MoreDraft, errors: Errors): Partial<RaceDefinition> {
  const surface = SURFACES.find((one) => one === draft.surface);
  const waves = wavesFrom(draft.waves, errors);
  const best = wholeFrom(draft.teamBest, 'teamBest', errors);
  const categories = draft.categories.split(/[\s,;]+/).filter((edge) => edge !== '');
  const edges = categories.map(Number);
  if (edges.some((edge, i) => !Number.isInteger(edge) || edge < 1 || edge <= (edges[i - 1] ?? 0)))
    errors['categories'] = d('error.categories');
  return {
    ...(surface === undefined ? {} : { surface }),
    ...(waves.length === 0 ? {} : { waves }),
    ...(best === undefined ? {} : { teams: { scoreBest: best, by: 'team' } }),
    ...(edges.length === 0 ? {} : { categories: edges }),
    ...(draft.relay ? { relay: true } : {}),
    ...(draft.group.trim() === '' ? {} : { group: draft.group.trim() }),
    ...forRecords(draft, errors),
  };
}

/** What is asked beside records (R2.3, R2.4, R8.4, R8.11). */
function forRecords(draft: MoreDraft, errors: Errors): Partial<RaceDefinition> {
  const text = (name: 'courseName' | 'label' | 'certNumber' | 'certDate' | 'certGrade' | 'certMeasurer') =>
    draft[name].trim() || undefined;
  const metres = (name: 'separation' | 'drop'): number | undefined => {
    const typed = draft[name].trim().replace(',', '.');
    if (typed === '') return undefined;
    const value = Number(typed);
    if (!Number.isFinite(value) || (name === 'separation' && value < 0)) errors[name] = d('error.metres');
    return value;
  };
  const certificate = known({
    ...{ number: text('certNumber'), date: text('certDate'), grade: text('certGrade'), measurer: text('certMeasurer') },
    ...{ separationM: metres('separation'), dropM: metres('drop') },
  });
  return known({
    ...{ courseName: text('courseName'), field: FIELDS.find((one) => one === draft.field), label: text('label') },
    certificate: Object.keys(certificate).length === 0 ? undefined : certificate,
  });
}

const known = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;

/** What goes into the course. */
export function courseMoreFrom(draft: MoreDraft, kind: Course['kind'], errors: Errors): Partial<Course> {
  const firstLapM = draft.firstLap.trim() === '' ? undefined : metresFrom(draft.firstLap);
  if (firstLapM === null) errors['firstLap'] = d('error.lap');
  const seconds = draft.quiet.trim() === '' ? undefined : metresFrom(draft.quiet);
  if (seconds === null) errors['quiet'] = d('error.quiet');
  const readRule = READ_RULES.find((one) => one === draft.readRule);
  return {
    ...(kind === 'loop' && typeof firstLapM === 'number' ? { firstLapM } : {}),
    ...(typeof seconds === 'number' ? { quietMs: Math.round(seconds * 1000) } : {}),
    ...(readRule === undefined ? {} : { readRule }),
  } as Partial<Course>;
}

function wavesFrom(text: string, errors: Errors): Wave[] {
  const lines = text.split(/\r?\n|;/).filter((line) => line.trim() !== '');
  const waves = lines.map((line) => {
    const match = /^\s*(\S+)\s+(\S+)\s*$/.exec(line);
    return { id: match?.[1] ?? '', startOffsetMs: match ? msFromHours(match[2]!) : null };
  });
  if (
    waves.some(({ startOffsetMs }) => startOffsetMs === null) ||
    new Set(waves.map(({ id }) => id)).size < waves.length
  )
    errors['waves'] = d('error.waves');
  return waves as Wave[];
}

function wholeFrom(text: string, path: string, errors: Errors): number | undefined {
  if (text.trim() === '') return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) errors[path] = d('error.whole');
  return value;
}

/** As it would have been typed. */
export function moreOf(race: RaceDefinition): MoreDraft {
  const { surface, waves, teams, categories, relay, group, course, format, certificate = {} } = race;
  const typed = (value: number | undefined): string => (value === undefined ? '' : String(value));
  return {
    surface: (surface ?? '') satisfies Surface | '',
    firstLap: course.kind === 'loop' && course.firstLapM !== undefined ? String(course.firstLapM) : '',
    quiet: course.quietMs === undefined ? '' : String(course.quietMs / 1000),
    readRule: course.readRule ?? '',
    strict: format.kind === 'course' && format.strict === true,
    relay: relay === true,
    waves: (waves ?? []).map(({ id, startOffsetMs }) => `${id} ${hoursText(startOffsetMs)}`).join('\n'),
    teamBest: teams === undefined ? '' : String(teams.scoreBest),
    categories: (categories ?? []).join(' '),
    group: group ?? '',
    courseName: race.courseName ?? '',
    field: race.field ?? '',
    label: race.label ?? '',
    certNumber: certificate.number ?? '',
    certDate: certificate.date ?? '',
    certGrade: certificate.grade ?? '',
    certMeasurer: certificate.measurer ?? '',
    separation: typed(certificate.separationM),
    drop: typed(certificate.dropM),
  };
}
