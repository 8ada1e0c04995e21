/**
 * A tiny server with made-up races, for looking at the pages and for browser tests. Build the pages first, then:
 *   node apps/web/dev/preview.mjs [port]
 * LOOPLINE_PREVIEW_SPEED (default 20) makes the live race run that much faster.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Server } from 'socket.io';
import { cardAt } from './fixture-card.mjs';
import { boardAt, deltaBetween } from './fixture.mjs';
import { answerApi, fakeDirector } from './preview-api.mjs';
import { makeRaces, pageFor } from './preview-races.mjs';

const dist = fileURLToPath(new URL('../../../dist/web/', import.meta.url));
const LIVE = 'autumn-24h';
const BEAT_MS = 5000;
const TYPES = {
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  png: 'image/png',
  webmanifest: 'application/manifest+json',
};
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The races with the live one's board in hand; the others are cut when asked for. */
function makeWorld(speed) {
  const races = makeRaces(speed);
  const live = races.get(LIVE);
  const cut = (seq) => boardAt(live.race, live.runners, live.elapsedNow(), seq);
  const world = {
    races,
    board: cut(1),
    next: () => cut(world.board.seq + 1),
    boardOf: (made) => (made === live ? world.board : boardAt(made.race, made.runners, made.elapsedNow())),
    list: () => [...races.values()].map(({ race, runners }) => ({ ...race, runners: runners.length })),
  };
  return world;
}

/** Pages, files and API calls over plain HTTP, under the strict policy the real server has. */
async function serve(world) {
  const { renderPage } = await import(`${dist}server/render.js`);
  const manifest = JSON.parse(await readFile(`${dist}client/.vite/manifest.json`, 'utf8'));
  const director = fakeDirector();
  const file = async (path) => (path.includes('..') ? null : readFile(`${dist}client${path}`).catch(() => null));
  return createServer(async (request, response) => {
    const url = new URL(request.url, 'http://preview');
    const path = url.pathname;
    const send = (status, type, body) =>
      response.writeHead(status, { 'content-type': type, 'content-security-policy': CSP }).end(body);
    if (path.startsWith('/api/v1/')) return answerApi({ request, url, send, cardAt, director, ...world });
    const name = /\.(\w+)$/.exec(path)?.[1];
    const found = name && (await file(path));
    if (found) return send(200, TYPES[name] ?? 'application/octet-stream', found);
    const page = pageFor({ ...world, path, query: Object.fromEntries(url.searchParams) });
    const { status, html } = renderPage(page, { manifest, base: '/' });
    return send(status, 'text/html; charset=utf-8', html);
  });
}

/** The live namespace: whole boards to those who watch, deltas and beats to all of them. */
function goLive(http, world) {
  const io = new Server(http, { transports: ['websocket'] });
  const room = io.of('/live');
  room.on('connection', (socket) => {
    socket.on('watch', ({ race, since }, answer) => {
      const made = world.races.get(race);
      if (!made) return answer({ error: { code: 'no-such-race', detail: 'none' } });
      const { epoch, seq, ...rest } = world.boardOf(made);
      void socket.join(race);
      const news = since === seq ? { deltas: [] } : { snapshot: { epoch, seq, ...rest } };
      answer({ protocol: 1, epoch, seq, serverNow: new Date().toISOString(), ...news });
    });
  });
  const push = (next) => {
    const delta = deltaBetween(world.board, next);
    world.board = next;
    if (delta.rows.length > 0) room.to(LIVE).emit('delta', delta);
  };
  const beat = () => {
    for (const made of world.races.values()) {
      const { epoch, seq, lastReadAt } = world.boardOf(made);
      const serverNow = new Date().toISOString();
      room.to(made.slug).emit('beat', { race: made.slug, epoch, seq, serverNow, lastReadAt });
    }
  };
  const watchers = () => room.adapter.rooms.get(LIVE)?.size ?? 0;
  return { io, push, beat, watchers };
}

/** Starts the preview; the answer has its address, a way to change rows by hand (`{ bib: fields }`), and a way to stop it. */
export async function startPreview({ port = 0, speed = 20, ticking = true } = {}) {
  const world = makeWorld(speed);
  const http = await serve(world);
  const { io, push, beat, watchers } = goLive(http, world);
  const timers = [ticking && setInterval(() => push(world.next()), 1000), setInterval(beat, BEAT_MS)];
  await new Promise((resolve) => http.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${http.address().port}`,
    board: () => world.board,
    /** How many sockets watch the live race: what is changed from now on reaches so many. */
    watchers,
    change(changes) {
      const { board } = world;
      const rows = board.rows.map((row) => ({ ...row, ...changes[row.bib] }));
      // In order, as a server's boards are: whoever watches only now gets this one whole.
      rows.sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || 0);
      push({ ...board, seq: board.seq + 1, offset: board.offset + 1, rows });
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await io.close();
      http.closeAllConnections();
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const speed = Number(process.env['LOOPLINE_PREVIEW_SPEED'] ?? 20);
  const preview = await startPreview({ port: Number(process.argv[2] ?? 4173), speed });
  process.stdout.write(`${preview.url}\n`);
}
