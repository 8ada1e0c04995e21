/**
 * Invented people. Names are glued from syllables that belong to no language in particular, so that a screenshot of the demo can never show a real person;
 * the clubs and countries around them are only there to make filters and long names look like a real start list.
 */
import type { Random } from './random.js';

const GIVEN_HEADS = ['Al', 'Bre', 'Ca', 'Do', 'E', 'Fi', 'Ga', 'Hel', 'I', 'Jo', 'Ka', 'Le', 'Mi', 'Na', 'O', 'Pe'];
const GIVEN_TAILS: Record<'M' | 'F', readonly string[]> = {
  M: ['vrin', 'dro', 'stel', 'mon', 'rik', 'vas', 'nolt', 'tarro', 'lum', 'beno'],
  F: ['vrina', 'lisse', 'mara', 'neth', 'rielle', 'sinde', 'tuva', 'wenna', 'yla', 'zea'],
};
const FAMILY_HEADS = ['Arn', 'Bel', 'Cor', 'Dalm', 'Ester', 'Fen', 'Gral', 'Hov', 'Ist', 'Jar', 'Kel', 'Lor', 'Mert'];
const FAMILY_MIDDLES = ['a', 'e', 'i', 'o', 'u', 'an', 'el', 'or'];
const FAMILY_TAILS = ['bek', 'dorra', 'fald', 'gant', 'hout', 'jarvi', 'kesh', 'lund', 'mira', 'nakur', 'quist', 'vec'];

/** Country and weight: one host nation, its neighbours, and guests from far away. Three-letter codes as in athletics. */
const COUNTRIES: readonly (readonly [string, number])[] = [
  ['ITA', 34],
  ['GER', 14],
  ['FRA', 10],
  ['SUI', 7],
  ['AUT', 6],
  ['POL', 6],
  ['GBR', 5],
  ['ESP', 4],
  ['SWE', 3],
  ['NED', 3],
  ['CZE', 3],
  ['HUN', 3],
  ['LTU', 2],
  ['FIN', 2],
  ['JPN', 3],
  ['USA', 3],
  ['BRA', 2],
  ['RSA', 2],
  ['AUS', 2],
  ['TPE', 2],
  ['IND', 1],
  ['KEN', 1],
];
const CLUBS = [
  'Night Lap Society',
  'Park Loop Harriers',
  'Slow Dawn RC',
  'Quarter Past Midnight AC',
  'The Long Hedge Runners',
  'Tin Cup Athletic',
  'Lantern Striders',
  'Second Breakfast TC',
  'Even Split Club',
  'Blister & Sons',
];

export type SimSex = 'M' | 'F';

/** A full name nobody has, or so we hope. */
export function inventName(random: Random, sex: SimSex): string {
  const given = random.pick(GIVEN_HEADS) + random.pick(GIVEN_TAILS[sex]);
  const family = random.pick(FAMILY_HEADS) + random.pick(FAMILY_MIDDLES) + random.pick(FAMILY_TAILS);
  return `${given} ${family}`;
}

export const inventCountry = (random: Random): string => random.weighted(COUNTRIES);
export const inventClub = (random: Random): string => random.pick(CLUBS);
