/** Small calls of somebody who knows only the public contract. */
import { randomUUID } from 'node:crypto';
import type { Board, PassingsAnswer, Problem } from '#libs/contracts/index.js';
import type { BoardRow } from '#libs/domain/index.js';
import { DIRECTOR_TOKEN } from '#libs/testing/server-process.js';

const HOUR_MS = 3_600_000;
/** Six hours ago, so that a race of 24 h is under way. */
export const GUN_MS = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 6 * HOUR_MS;
export const GUN = new Date(GUN_MS).toISOString();
export const LAP_M = 1500;
export const LAP_MS = 600_000;

export interface Answer<T> {
  status: number;
  json: T;
  text: string;
  headers: Headers;
}
export interface Call {
  <T = Problem>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>;
}
export interface Passing {
  id: string;
  bib?: string;
  chip?: string;
  at: string;
  point?: string;
  source?: { device: string; epoch?: string; seq?: number };
}
/** A line of `GET log`. */
export interface LogLine {
  offset: number;
  id: string;
  kind: string;
  at: string;
  receivedAt: string;
  bib?: string;
  [field: string]: unknown;
}

/** `token` null: nobody. A text body goes out as CSV. */
export function caller(url: string, token: string | null = DIRECTOR_TOKEN): Call {
  return async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const isText = typeof body === 'string';
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': isText ? 'text/csv' : 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: parsed(text) as T, text, headers: response.headers };
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const iso = (ms: number): string => new Date(ms).toISOString();
/** `ms` after the gun. */
export const after = (ms: number): string => iso(GUN_MS + ms);

export function passing(bib: string, ms: number, more: Partial<Passing> = {}): Passing {
  return { id: randomUUID(), bib, at: after(ms), point: 'line', ...more };
}

export function raceDefinition(slug: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    slug,
    name: `Race ${slug}`,
    timeZone: 'Europe/Rome',
    scheduledStart: GUN,
    surface: 'road',
    visibility: 'public',
    course: { kind: 'loop', lapM: LAP_M, points: [{ id: 'line', atM: 0 }], minLapMs: 120_000 },
    format: { kind: 'fixed-time', durationMs: 86_400_000, end: 'measure' },
    ...more,
  };
}

/** Throws with the server's words when the status is another one. */
export async function expectStatus<T>(status: number, answer: Promise<Answer<T>>): Promise<Answer<T>> {
  const got = await answer;
  if (got.status !== status) throw new Error(`HTTP ${got.status} instead of ${status}: ${got.text.slice(0, 400)}`);
  return got;
}

/** A started race with runners 1..n. */
export async function startedRace(
  call: Call,
  slug: string,
  runners: number,
  more: Record<string, unknown> = {},
): Promise<void> {
  await expectStatus(201, call('POST', '/races', raceDefinition(slug, more)));
  const entrants = Array.from({ length: runners }, (_, i) => ({ bib: String(i + 1), name: `Runner ${i + 1}` }));
  await expectStatus(200, call('PUT', `/races/${slug}/entrants`, entrants));
  await expectStatus(200, call('POST', `/races/${slug}/start`, { at: GUN }));
}

export async function send(call: Call, slug: string, passings: readonly unknown[]): Promise<PassingsAnswer> {
  return (await expectStatus(200, call<PassingsAnswer>('POST', `/races/${slug}/passings`, { passings }))).json;
}

export async function board(call: Call, slug: string, query = ''): Promise<Board> {
  return (await expectStatus(200, call<Board>('GET', `/races/${slug}/board${query}`))).json;
}

/** Estimates of a row: they depend on when a server was asked. */
export const ESTIMATES = ['nextAt', 'lateSince', 'finishAt', 'final', 'records'] as const;

const LOOKED_AT = [...ESTIMATES, 'doubt'] as const;

/** What was counted, without them and without doubts, which come some seconds after the count they are of. */
export function counted(row: BoardRow): Omit<BoardRow, (typeof LOOKED_AT)[number]> {
  const kept: Partial<BoardRow> & Pick<BoardRow, 'bib' | 'status' | 'distanceM'> = { ...row };
  for (const field of LOOKED_AT) delete kept[field];
  return kept;
}

export async function boardRow(call: Call, slug: string, bib: string): Promise<BoardRow | undefined> {
  return (await board(call, slug)).rows.find((row) => row.bib === bib);
}

/** The whole log. */
export async function readLog(call: Call, slug: string): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for (;;) {
    const last = lines.at(-1)?.offset ?? 0;
    const { text } = await expectStatus(200, call('GET', `/races/${slug}/log?after=${last}&limit=10000`));
    const page = text.split('\n').filter((line) => line !== '');
    if (page.length === 0) return lines;
    lines.push(...page.map((line) => JSON.parse(line) as LogLine));
  }
}
