/** Just enough of a Loopline server for client specs: keeps what it is sent, knows an id again, and can be told to be away. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'csv-parse/sync';
import type { PassingInput, PassingResult } from '#libs/contracts/index.js';
import type { RaceDefinition } from '#libs/domain/index.js';

type Answer = readonly [status: number, body: unknown];

export class FakeServer {
  /** Stays known after `stop`, so that a client can be pointed at a server that is away. */
  port = 0;
  definition: RaceDefinition | null = null;
  entrants: Record<string, string>[] = [];
  startedAt: string | undefined;
  stops: string[] = [];
  corrections: Record<string, unknown>[] = [];
  readonly passings = new Map<string, PassingInput>();
  /** `METHOD /path` of every call, refused ones too. */
  readonly calls: string[] = [];
  /** Answers the next calls with these statuses instead of serving them. */
  refusals: number[] = [];
  /** Extra routes by `METHOD /path` without the query; the answer is sent as it is when it is text. */
  readonly routes = new Map<string, (query: URLSearchParams) => unknown>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request).then(
        ([status, body]) => {
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(typeof body === 'string' ? body : JSON.stringify(body));
        },
        // The line was cut while the request came in, by `stop` or its client: there is nobody to answer.
        (error: unknown) => {
          if (!request.readableAborted) throw error;
        },
      );
    });
  }

  static async start(port = 0): Promise<FakeServer> {
    const fake = new FakeServer();
    await new Promise<void>((resolve) => fake.server.listen(port, '127.0.0.1', resolve));
    fake.port = (fake.server.address() as AddressInfo).port;
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '/', this.url);
    const call = `${request.method ?? 'GET'} ${url.pathname.replace('/api/v1', '')}`;
    this.calls.push(call);
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const refusal = this.refusals.shift();
    if (refusal !== undefined) return [refusal, { code: 'refused', detail: 'told to refuse' }];
    const route = this.routes.get(call);
    if (route) return [200, route(url.searchParams)];
    return this.serve(call.replace(/races\/[^/]+/, 'races/*'), text);
  }

  private serve(call: string, text: string): Answer {
    switch (call) {
      case 'POST /races':
        this.definition = JSON.parse(text) as RaceDefinition;
        return [201, this.definition];
      case 'GET /races/*':
        if (!this.definition) return [404, { code: 'unknown-race', detail: 'no such race' }];
        return [
          200,
          { ...this.definition, state: this.stops.length > 0 ? 'ended' : 'running', startedAt: this.startedAt },
        ];
      case 'PUT /races/*/entrants':
        this.entrants = parse(text, { columns: true });
        return [200, { created: this.entrants.length, updated: 0, rejected: [] }];
      case 'GET /races/*/entrants':
        return [200, { entrants: this.entrants }];
      case 'POST /races/*/start':
        this.startedAt = (JSON.parse(text) as { at: string }).at;
        return [200, { offset: 1, at: this.startedAt }];
      case 'POST /races/*/stop':
        this.stops.push((JSON.parse(text) as { at: string }).at);
        return [200, { offset: 2 }];
      case 'POST /races/*/corrections':
        this.corrections.push(JSON.parse(text) as Record<string, unknown>);
        return [200, { offset: 3 }];
      case 'POST /races/*/passings':
        return [200, this.take((JSON.parse(text) as { passings: PassingInput[] }).passings)];
      default:
        return [404, { code: 'unknown-route', detail: call }];
    }
  }

  private take(passings: readonly PassingInput[]): { head: number; results: PassingResult[] } {
    const results = passings.map((passing): PassingResult => {
      const id = passing.id ?? '';
      const before = this.passings.get(id);
      this.passings.set(id, before ?? passing);
      if (!before) return { id, outcome: 'accepted' };
      const same = JSON.stringify(before) === JSON.stringify(passing);
      return same
        ? { id, outcome: 'duplicate' }
        : { id, outcome: 'rejected', code: 'id-reused', message: 'other content' };
    });
    return { head: this.passings.size, results };
  }
}
