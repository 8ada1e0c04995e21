/** Body parsers and limits (contract section 3): passings 4 MiB, entrants 8 MiB, everything else 256 KiB. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from './problem.js';

const KIB = 1024;
export const BODY_BYTES_MAX = 256 * KIB;
export const PASSINGS_BYTES_MAX = 4 * KIB * KIB;
export const ENTRANTS_BYTES_MAX = 8 * KIB * KIB;
/** Read as a stream, never held. */
export const BACKUP_BYTES_MAX = 2 * KIB * KIB * KIB;
/** The largest of all; Fastify cuts the stream there. */
export const IMPORT_BYTES_MAX = 64 * KIB * KIB;
/** Splits of one past edition of a course. */
export const EDITION_BYTES_MAX = 16 * KIB * KIB;
export const ANY_BODY_BYTES_MAX = IMPORT_BYTES_MAX;

const LIMITS: readonly [suffix: string, bytes: number][] = [
  ['/passings', PASSINGS_BYTES_MAX],
  ['/entrants', ENTRANTS_BYTES_MAX],
  ['/reads', PASSINGS_BYTES_MAX],
  ['/imports', IMPORT_BYTES_MAX],
  ['/editions/:name', EDITION_BYTES_MAX],
  ['/api/v1/restore', BACKUP_BYTES_MAX],
];

export function bodyLimit(request: FastifyRequest): number {
  const route = request.routeOptions.url ?? '';
  return LIMITS.find(([suffix]) => route.endsWith(suffix))?.[1] ?? BODY_BYTES_MAX;
}

function tooLarge(limit: number): ProblemError {
  return new ProblemError(413, 'too-large', `The body is larger than ${limit / KIB} KiB; send it in parts.`);
}

/** Bytes of a text are only counted when they could be too many: UTF-8 takes at most three for a UTF-16 unit. */
function isLonger(text: string, bytes: number): boolean {
  return text.length * 3 > bytes && Buffer.byteLength(text) > bytes;
}

/** Parsed bodies in which no key can reach a prototype. */
const harmless = new WeakSet<object>();
const PROTO_KEYS = ['"__proto__"', '"prototype"', '"constructor"'];
/** The other way to write a key. */
const ESCAPE = '\\u';

/** Looking through the text once is cheaper than walking over every object made of it. */
function mayHoldProtoKeys(text: string): boolean {
  return text.includes(ESCAPE) || PROTO_KEYS.some((key) => text.includes(key));
}

export const isHarmlessBody = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && harmless.has(value);

/** Timing software calls its bodies what it likes: JSON for the webhook, any text for an import. */
function parseAnyway(request: FastifyRequest, text: string): unknown {
  const route = request.routeOptions.url ?? '';
  if (route.endsWith('/imports')) return text;
  if (!route.endsWith('/reads'))
    throw new ProblemError(415, 'unsupported-media-type', 'Send application/json, text/csv or text/plain.');
  // Some write a byte order mark, and Windows a line end.
  const document = text.replace(/^\uFEFF/, '');
  return document.trim() === '' ? undefined : jsonOrLines(document);
}

function parsed(request: FastifyRequest, text: string): unknown {
  if ((request.routeOptions.url ?? '').endsWith('/reads')) return parseAnyway(request, text);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ProblemError(400, 'invalid-json', `The body is no JSON: ${(error as Error).message}.`);
  }
}

/** One JSON document, or one a line. 422 as their makers' other partners answer it (protocols 2.1): the request is one, its body is not. */
function jsonOrLines(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    try {
      if (lines.length > 1) return lines.map((line): unknown => JSON.parse(line));
    } catch {
      // The first complaint says more.
    }
    throw new ProblemError(422, 'invalid-json', `The body is no JSON: ${(error as Error).message}.`);
  }
}

/** Registers the parsers: JSON, CSV as text; anything else is refused with 415 but where timing software sends it. */
export function registerBodyParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addHook('onRequest', (request, _reply, done) => {
    const announced = Number(request.headers['content-length'] ?? 0);
    const limit = bodyLimit(request);
    done(announced > limit ? tooLarge(limit) : undefined);
  });
  app.addContentTypeParser(
    /^application\/([a-z.-]+\+)?json(;|$)/,
    { parseAs: 'string', bodyLimit: ANY_BODY_BYTES_MAX },
    (request: FastifyRequest, body: string | Buffer, done) => {
      const text = body.toString();
      if (isLonger(text, bodyLimit(request))) return done(tooLarge(bodyLimit(request)));
      if (text === '') return done(null, undefined);
      let value: unknown;
      try {
        value = (request.routeOptions.url ?? '').endsWith('/imports') ? text : parsed(request, text);
      } catch (error) {
        return done(error as Error);
      }
      if (typeof value === 'object' && value !== null && !mayHoldProtoKeys(text)) harmless.add(value);
      done(null, value);
    },
  );
  app.addContentTypeParser('application/gzip', { bodyLimit: BACKUP_BYTES_MAX }, (_request, body, done) =>
    done(null, body),
  );
  app.addContentTypeParser(
    /^text\/(csv|plain)(;|$)/,
    { parseAs: 'string', bodyLimit: ANY_BODY_BYTES_MAX },
    (request: FastifyRequest, body: string | Buffer, done) => {
      const text = body.toString();
      if (isLonger(text, bodyLimit(request))) return done(tooLarge(bodyLimit(request)));
      if (!(request.routeOptions.url ?? '').endsWith('/reads')) return done(null, text);
      try {
        done(null, parseAnyway(request, text));
      } catch (error) {
        done(error as Error);
      }
    },
  );
  app.addContentTypeParser(
    '*',
    { parseAs: 'string', bodyLimit: ANY_BODY_BYTES_MAX },
    (request: FastifyRequest, body: string | Buffer, done) => {
      const text = body.toString();
      if (isLonger(text, bodyLimit(request))) return done(tooLarge(bodyLimit(request)));
      try {
        done(null, parseAnyway(request, text));
      } catch (error) {
        done(error as Error);
      }
    },
  );
}
