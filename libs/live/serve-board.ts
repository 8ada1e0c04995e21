/** Puts the board in front of an HTTP server's router: one path check for every other request, no framework cost for the board. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BoardHttp } from './board-http.js';
import { type BoardAnswer, problemAnswer } from './http-answer.js';
import type { LiveLog } from './ports.js';
import type { QueryValue } from './board-query.js';

const BEFORE = '/api/v1/races/';
const AFTER = '/board';

/** The slug when this is `/api/v1/races/{slug}/board`, with the query's text. */
export function boardPath(url: string): { slug: string; query: string } | undefined {
  if (!url.startsWith(BEFORE)) return undefined;
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  if (!path.endsWith(AFTER)) return undefined;
  const slug = path.slice(BEFORE.length, -AFTER.length);
  return slug === '' || slug.includes('/') ? undefined : { slug, query: mark < 0 ? '' : url.slice(mark + 1) };
}

function readQuery(text: string): Record<string, QueryValue> {
  if (text === '') return {};
  const query: Record<string, QueryValue> = Object.create(null) as Record<string, QueryValue>;
  for (const [name, value] of new URLSearchParams(text)) {
    const before = query[name];
    query[name] = before === undefined ? value : [before, value].flat();
  }
  return query;
}

/** Answers and says true when the request is a GET or HEAD of a board; else leaves it alone. */
export function serveBoard(
  board: BoardHttp,
  log: LiveLog,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  const found = boardPath(request.url ?? '');
  if (!found) return false;
  board.handle({ slug: found.slug, query: readQuery(found.query), headers: request.headers }).then(
    (answer) => send(response, answer, request.method === 'HEAD'),
    (error: unknown) => {
      log.warn({ err: error, race: found.slug }, 'a board could not be answered');
      const retry = { 'retry-after': '1' };
      send(response, problemAnswer(503, 'not-available', 'The board cannot be shown now.', retry), false);
    },
  );
  return true;
}

function send(response: ServerResponse, answer: BoardAnswer, headOnly: boolean): void {
  if (response.destroyed) return;
  const { status, headers, body } = answer;
  response.writeHead(status, status === 304 ? headers : { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(headOnly || status === 304 ? undefined : body);
}
