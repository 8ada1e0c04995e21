/** A small honest server for the keypad's browser tests: pages, pairing, passings and corrections as the contract has them, and faults on demand. */
import { readFileSync } from 'node:fs';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { type ViteManifest, entryFiles } from '../../apps/web/src/server/assets.js';

export const RACE = 'night-24h';
export const CODE = 'BCDFGHJK';
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'";

/** `cut-before`: the request never arrives; `cut-after`: it is done and the answer is lost. */
export type Fault = 'none' | 'cut-before' | 'cut-after' | 'busy' | 'revoked';

export interface WirePassing {
  id: string;
  bib?: string;
  at: string;
  source: { device: string; epoch: string; seq: number };
}

export class KeypadServer {
  readonly passings = new Map<string, WirePassing>();
  readonly corrections = new Map<string, Record<string, unknown>>();
  readonly complaints: string[] = [];
  fault: () => Fault = () => 'none';
  online = true;
  director = false;
  /** Added to the service worker: another version of it. */
  workerSuffix = '';
  private readonly seqs = new Map<string, string>();
  private readonly http: Server;

  constructor(private readonly client: string) {
    this.http = createServer((request, response) => {
      if (!this.online) return void request.socket.destroy();
      this.answer(request, response).catch((error: unknown) => {
        // Who hangs up in the middle of a request is no fault: that is what is tested.
        if (!request.readableAborted) this.complaints.push(String(error));
        request.socket.destroy();
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.http.listen(0, '127.0.0.1', resolve));
    return `http://localhost:${(this.http.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname.startsWith('/api/v1/')) return this.api(pathname.slice('/api/v1'.length), request, response);
    if (/^\/director\/[^/]+\/keypad$/.test(pathname)) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': CSP });
      return void response.end(this.shell());
    }
    const path = pathname === '/director/sw.js' ? '/sw.js' : pathname;
    try {
      const body = readFileSync(join(this.client, normalize(path)));
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/plain', 'cache-control': 'no-cache' });
      response.end(path === '/sw.js' ? `${body.toString('utf8')}${this.workerSuffix}` : body);
    } catch {
      response.writeHead(404).end();
    }
  }

  private shell(): string {
    const manifest = JSON.parse(readFileSync(join(this.client, '.vite/manifest.json'), 'utf8')) as ViteManifest;
    const { script, preload, styles } = entryFiles({ manifest, base: '/' }, 'keypad');
    const theme = entryFiles({ manifest, base: '/' }, 'theme').script;
    return [
      '<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><title>Keypad</title>',
      '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">',
      '<link rel="icon" href="/favicon.svg"><link rel="manifest" href="/site.webmanifest">',
      `<script src="${theme}"></script>`,
      ...styles.map((href) => `<link rel="stylesheet" href="${href}">`),
      ...preload.map((href) => `<link rel="modulepreload" href="${href}">`),
      `<script type="module" src="${script}"></script></head><body><div id="app"></div></body></html>`,
    ].join('');
  }

  private async api(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const send = (status: number, value: unknown) => {
      response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' });
      response.end(JSON.stringify(value));
    };
    if (path === '/time') return send(200, { now: new Date().toISOString() });
    if (path === '/session')
      return this.director ? send(200, { role: 'director', name: 'Ada', csrf: 'c' }) : send(401, {});
    if (path === '/pairings') return send(200, { code: CODE, expiresAt: '', url: '' });
    if (path === `/pairings/${CODE}/redeem`)
      return send(200, {
        token: 't',
        race: RACE,
        point: 'line',
        device: (body as { device?: string }).device ?? 'Tablet A',
      });
    if (path.endsWith('/redeem'))
      return send(404, { title: 'Unknown code', detail: 'This code is unknown, used or expired.' });
    if (path === `/races/${RACE}/board`) return send(200, board());
    if (path === `/races/${RACE}/entrants`) return send(200, entrants());
    if (path === `/races/${RACE}`) return send(200, board().race);
    if (!path.startsWith(`/races/${RACE}/`)) return send(404, { detail: 'nothing here' });
    const fault = this.fault();
    if (fault === 'cut-before') return void request.socket.destroy();
    if (fault === 'busy') return send(503, { detail: 'busy' });
    if (fault === 'revoked' || request.headers.authorization !== 'Bearer t')
      return send(401, { detail: 'This token is unknown, expired or revoked.' });
    const answer = path.endsWith('/passings')
      ? this.takePassings(body)
      : this.takeCorrection(body as Record<string, unknown>);
    if (fault === 'cut-after') return void request.socket.destroy();
    send(answer.status, answer.body);
  }

  private takePassings(body: unknown): { status: number; body: unknown } {
    const rows = (body as { passings: WirePassing[] }).passings;
    if (rows.length > 100) this.complaints.push(`a batch of ${rows.length}`);
    const results = rows.map((row) => {
      const known = this.passings.get(row.id);
      if (known && JSON.stringify(known) !== JSON.stringify(row)) this.complaints.push(`id reused: ${row.id}`);
      if (known) return { id: row.id, outcome: 'duplicate', offset: 1 };
      if (row.bib === '666')
        return { id: row.id, outcome: 'rejected', code: 'wrong-point', message: 'not for this point' };
      const key = `${row.source.device}/${row.source.epoch}/${row.source.seq}`;
      if (this.seqs.has(key)) this.complaints.push(`number used twice: ${key}`);
      this.seqs.set(key, row.id);
      this.passings.set(row.id, row);
      return { id: row.id, outcome: 'accepted', offset: this.passings.size };
    });
    return { status: 200, body: { head: this.passings.size, results } };
  }

  private takeCorrection(body: Record<string, unknown>): { status: number; body: unknown } {
    if (!this.passings.has(String(body['target']))) {
      this.complaints.push('correction before its target');
      return { status: 404, body: { code: 'unknown-target', detail: 'unknown target' } };
    }
    this.corrections.set(String(body['id']), body);
    return { status: 200, body: { offset: 900 + this.corrections.size } };
  }

  /** Bibs received, ascending; a bare time is 0. */
  bibs(): string[] {
    return [...this.passings.values()].map((row) => row.bib ?? '0').sort((a, b) => Number(a) - Number(b));
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : JSON.parse(text);
}

const startedAt = new Date(Date.now() - 7.2 * 3_600_000).toISOString();
const NAMES = ['Ana Berg', 'Tomas Novak', 'Yuki Mori', 'Lea Roth', 'Sam Ode', 'Ieva Kazlauskaite'];

function entrants() {
  return Array.from({ length: 600 }, (_, i) => ({
    bib: String(i + 1),
    name: `${NAMES[i % NAMES.length]}`,
    category: i % 2 ? 'M45' : 'W40',
  }));
}

function board() {
  const lastAt = new Date(Date.now() - 9 * 60_000).toISOString();
  const rows = entrants()
    .slice(0, 300)
    .map(({ bib, name }) => ({
      bib,
      name,
      status: bib === '13' ? 'dnf' : 'racing',
      laps: 40,
      distanceM: 60_000,
      lastAt,
    }));
  const course = { kind: 'loop', lapM: 1500, points: [{ id: 'line', atM: 0 }], minLapMs: 240_000 };
  const format = { kind: 'fixed-time', durationMs: 86_400_000, end: 'measure' };
  const race = {
    slug: RACE,
    name: 'Night 24 h',
    timeZone: 'Europe/Rome',
    scheduledStart: startedAt,
    startedAt,
    state: 'running',
    course,
    format,
  };
  return { race, epoch: 'e', seq: 1, at: new Date().toISOString(), lastReadAt: lastAt, offset: 1, rows };
}
