/**
 * A patient HTTP client of a Loopline server. A server that is away, full or starting (connection refused, 429, 502, 503, 504) is asked again, more and
 * more slowly; every call here is safe to repeat because ids are stable. Any other refusal is the caller's mistake and is thrown with the server's words.
 */
import type { Problem } from '#libs/contracts/index.js';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;
/** Answers come after the commit; a server that says nothing for this long is asked again. */
const ANSWER_MS_MAX = 60_000;
const RETRIED = new Set([429, 502, 503, 504]);

export interface ClientOptions {
  /** Root of the server, such as `http://localhost:3000`. */
  url: string;
  token?: string;
  /** Gives up after this many ms of refusals in a row; absent: never. */
  patienceMs?: number;
  /** Ends every wait and call. */
  signal?: AbortSignal;
  /** Told once per outage, and once when it is over. */
  notice?: (line: string) => void;
}

/** The server understood and said no. */
export class RefusedError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
    this.name = 'RefusedError';
  }
}

export interface Body {
  type: 'application/json' | 'text/csv' | 'text/plain';
  text: string;
}

export const jsonBody = (value: unknown): Body => ({ type: 'application/json', text: JSON.stringify(value) });
export const csvBody = (text: string): Body => ({ type: 'text/csv', text });

/** Waits `ms`; rejects at once when the signal falls. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

export class Client {
  private readonly base: string;
  private downSince: number | null = null;

  constructor(private readonly options: ClientOptions) {
    this.base = `${options.url.replace(/\/+$/, '')}/api/v1`;
  }

  async get<T>(path: string): Promise<T> {
    return (await (await this.call('GET', path)).json()) as T;
  }

  async send<T>(method: 'POST' | 'PUT' | 'PATCH', path: string, body: Body): Promise<T> {
    return (await (await this.call(method, path, body)).json()) as T;
  }

  /** Null where the server says 404. */
  async find<T>(path: string): Promise<T | null> {
    try {
      return await this.get<T>(path);
    } catch (error) {
      if (error instanceof RefusedError && error.status === 404) return null;
      throw error;
    }
  }

  /** One call until it is answered; the response is a success and its body is still to be read. */
  async call(method: string, path: string, body?: Body): Promise<Response> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)) {
      const answer = await this.attempt(method, path, body);
      if (answer instanceof Response && answer.ok) {
        this.up();
        return answer;
      }
      if (answer instanceof Response && !RETRIED.has(answer.status)) throw await refusal(answer, method, path);
      const retryAfterMs = answer instanceof Response ? Number(answer.headers.get('retry-after')) * 1000 : 0;
      const why = answer instanceof Response ? `answered ${answer.status}` : answer;
      if (answer instanceof Response) await answer.body?.cancel();
      this.down(why);
      await pause(Math.max(waitMs, Number.isFinite(retryAfterMs) ? retryAfterMs : 0), this.options.signal);
    }
  }

  /** A response, or in a few words why there was none. */
  private async attempt(method: string, path: string, body?: Body): Promise<Response | string> {
    const { signal, token } = this.options;
    signal?.throwIfAborted();
    const headers: Record<string, string> = { accept: 'application/json' };
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
    if (body !== undefined) headers['content-type'] = body.type;
    // The limit covers the wait for the answer's head only: a log may stream for much longer.
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), ANSWER_MS_MAX);
    try {
      return await fetch(this.base + path, {
        method,
        headers,
        body: body?.text ?? null,
        signal: signal ? AbortSignal.any([limit.signal, signal]) : limit.signal,
      });
    } catch (error) {
      signal?.throwIfAborted();
      return limit.signal.aborted ? 'did not answer in time' : reasonOf(error);
    } finally {
      clearTimeout(timer);
    }
  }

  private up(): void {
    if (this.downSince !== null) this.options.notice?.('the server answers again');
    this.downSince = null;
  }

  private down(why: string): void {
    const now = performance.now();
    if (this.downSince === null) this.options.notice?.(`the server ${why}; trying again`);
    this.downSince ??= now;
    const { patienceMs } = this.options;
    if (patienceMs !== undefined && now - this.downSince >= patienceMs)
      throw new Error(`gave up: ${this.options.url} ${why} for ${Math.round(patienceMs / 1000)} s`);
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && 'code' in cause) return `cannot be reached (${String(cause.code)})`;
  return `cannot be reached (${error instanceof Error ? error.message : String(error)})`;
}

async function refusal(response: Response, method: string, path: string): Promise<RefusedError> {
  const text = await response.text();
  let problem: Partial<Problem> = {};
  try {
    problem = JSON.parse(text) as Partial<Problem>;
  } catch {
    // Not every proxy speaks problem+json; the status says enough.
  }
  const items = (problem.errors ?? []).map((e) => `${e.path}: ${e.message}`).join('; ');
  const detail = [problem.detail ?? problem.title ?? text.slice(0, 200), items].filter(Boolean).join(' - ');
  return new RefusedError(
    response.status,
    problem.code ?? 'unknown',
    `${method} ${path} was refused (${response.status}): ${detail}`,
  );
}
