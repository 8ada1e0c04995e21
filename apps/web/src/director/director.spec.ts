import { describe, expect, it } from '@jest/globals';
import { raceDefinitionSchema } from '#libs/contracts/index.js';
import { encode } from 'uqr';
import * as v from 'valibot';
import { qrPath } from './QrCode.js';
import type { LoopCourse, RaceDefinition } from '#libs/domain/index.js';
import { changeFrom, draftOf } from './race-edit.js';
import { EMPTY_DRAFT, EMPTY_POINT, type RaceDraft, definitionFrom, distanceFrom, pointsFrom } from './race-draft.js';
import { credentials, metresFrom, msFromMinutes, slugFrom } from './slug.js';

const draft: RaceDraft = {
  ...EMPTY_DRAFT,
  name: 'Rudens 24 h, Šiauliai',
  slug: '',
  start: '2026-10-03T10:00',
  timeZone: 'Europe/Vilnius',
  lapM: '1526,5',
  hours: '24',
  end: 'measure',
  minLap: '4:00',
};

describe('small texts', () => {
  it('become addresses and figures', () => {
    expect(slugFrom('Rudens 24 h, Šiauliai!')).toBe('rudens-24-h-siauliai');
    expect([metresFrom('1526,5'), metresFrom(''), metresFrom('-3'), metresFrom('x')]).toEqual([
      1526.5,
      null,
      null,
      null,
    ]);
    expect([msFromMinutes('4:00'), msFromMinutes('4'), msFromMinutes('4:61')]).toEqual([240_000, null, null]);
  });
  it('tell a sign-in link from a token', () => {
    expect(credentials('https://x.org/director/sign-in#code=ab%2Bc')).toEqual({ code: 'ab+c' });
    expect(credentials(' tok_123 ')).toEqual({ token: 'tok_123' });
  });
});

describe('the short form', () => {
  it('makes a definition the server takes', () => {
    const made = definitionFrom(draft);
    if (!('definition' in made)) throw new Error('refused');
    expect(made.definition).toMatchObject({
      slug: 'rudens-24-h-siauliai',
      scheduledStart: '2026-10-03T07:00:00.000Z',
      course: { lapM: 1526.5, minLapMs: 240_000 },
    });
    expect(v.safeParse(raceDefinitionSchema, made.definition).success).toBe(true);
  });
  it('says at each field what is missing', () => {
    const made = definitionFrom({ ...draft, name: ' ', start: '', lapM: '0', minLap: 'soon' });
    expect('errors' in made && Object.keys(made.errors).sort()).toEqual(['lapM', 'minLap', 'name', 'start']);
  });
});

describe('every template', () => {
  const taken = (fields: Partial<RaceDraft>) => {
    const made = definitionFrom({ ...draft, ...fields });
    if (!('definition' in made)) throw new Error(JSON.stringify(made.errors));
    expect(v.safeParse(raceDefinitionSchema, made.definition).issues).toBeUndefined();
    return made.definition;
  };
  const wrong = (fields: Partial<RaceDraft>) => {
    const made = definitionFrom({ ...draft, ...fields });
    return 'errors' in made ? Object.keys(made.errors) : [];
  };

  it('makes a race the server takes', () => {
    expect(taken({ end: 'fractions', fractionM: '200' }).format).toMatchObject({ end: 'fractions', fractionM: 200 });
    const miles = taken({ kind: 'fixed-distance', distance: '100 mi', limit: '30' });
    expect(miles.format).toEqual({ kind: 'fixed-distance', distanceM: 160_934.4, limitMs: 108_000_000 });
    expect(taken({ kind: 'backyard', maxYards: '' }).format).toEqual({ kind: 'backyard', intervalMs: 3_600_000 });
    const points = pointsFrom(
      'name\tkm\topens\tcloses\nCorinth\t81\t5:30\t9:30\tdeparture\tyes\nSparta\t245,3\t\t36:00',
    );
    expect(taken({ kind: 'course', points, visibility: 'private' })).toMatchObject({
      visibility: 'private',
      course: {
        kind: 'line',
        points: [
          {
            id: 'corinth',
            atM: 81_000,
            opensMs: 19_800_000,
            cutoffMs: 34_200_000,
            cutoffOn: 'departure',
            dropBag: true,
          },
          { id: 'sparta', name: 'Sparta', atM: 245_300, cutoffMs: 129_600_000, cutoffOn: 'arrival' },
        ],
      },
    });
  });

  it('says at each field what is missing', () => {
    expect(distanceFrom('100')).toBeNull();
    expect(wrong({ end: 'fractions' })).toEqual(['fractionM']);
    expect(wrong({ kind: 'fixed-distance', distance: '100', limit: 'x' })).toEqual(['limit', 'distance']);
    expect(wrong({ kind: 'course', points: [EMPTY_POINT] })).toEqual(['points.0.name']);
    const backwards = [
      { ...EMPTY_POINT, name: 'A', km: '10' },
      { ...EMPTY_POINT, name: '', km: '9', cutoff: 'late' },
    ];
    expect(wrong({ kind: 'course', points: backwards })).toEqual(['points.1.name', 'points.1.km', 'points.1.cutoff']);
  });
});

describe('a QR code', () => {
  it('is one square per dark module', () => {
    const { data } = encode('https://x.org', { ecc: 'M', border: 2 });
    const dark = data.flat().filter(Boolean).length;
    expect(qrPath(data).split('M').length - 1).toBe(dark);
  });
});

describe('a race that exists', () => {
  const base = { slug: 'x', name: 'X', timeZone: 'Europe/Rome', scheduledStart: '2026-10-03T08:00:00.000Z' };
  const loop: LoopCourse = { kind: 'loop', lapM: 1526.125, points: [{ id: 'line', atM: 0 }] };
  const races: RaceDefinition[] = [
    {
      ...{ ...base, visibility: 'public', surface: 'track', categories: [35, 50], teams: { scoreBest: 3, by: 'team' } },
      course: { ...loop, firstLapM: 300.5, minLapMs: 95_000, quietMs: 12_500, readRule: 'strongest' },
      format: { kind: 'fixed-time', durationMs: 36_000_000, end: 'fractions', fractionM: 100 },
      waves: [
        { id: 'A', startOffsetMs: 0 },
        { id: 'B', startOffsetMs: 30_000 },
      ],
    },
    {
      ...{ ...base, visibility: 'private', relay: true, group: 'mats' },
      course: loop,
      format: { kind: 'fixed-distance', distanceM: 160_934.4, limitMs: 108_000_000 },
    },
    {
      ...base,
      visibility: 'unlisted',
      course: loop,
      format: { kind: 'backyard', intervalMs: 3_600_000, maxYards: 30 },
    },
    {
      ...{ ...base, visibility: 'public' },
      course: {
        kind: 'line',
        points: [
          { id: 'mill', name: 'mill', atM: 12_345.678, opensMs: 600_000, cutoffMs: 9_000_000, cutoffOn: 'departure' },
          { id: 'town', name: 'town', atM: 82_000, dropBag: true },
        ],
      },
      format: { kind: 'course', limitMs: 57_600_000, strict: true },
    },
  ];

  it.each(races.map((race) => [race.format.kind, race] as const))(
    '%s comes back from the form as it was',
    (_, race) => {
      const made = definitionFrom(draftOf(race));
      expect(made).toEqual({ definition: race });
    },
  );

  it('keeps the ids of its points, which passings name, when a point gets another name or a new one comes in between', () => {
    const race = races[3]!;
    const old: RaceDefinition = {
      ...race,
      course: {
        kind: 'line',
        points: [
          { id: 'p1', name: 'Old Mill', atM: 10, altitudeM: 700 },
          { id: 'p2', name: 'Town', atM: 20 },
        ],
      },
    };
    const points = (names: string[]): unknown => {
      const made = names.map((name, i) => ({ id: name.toLowerCase(), name, atM: i + 10 }));
      const body = changeFrom(old, { ...race, course: { kind: 'line', points: made } }, 'why');
      return (body['course'] as { points: { id: string }[] }).points.map(({ id }) => id);
    };
    expect(points(['New Mill', 'Town'])).toEqual(['p1', 'p2']);
    expect(points(['Old Mill', 'Hut', 'Town'])).toEqual(['p1', 'hut', 'p2']);
    expect(changeFrom(old, old, 'why')).toMatchObject({ course: old.course, relay: false, waves: [], reason: 'why' });
    expect(changeFrom(old, old, 'why')).not.toHaveProperty('slug');
  });

  it('says at each further field what is wrong', () => {
    const wrong = { waves: 'A soon', teamBest: '2.5', categories: '50 40', firstLap: 'x', quiet: '-1' };
    const made = definitionFrom({ ...draft, ...wrong });
    expect('errors' in made && Object.keys(made.errors).sort()).toEqual(Object.keys(wrong).sort());
  });
});
