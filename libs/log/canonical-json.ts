/**
 * JSON with sorted keys: equal contents are equal texts, so the database compares bodies as text. Stored bodies depend on it:
 * a change here would make an old fact and its re-sending look different.
 */
import { stuff, unstuff } from './text-codec.js';

/** Escapes that JSON allows and Postgres does not (or that we use ourselves); a false alarm only costs a second look. */
const SUSPECT = /\\u(?:0000|0010|d[89a-f])/;
const STUFFED_MARK = '\\u0010';

export function canonicalJson(value: unknown): string {
  const text = JSON.stringify(sorted(value));
  return SUSPECT.test(text) ? JSON.stringify(mapStrings(sorted(value), stuff)) : text;
}

/** The value as it was handed over. */
export function parseStoredJson(text: string): unknown {
  const value = JSON.parse(text) as unknown;
  return text.includes(STUFFED_MARK) ? mapStrings(value, unstuff) : value;
}

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [change(key), mapStrings(item, change)]));
}

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const withJson = value as { toJSON?: () => unknown };
  if (typeof withJson.toJSON === 'function') return sorted(withJson.toJSON());
  const source = value as Record<string, unknown>;
  const keys = Object.keys(source);
  if (isSorted(keys) && keys.every((key) => isScalar(source[key]))) return source;
  // Integer-like keys always come first in an object, whatever the order of insertion: the same order every time too.
  const target: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const key of keys.sort()) target[key] = sorted(source[key]);
  return target;
}

function isSorted(keys: readonly string[]): boolean {
  for (let at = 1; at < keys.length; at++) {
    if ((keys[at - 1] ?? '') > (keys[at] ?? '')) return false;
  }
  return true;
}

const isScalar = (value: unknown): boolean => value === null || typeof value !== 'object';
