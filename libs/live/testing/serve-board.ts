/** The board and its socket without a framework, for tests: a bare `node:http` server in place of the controller. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BoardHttp } from '../board-http.js';

const PATH = /^\/api\/v1\/races\/([^/?]+)\/board(?:\?|$)/;

/** Answers and says true when the request is a GET of a board; else leaves it alone. */
export function serveBoard(board: BoardHttp, request: IncomingMessage, response: ServerResponse): boolean {
  const url = request.url ?? '';
  const slug = request.method === 'GET' ? PATH.exec(url)?.[1] : undefined;
  if (slug === undefined) return false;
  const query = Object.fromEntries(new URL(url, 'http://test').searchParams);
  void board.handle({ slug, query, headers: request.headers }).then(({ status, headers, body }) => {
    response.writeHead(status, headers).end(status === 304 ? undefined : body);
  });
  return true;
}
