/** A race that exists, as it would have been typed, and what of a changed draft goes back to the server. Pure. */
import type { Course, CoursePoint, RaceDefinition } from '#libs/domain/index.js';
import { wallTime } from '../shared/figures/zoned.js';
import { EMPTY_DRAFT, type PointDraft, type RaceDraft } from './race-draft.js';
import { moreOf } from './race-more.js';
import { hoursText } from './slug.js';

const minutesText = (ms: number): string => `${Math.floor(ms / 60_000)}:${String((ms / 1000) % 60).padStart(2, '0')}`;
const optionalHours = (ms: number | undefined): string => (ms === undefined ? '' : hoursText(ms));

export function draftOf(race: RaceDefinition): RaceDraft {
  const { slug, name, timeZone, visibility, course, format } = race;
  const start = wallTime(Date.parse(race.scheduledStart), timeZone);
  const draft: RaceDraft = {
    ...EMPTY_DRAFT,
    ...moreOf(race),
    kind: format.kind,
    slug,
    name,
    timeZone,
    visibility,
    start,
  };
  if (course.kind === 'line') draft.points = course.points.map(pointOf);
  else {
    draft.lapM = String(course.lapM);
    draft.minLap = course.minLapMs === undefined ? '' : minutesText(course.minLapMs);
  }
  switch (format.kind) {
    case 'fixed-time':
      draft.hours = String(format.durationMs / 3_600_000);
      draft.end = format.end;
      draft.fractionM = format.fractionM === undefined ? '' : String(format.fractionM);
      break;
    case 'fixed-distance':
      draft.distance = `${format.distanceM} m`;
      draft.limit = optionalHours(format.limitMs);
      break;
    case 'backyard':
      draft.interval = String(format.intervalMs / 60_000);
      draft.maxYards = format.maxYards === undefined ? '' : String(format.maxYards);
      break;
    case 'course':
      draft.limit = optionalHours(format.limitMs);
  }
  return draft;
}

function pointOf({ name, atM, opensMs, cutoffMs, cutoffOn, dropBag }: CoursePoint): PointDraft {
  return {
    name,
    km: String(atM / 1000),
    opens: optionalHours(opensMs),
    cutoff: optionalHours(cutoffMs),
    on: cutoffOn ?? 'arrival',
    dropBag: dropBag === true,
  };
}

/** The body of the change. What the form does not show stays: ids of points, which passings name, and points inside a loop. */
export function changeFrom(race: RaceDefinition, made: RaceDefinition, reason: string): Record<string, unknown> {
  const { slug: _slug, group: _group, visibility: _seen, ...fields } = made;
  return {
    ...fields,
    course: courseOf(race.course, made.course),
    waves: made.waves ?? [],
    relay: made.relay === true,
    // Null takes away what was cleared.
    courseName: made.courseName ?? null,
    field: made.field ?? null,
    label: made.label ?? null,
    certificate: made.certificate ?? null,
    reason,
  };
}

function courseOf(old: Course, made: Course): Course {
  if (old.kind === 'loop' && made.kind === 'loop') return { ...made, points: old.points };
  if (old.kind !== 'line' || made.kind !== 'line') return made;
  const taken = new Set<string>();
  const points = made.points.map((point, i) => {
    const same = old.points.find(({ name }) => name === point.name) ?? oldAt(old.points, made.points.length, i);
    const id = same !== undefined && !taken.has(same.id) ? same.id : point.id;
    taken.add(id);
    return { ...point, id, ...(same?.altitudeM === undefined ? {} : { altitudeM: same.altitudeM }) };
  });
  return { ...made, points };
}

/** A point that was given another name is the one in its place, as long as none was added or taken away. */
const oldAt = (points: readonly CoursePoint[], count: number, i: number): CoursePoint | undefined =>
  points.length === count ? points[i] : undefined;
