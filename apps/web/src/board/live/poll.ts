/** The rung below the socket: plain GET with what we have, so that a cache can carry a crowd. */
import type { Board, Delta } from '#libs/contracts/index.js';
import { isRefusal } from '../../shared/reader.js';

export type PollAnswer =
  | { kind: 'board'; board: Board }
  | { kind: 'deltas'; deltas: Delta[] }
  | { kind: 'unchanged' }
  | { kind: 'refused' }
  | { kind: 'failed' };

function isDeltas(body: unknown): body is { deltas: Delta[] } {
  return typeof body === 'object' && body !== null && 'deltas' in body && Array.isArray(body.deltas);
}
function isBoard(body: unknown): body is Board {
  return typeof body === 'object' && body !== null && 'rows' in body && 'race' in body;
}

/** Deltas since the board in hand, or a whole one (always with `whole`). Never throws. */
export async function pollBoard(
  board: Board,
  { whole = false, fetcher = fetch }: { whole?: boolean; fetcher?: typeof fetch } = {},
): Promise<PollAnswer> {
  const query = whole ? '' : `?${new URLSearchParams({ since: String(board.seq), epoch: board.epoch })}`;
  try {
    const response = await fetcher(`/api/v1/races/${encodeURIComponent(board.race.slug)}/board${query}`, {
      cache: 'no-cache',
      headers: { accept: 'application/json' },
    });
    if (response.status === 304) return { kind: 'unchanged' };
    if (!response.ok) return { kind: isRefusal(response.status) ? 'refused' : 'failed' };
    const body: unknown = await response.json();
    if (isDeltas(body))
      return body.deltas.length === 0 ? { kind: 'unchanged' } : { kind: 'deltas', deltas: body.deltas };
    return isBoard(body) ? { kind: 'board', board: body } : { kind: 'failed' };
  } catch {
    return { kind: 'failed' };
  }
}
