/** Calls to our own API: JSON in and out, problems as values, the CSRF token where a session is. */
import type { Problem } from '#libs/contracts/index.js';
import { t } from './messages/shared.js';

export type Answer<T> = { ok: true; value: T } | { ok: false; status: number; problem: Problem };

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  /** A body that is not JSON, with its type. */
  text?: { type: string; content: string };
  csrf?: string;
  /** ETag of what is to be replaced. */
  ifMatch?: string;
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string';
}

const made = (status: number, detail: string): Problem => ({
  type: 'about:blank',
  title: detail,
  status,
  detail,
  code: 'client',
});

/** One call under `/api/v1`. Never throws: no connection is a problem too, with status 0. */
export async function call<T>(
  path: string,
  { method = 'GET', body, text, csrf, ifMatch }: Call = {},
): Promise<Answer<T>> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (text) headers['content-type'] = text.type;
  else if (body !== undefined) headers['content-type'] = 'application/json';
  if (csrf) headers['x-csrf-token'] = csrf;
  if (ifMatch) headers['if-match'] = ifMatch;
  const payload = text ? text.content : body === undefined ? undefined : JSON.stringify(body);
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, { method, headers, body: payload, credentials: 'same-origin' });
  } catch {
    return { ok: false, status: 0, problem: made(0, t('error.network')) };
  }
  const parsed: unknown = await response.json().catch(() => null);
  if (response.ok) return { ok: true, value: parsed as T };
  const { status } = response;
  return { ok: false, status, problem: isProblem(parsed) ? parsed : made(status, t('error.unexpected', { status })) };
}

/** The message of a problem that belongs to one field, by its path. */
export function fieldError(problem: Problem | null, ...paths: string[]): string | undefined {
  return problem?.errors?.find((item) => paths.some((path) => item.path === path || item.path.startsWith(`${path}.`)))
    ?.message;
}
