/** The parts of an HTTP answer that are the same for every board: caching, compression, conditional requests, problems. */
import { problemBody } from '#libs/platform/http/problem.js';

export interface BoardAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer | string;
}

/** Header names in lower case, as Node gives them. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * A browser asks every time (304 costs nothing); a shared cache may answer for one second, so that a million readers are one request a
 * second here, and a GET after an answered write still shows it within 2 s. No stale-while-revalidate: it would add its own seconds.
 */
const CACHE_PUBLIC = 'public, max-age=0, s-maxage=1, stale-if-error=30';
const CACHE_PRIVATE = 'private, no-cache';
const NO_STORE = 'no-store';
const GZIP_TAG = '-gzip"';

export function headerText(headers: RequestHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : (value?.join(', ') ?? '');
}

/** The token of `Authorization: Bearer ...`. */
export function bearerOf(headers: RequestHeaders): string | undefined {
  const text = headerText(headers, 'authorization');
  return /^bearer /i.test(text) ? text.slice('bearer '.length).trim() || undefined : undefined;
}

/** gzip named with a quality above zero; `*` counts. */
export function acceptsGzip(headers: RequestHeaders): boolean {
  for (const part of headerText(headers, 'accept-encoding').split(',')) {
    const [name = '', ...parameters] = part.split(';').map((word) => word.trim().toLowerCase());
    if (name === 'gzip' || name === '*') return !parameters.some((word) => /^q=0(\.0*)?$/.test(word));
  }
  return false;
}

/** Does If-None-Match name this version, in whatever encoding it was sent? */
export function isUnchanged(headers: RequestHeaders, etag: string): boolean {
  const given = headerText(headers, 'if-none-match');
  if (given === '') return false;
  if (given === etag || given.trim() === '*') return true;
  return given.split(',').some((part) => part.trim().replace(/^W\//, '').replace(GZIP_TAG, '"') === etag);
}

/** Strong tags differ per encoding (RFC 9110, 8.8.3). */
export function gzipTag(etag: string): string {
  return etag.replace(/"$/, GZIP_TAG);
}

export function boardHeaders(etag: string, open: boolean): Record<string, string> {
  return {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': open ? CACHE_PUBLIC : CACHE_PRIVATE,
    vary: open ? 'Accept-Encoding' : 'Accept-Encoding, Authorization, Cookie, X-CSRF-Token',
    etag,
  };
}

export function problemAnswer(
  status: number,
  code: string,
  detail: string,
  more: Record<string, string> = {},
): BoardAnswer {
  const headers = { 'content-type': 'application/problem+json', 'cache-control': NO_STORE, ...more };
  return { status, headers, body: JSON.stringify(problemBody(status, code, detail)) };
}
