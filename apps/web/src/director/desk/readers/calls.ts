/** Changes of readers on their way: at once or not at all, for what a setting means depends on when it is said. */
import { useSignal } from '@preact/signals';
import type { Problem, ReaderAnswer, ReaderInput } from '#libs/contracts/index.js';
import { directorCall } from '../../session.js';
import type { Desk } from '../data.js';

export type Refused = Problem & { status: number };

export interface Calling {
  busy: boolean;
  problem: Refused | null;
  clear: () => void;
  /** The answer, or null when it was refused or nobody answered. */
  call: <T>(path: string, method: 'PUT' | 'POST' | 'DELETE', body?: unknown) => Promise<T | null>;
}

/** One change at a time, under `/races/{slug}/readers`. */
export function useCalling(slug: string): Calling {
  const busy = useSignal(false);
  const problem = useSignal<Refused | null>(null);
  return {
    busy: busy.value,
    problem: problem.value,
    clear: () => {
      problem.value = null;
    },
    call: async <T>(path: string, method: 'PUT' | 'POST' | 'DELETE', body?: unknown) => {
      if (busy.peek()) return null;
      busy.value = true;
      problem.value = null;
      const answer = await directorCall<T>(`/races/${slug}/readers${path}`, { method, body });
      busy.value = false;
      if (answer.ok) return answer.value;
      problem.value = { ...answer.problem, status: answer.status };
      return null;
    },
  };
}

/** What the parts of the page share. */
export interface Readers {
  desk: Desk;
  list: readonly ReaderAnswer[];
  addresses: readonly string[];
  /** The server's clock now, ms: the device's own may be minutes off. */
  nowMs: () => number;
  /** Asks for the newest state at once. */
  reload: () => void;
  /** A token that was answered once; null: it was copied. */
  keepToken: (id: string, token: string | null) => void;
  tokens: ReadonlyMap<string, string>;
}

export const putReader = (calling: Calling, id: string, input: ReaderInput | Record<string, unknown>) =>
  calling.call<ReaderAnswer>(`/${encodeURIComponent(id)}`, 'PUT', input);
