import { describe, expect, it } from '@jest/globals';
import { raceDefinitionSchema } from '#libs/contracts/index.js';
import { encode } from 'uqr';
import * as v from 'valibot';
import { qrPath } from './QrCode.js';
import { type RaceDraft, definitionFrom } from './race-draft.js';
import { credentials, metresFrom, msFromMinutes, slugFrom } from './slug.js';

const draft: RaceDraft = {
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

describe('a QR code', () => {
  it('is one square per dark module', () => {
    const { data } = encode('https://x.org', { ecc: 'M', border: 2 });
    const dark = data.flat().filter(Boolean).length;
    expect(qrPath(data).split('M').length - 1).toBe(dark);
  });
});
