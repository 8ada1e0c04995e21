/**
 * A tiny server with made-up races, for looking at the pages and for browser tests. Build the pages first, then:
 *   node apps/web/dev/preview.mjs [port]
 * `?speed=` of the process: LOOPLINE_PREVIEW_SPEED (default 20) makes the live race run that much faster.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Server } from 'socket.io';
import { answerApi, fakeDirector } from './preview-api.mjs';
import { HOUR, boardAt, cardAt, deltaBetween, header, makeRunners } from './fixture.mjs';

const dist = fileURLToPath(new URL('../../../dist/web/', import.meta.url));
const TYPES = {
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  png: 'image/png',
  webmanifest: 'application/manifest+json',
};
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The races of the preview, each with a board that can be cut at any instant. */
function makeRaces(speed) {
  const bornMs = Date.now();
  const people = makeRunners(7, 300);
  const few = makeRunners(3, 12);
  const race = (slug, name, state, startMs, runners, elapsedNow, extra) => ({
    slug,
    runners,
    race: header(slug, name, state, startMs, extra),
    elapsedNow,
  });
  const start = bornMs - 7.2 * HOUR;
  const live = race(
    'autumn-24h',
    'Autumn 24 h',
    'running',
    start,
    people,
    () => 7.2 * HOUR + (Date.now() - bornMs) * speed,
    { simulated: true },
  );
  const ended = bornMs - 30 * HOUR;
  return new Map(
    [
      live,
      race('lake-24h', 'Lake 24 h', 'running', bornMs - 400_000, few, () => Date.now() - bornMs + 400_000),
      race('spring-24h', 'Spring 24 h', 'set-up', bornMs + 30 * HOUR, few, () => -30 * HOUR),
      race('nobody-yet', 'Night Loop', 'set-up', bornMs + 300 * HOUR, [], () => -300 * HOUR),
      race('winter-24h', 'Winter 24 h', 'ended', ended, people, () => 24 * HOUR),
    ].map((made) => [made.slug, made]),
  );
}

/** Starts the preview; the answer has its address, a way to push a delta at once, and a way to stop it. */
export async function startPreview({ port = 0, speed = 20, ticking = true } = {}) {
  const { renderPage } = await import(`${dist}server/render.js`);
  const manifest = JSON.parse(await readFile(`${dist}client/.vite/manifest.json`, 'utf8'));
  const races = makeRaces(speed);
  const live = races.get('autumn-24h');
  let board = boardAt(live.race, live.runners, live.elapsedNow());
  const boardOf = (made) => (made === live ? board : boardAt(made.race, made.runners, made.elapsedNow()));
  const list = () => [...races.values()].map(({ race, runners }) => ({ ...race, runners: runners.length }));
  const director = fakeDirector();

  const page = (path, query) => {
    const [slug = '', bib] = path.split('/').slice(1).map(decodeURIComponent);
    if (path === '/') return { kind: 'home', races: list(), empty: false, canStartDemo: true };
    if (path === '/-/empty') return { kind: 'home', races: [], empty: true, canStartDemo: true };
    if (path === '/-/empty-no-demo') return { kind: 'home', races: [], empty: true, canStartDemo: false };
    if (path === '/-/problem')
      return {
        kind: 'problem',
        status: 503,
        title: 'The race office is catching up',
        detail: 'The database is being restarted. Passings are kept; this page will be back in a moment.',
      };
    if (slug === 'director') return { kind: 'director' };
    const made = races.get(slug);
    if (!made) return { kind: 'not-found' };
    if (!bib) return { kind: 'board', board: boardOf(made), query };
    const card = cardAt(boardOf(made), made.runners, bib);
    return card ? { kind: 'runner', board: boardOf(made), card } : { kind: 'not-found' };
  };
  const file = async (path) => {
    if (path.includes('..')) return null;
    return readFile(`${dist}client${path}`).catch(() => null);
  };
  const http = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://preview');
    const send = (status, type, body) =>
      response.writeHead(status, { 'content-type': type, 'content-security-policy': CSP }).end(body);
    if (url.pathname.startsWith('/api/v1/'))
      return answerApi({ request, url, send, races, boardOf, cardAt, list, director });
    const name = /\.(\w+)$/.exec(url.pathname)?.[1];
    const found = name && (await file(url.pathname));
    if (found) return send(200, TYPES[name] ?? 'application/octet-stream', found);
    const { status, html } = renderPage(page(url.pathname, Object.fromEntries(url.searchParams)), {
      manifest,
      base: '/',
    });
    return send(status, 'text/html; charset=utf-8', html);
  });
  const io = new Server(http, { transports: ['websocket'] });
  const room = io.of('/live');
  room.on('connection', (socket) => {
    socket.on('watch', ({ race, since }, answer) => {
      const made = races.get(race);
      if (!made) return answer({ error: { code: 'no-such-race', detail: 'none' } });
      const now = boardOf(made);
      void socket.join(race);
      answer({
        protocol: 1,
        epoch: now.epoch,
        seq: now.seq,
        serverNow: new Date().toISOString(),
        ...(since === now.seq ? { deltas: [] } : { snapshot: now }),
      });
    });
  });
  const push = (next) => {
    const delta = deltaBetween(board, next);
    board = next;
    room.to('autumn-24h').emit('delta', delta);
  };
  const step = () => {
    const next = boardAt(live.race, live.runners, live.elapsedNow(), board.seq + 1);
    if (deltaBetween(board, next).rows.length > 0) push(next);
  };
  const timers = [
    ticking && setInterval(step, 1000),
    setInterval(() => {
      for (const made of races.values()) {
        const now = boardOf(made);
        room.to(made.slug).emit('beat', {
          race: made.slug,
          epoch: now.epoch,
          seq: now.seq,
          serverNow: new Date().toISOString(),
          lastReadAt: now.lastReadAt,
        });
      }
    }, 5000),
  ];
  await new Promise((resolve) => http.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${http.address().port}`,
    board: () => board,
    /** Changes rows by hand: `{ bib: fields }`. */
    change(changes) {
      const rows = board.rows.map((row) => ({ ...row, ...changes[row.bib] }));
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
