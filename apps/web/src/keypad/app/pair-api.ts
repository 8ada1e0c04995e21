/** Pairing over HTTP: a code becomes this tablet's own token. */
import type { PairingAnswer, RedeemAnswer, SessionAnswer } from '#libs/contracts/index.js';

export type Redeemed = { ok: true; answer: RedeemAnswer } | { ok: false; message: string | null };

const TIMEOUT_MS = 10_000;

/** @returns the parsed body, or the server's words; `null` words mean that nothing came back */
async function call<T>(
  url: string,
  init: RequestInit,
): Promise<{ ok: true; body: T } | { ok: false; message: string | null }> {
  try {
    const response = await fetch(url, { ...init, cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body = (await response.json()) as T & { detail?: string; title?: string };
    return response.ok
      ? { ok: true, body }
      : { ok: false, message: body.detail ?? body.title ?? String(response.status) };
  } catch {
    return { ok: false, message: null };
  }
}

const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** @param device empty: the name the director chose */
export async function redeem(code: string, device: string): Promise<Redeemed> {
  const result = await call<RedeemAnswer>(
    `/api/v1/pairings/${encodeURIComponent(code)}/redeem`,
    json(device ? { device } : {}),
  );
  return result.ok ? { ok: true, answer: result.body } : result;
}

/** The director's session on this device; null when there is none. */
export async function directorSession(): Promise<SessionAnswer | null> {
  const result = await call<SessionAnswer>('/api/v1/session', { credentials: 'same-origin' });
  return result.ok && typeof result.body.csrf === 'string' ? result.body : null;
}

/** The signed-in director pairs the device in hand: makes a code and redeems it at once. */
export async function pairHere(csrf: string, race: string, point: string, device: string): Promise<Redeemed> {
  const made = await call<PairingAnswer>('/api/v1/pairings', {
    ...json({ race, point, device }, { 'x-csrf-token': csrf }),
    credentials: 'same-origin',
  });
  return made.ok ? redeem(made.body.code, device) : made;
}

/** Timing points of a race, for the director's choice. The line is always there. */
export async function pointsOf(race: string, csrf: string): Promise<string[]> {
  const result = await call<{ course?: { points?: { id: string }[] } }>(`/api/v1/races/${encodeURIComponent(race)}`, {
    headers: { 'x-csrf-token': csrf },
    credentials: 'same-origin',
  });
  const points = result.ok ? (result.body.course?.points ?? []).map((point) => point.id) : [];
  return points.length > 0 ? points : ['line'];
}
