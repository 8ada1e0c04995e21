/** A race being set up: what was typed, what is wrong with it, and the definition it makes. Pure. */
import {
  type Course,
  type CoursePoint,
  type Format,
  MILE_MM,
  MM_PER_M,
  type RaceDefinition,
  type Visibility,
} from '#libs/domain/index.js';
import { instantOf } from '../shared/figures/zoned.js';
import { d } from '../shared/messages/director.js';
import { EMPTY_MORE, type MoreDraft, courseMoreFrom, moreFrom } from './race-more.js';
import { metresFrom, msFromHours, msFromMinutes, slugFrom } from './slug.js';

export const KINDS = ['fixed-time', 'fixed-distance', 'backyard', 'course'] as const;
export const DURATION_HOURS = ['6', '12', '24', '48', '72', '144'] as const;
export const END_POLICIES = ['measure', 'finish-lap', 'whole-laps', 'fractions'] as const;
/** 4 mi 880 ft (R1.1). */
const YARD_M = '6705.6';

/** A row of the table of checkpoints, as typed. */
export interface PointDraft {
  name: string;
  km: string;
  opens: string;
  cutoff: string;
  on: string;
  dropBag: boolean;
}
export const EMPTY_POINT: PointDraft = { name: '', km: '', opens: '', cutoff: '', on: 'arrival', dropBag: false };

export interface RaceDraft extends MoreDraft {
  kind: string;
  name: string;
  /** Empty: made from the name. */
  slug: string;
  start: string;
  timeZone: string;
  visibility: Visibility;
  lapM: string;
  minLap: string;
  hours: string;
  end: string;
  fractionM: string;
  distance: string;
  limit: string;
  interval: string;
  maxYards: string;
  points: PointDraft[];
}

export const EMPTY_DRAFT: RaceDraft = {
  ...EMPTY_MORE,
  kind: 'fixed-time',
  name: '',
  slug: '',
  start: '',
  timeZone: 'UTC',
  visibility: 'public',
  lapM: '',
  minLap: '',
  hours: '24',
  end: 'measure',
  fractionM: '',
  distance: '',
  limit: '',
  interval: '60',
  maxYards: '',
  points: [EMPTY_POINT],
};

/** By field; a cell of the table is `points.2.km`. */
export type DraftErrors = Record<string, string>;

/** The race's address: the typed one, or the name's. */
export function draftSlug(draft: RaceDraft): string {
  return draft.slug || slugFrom(draft.name);
}

/** Fields that go with a kind, to start from. */
export function templateOf(kind: string): Partial<RaceDraft> {
  return kind === 'backyard' ? { kind, lapM: YARD_M } : { kind };
}

/** `100 km`, `100 mi`, `1500 m` to metres; null for anything else. */
export function distanceFrom(text: string): number | null {
  const match = /^([\d.,]+)\s*(km|k|mi|miles?|m)$/i.exec(text.trim());
  const value = match ? metresFrom(match[1] ?? '') : null;
  if (value === null) return null;
  const unit = (match?.[2] ?? '').toLowerCase();
  if (unit.startsWith('k')) return Math.round(value * 1e6) / 1e3;
  return unit === 'm' ? value : Math.round(value * MILE_MM) / MM_PER_M;
}

/** A copied table: name, km, opens, closes, arrival or departure, drop bag; by tab, semicolon or comma. A heading is left out. */
export function pointsFrom(text: string): PointDraft[] {
  const rows = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const separator = ['\t', ';', ','].find((one) => rows.some((row) => row.includes(one))) ?? '\t';
  return rows
    .map((row) => row.split(separator).map((cell) => cell.trim()))
    .filter((cells, i) => i > 0 || metresFrom(cells[1] ?? '') !== null || /^0([.,]0*)?$/.test(cells[1] ?? ''))
    .map(([name = '', km = '', opens = '', cutoff = '', on = '', bag = '']) => ({
      name,
      km,
      opens,
      cutoff,
      on: /^(d|out|leav)/i.test(on) ? 'departure' : 'arrival',
      dropBag: /^(y|1|true|x|drop)/i.test(bag),
    }));
}

/** The definition, or what keeps it from being one, by field. The server has the last word. */
export function definitionFrom(draft: RaceDraft): { definition: RaceDefinition } | { errors: DraftErrors } {
  const errors: DraftErrors = {};
  const slug = draftSlug(draft);
  const startMs = instantOf(draft.start, draft.timeZone);
  if (draft.name.trim() === '') errors['name'] = d('error.required');
  else if (slug === '') errors['slug'] = d('error.required');
  if (startMs === null) errors['start'] = d('error.start');
  const course = draft.kind === 'course' ? lineFrom(draft, errors) : loopFrom(draft, errors);
  const format = formatFrom(draft, errors);
  const more = moreFrom(draft, errors);
  if (Object.keys(errors).length > 0 || startMs === null || course === null || format === null) return { errors };
  const { name, timeZone, visibility } = draft;
  const scheduledStart = new Date(startMs).toISOString();
  return { definition: { slug, name: name.trim(), timeZone, scheduledStart, visibility, course, format, ...more } };
}

function loopFrom(draft: RaceDraft, errors: DraftErrors): Course | null {
  const { lapM: length, minLap } = draft;
  const more = courseMoreFrom(draft, 'loop', errors);
  const lapM = metresFrom(length);
  const minLapMs = minLap.trim() === '' ? undefined : msFromMinutes(minLap);
  if (lapM === null) errors['lapM'] = d('error.lap');
  if (minLapMs === null) errors['minLap'] = d('error.minLap');
  if (lapM === null || minLapMs === null) return null;
  const points = [{ id: 'line', atM: 0 }];
  return { ...more, kind: 'loop', lapM, points, ...(minLapMs === undefined ? {} : { minLapMs }) } as Course;
}

/** Hours and minutes, or nothing. */
function optionalMs(text: string, path: string, errors: DraftErrors): number | undefined {
  if (text.trim() === '') return undefined;
  const ms = msFromHours(text);
  if (ms === null) errors[path] = d('error.hours');
  return ms ?? undefined;
}

function lineFrom(draft: RaceDraft, errors: DraftErrors): Course | null {
  const { points } = draft;
  const filled = points.filter(({ name, km }) => name.trim() !== '' || km.trim() !== '');
  if (filled.length === 0) errors['points.0.name'] = d('error.points');
  let beforeM = -1;
  const made = points.flatMap((point, i): CoursePoint[] => {
    if (!filled.includes(point)) return [];
    const kilometres = Number(point.km.trim().replace(',', '.'));
    const atM = Math.round(kilometres * 1e6) / 1e3;
    const name = point.name.trim();
    if (name === '') errors[`points.${i}.name`] = d('error.required');
    if (point.km.trim() === '' || !(atM >= 0)) errors[`points.${i}.km`] = d('error.km');
    else if (atM <= beforeM) errors[`points.${i}.km`] = d('error.km.order');
    beforeM = atM;
    const opensMs = optionalMs(point.opens, `points.${i}.opens`, errors);
    const cutoffMs = optionalMs(point.cutoff, `points.${i}.cutoff`, errors);
    return [
      {
        id: slugFrom(name) || `point-${i + 1}`,
        name,
        atM,
        ...(opensMs === undefined ? {} : { opensMs }),
        ...(cutoffMs === undefined ? {} : { cutoffMs, cutoffOn: point.on === 'departure' ? 'departure' : 'arrival' }),
        ...(point.dropBag ? { dropBag: true } : {}),
      },
    ];
  });
  return { ...courseMoreFrom(draft, 'line', errors), kind: 'line', points: made } as Course;
}

function formatFrom(draft: RaceDraft, errors: DraftErrors): Format | null {
  const limitMs = optionalMs(draft.limit, 'limit', errors);
  const limit = limitMs === undefined ? {} : { limitMs };
  switch (draft.kind) {
    case 'fixed-distance': {
      const distanceM = distanceFrom(draft.distance);
      if (distanceM === null) errors['distance'] = d('error.distance');
      return distanceM === null ? null : { kind: 'fixed-distance', distanceM, ...limit };
    }
    case 'backyard': {
      const minutes = Number(draft.interval);
      const maxYards = Number(draft.maxYards);
      if (!(minutes >= 1)) errors['interval'] = d('error.interval');
      if (draft.maxYards.trim() !== '' && !(Number.isInteger(maxYards) && maxYards > 0))
        errors['maxYards'] = d('error.maxYards');
      const cap = draft.maxYards.trim() === '' ? {} : { maxYards };
      return { kind: 'backyard', intervalMs: Math.round(minutes * 60_000), ...cap };
    }
    case 'course':
      return { kind: 'course', ...limit, ...(draft.strict ? { strict: true } : {}) };
    default:
      return fixedTimeFrom(draft, errors);
  }
}

function fixedTimeFrom({ hours, end, fractionM: part }: RaceDraft, errors: DraftErrors): Format | null {
  const durationMs = Number(hours) * 3_600_000;
  if (end !== 'fractions') {
    const policy = END_POLICIES.find((one) => one === end) ?? 'measure';
    return { kind: 'fixed-time', durationMs, end: policy };
  }
  const fractionM = metresFrom(part);
  if (fractionM === null) errors['fractionM'] = d('error.fraction');
  return fractionM === null ? null : { kind: 'fixed-time', durationMs, end: 'fractions', fractionM };
}
