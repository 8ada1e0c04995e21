/** The queue's two requests over `fetch`. Every way a request can end becomes one of the outcomes; nothing throws. */
import type { CorrectionEntry, PassingEntry } from './entry.js';
import type { QueueNetwork, ResultRow, SendOutcome } from './ports.js';

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

const NO_CONTENT: Record<string, unknown> = {};

/** One passing as the contract has it. The clock sample is the one frozen with the entry. */
export function wirePassing(entry: PassingEntry): Record<string, unknown> {
  return {
    id: entry.id,
    ...(entry.bib === null ? NO_CONTENT : { bib: entry.bib }),
    at: entry.at,
    point: entry.point,
    source: entry.source,
    ...(entry.clock ? { clock: entry.clock } : NO_CONTENT),
  };
}

/** One correction as the contract has it. The name of the person on duty goes into the reason. */
export function wireCorrection(entry: CorrectionEntry): Record<string, unknown> {
  return {
    id: entry.id,
    type: entry.type,
    target: entry.target,
    ...(entry.bib === undefined ? NO_CONTENT : { bib: entry.bib }),
    ...(entry.at === undefined ? NO_CONTENT : { at: entry.at }),
    reason: entry.person ? `${entry.reason} (${entry.person})` : entry.reason,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function resultRow(value: unknown): ResultRow | undefined {
  if (!isRecord(value)) return undefined;
  const { outcome } = value;
  if (outcome !== 'accepted' && outcome !== 'duplicate' && outcome !== 'rejected') return undefined;
  return {
    id: text(value['id']) ?? null,
    outcome,
    ...(typeof value['offset'] === 'number' ? { offset: value['offset'] } : {}),
    ...(value['spooled'] === true ? { spooled: true } : {}),
    code: text(value['code']),
    message: text(value['message']),
  };
}

/** Seconds or an HTTP date. */
function retryAfterMs(response: Response): number | undefined {
  const header = response.headers.get('retry-after');
  if (!header) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), 600_000) : undefined;
}

/** What an answer with an error status means for a queue. */
async function failed(response: Response): Promise<SendOutcome> {
  const body: unknown = await response.json().catch(() => null);
  const problem = isRecord(body) ? body : NO_CONTENT;
  const message = text(problem['detail']) ?? text(problem['title']) ?? '';
  const { status } = response;
  if (status === 401 || status === 403) return { kind: 'refused', status, message };
  if (status === 413) return { kind: 'too-large' };
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return { kind: 'later', status, message, retryAfterMs: retryAfterMs(response) };
  return { kind: 'rejected', code: text(problem['code']) ?? `http-${status}`, message };
}

async function post(fetcher: Fetch, url: string, token: string, body: unknown, signal: AbortSignal) {
  return fetcher(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    signal,
  });
}

export function httpNetwork(race: string, token: () => string, fetcher: Fetch): QueueNetwork {
  const base = `/api/v1/races/${encodeURIComponent(race)}`;
  return {
    /** A refusal of a whole batch is never a verdict on its rows: all of them are kept and sent again. */
    async sendPassings(entries, signal) {
      const response = await post(fetcher, `${base}/passings`, token(), { passings: entries.map(wirePassing) }, signal);
      if (!response.ok) {
        const outcome = await failed(response);
        return outcome.kind === 'rejected'
          ? { kind: 'later', status: response.status, message: outcome.message }
          : outcome;
      }
      const body: unknown = await response.json().catch(() => null);
      const rows = isRecord(body) ? body['results'] : undefined;
      if (!Array.isArray(rows)) return { kind: 'later', status: response.status, message: '' };
      return { kind: 'answered', results: rows.map(resultRow).filter((row) => row !== undefined) };
    },
    async sendCorrection(entry, signal) {
      const response = await post(fetcher, `${base}/corrections`, token(), wireCorrection(entry), signal);
      if (!response.ok) return refusedCorrection(response.status, await failed(response));
      const body: unknown = await response.json().catch(() => null);
      if (!isRecord(body)) return { kind: 'later', status: response.status, message: '' };
      const offset = typeof body['offset'] === 'number' ? { offset: body['offset'] } : {};
      return { kind: 'answered', results: [{ id: entry.id, outcome: 'accepted', ...offset }] };
    },
  };
}

/** 403 here may be about this one correction (not the tablet's own entry): it does not stop the laps. */
function refusedCorrection(status: number, outcome: SendOutcome): SendOutcome {
  if (status !== 403 || outcome.kind !== 'refused') return outcome;
  return { kind: 'rejected', code: 'forbidden', message: outcome.message };
}
