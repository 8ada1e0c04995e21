/** What the desk shows, asked for again and again, and at once after every correction. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Board, CorrectionsAnswer, Problem, WorriesAnswer } from '#libs/contracts/index.js';
import type { RaceDefinition, RaceHeader } from '#libs/domain/index.js';
import { directorCall } from '../session.js';
import { Outbox, RETRY_MS } from './outbox.js';
import { useComing } from './standing.js';

export type DeskRace = RaceHeader & Pick<RaceDefinition, 'visibility'> & { archived?: boolean; runners?: number };

export interface Polled<T> {
  value: T | null;
  /** Why the newest asking failed; what was there before is still shown. */
  problem: (Problem & { status: number }) | null;
  reload: () => Promise<void>;
}

/** Neither an answer nor a problem yet. */
export const isUnanswered = ({ value, problem }: Pick<Polled<unknown>, 'value' | 'problem'>): boolean =>
  value === null && problem === null;

/** One desk: a race, its board, its corrections, and the way for new ones. */
export interface Desk {
  slug: string;
  race: DeskRace;
  board: Polled<Board>;
  corrections: Polled<CorrectionsAnswer>;
  worries: Polled<WorriesAnswer>;
  outbox: Outbox;
  reload: () => void;
}

/** A GET after an answered write shows it within two seconds. */
const AFTER_WRITE_MS = [60, 400, 1000, 2000];

export function usePolled<T>(path: string, everyMs: number, outbox: Outbox): Polled<T> {
  const value = useSignal<T | null>(null);
  const problem = useSignal<Polled<T>['problem']>(null);
  const asked = useRef(0);
  const shown = useRef(0);
  const version = outbox.version.value;
  const load = async () => {
    const turn = ++asked.current;
    const answer = await directorCall<T>(path);
    // An older answer that came late must not undo a newer one.
    if (turn < shown.current) return;
    shown.current = turn;
    if (answer.ok) value.value = answer.value;
    problem.value = answer.ok ? null : { ...answer.problem, status: answer.status };
  };
  useEffect(() => {
    shown.current = ++asked.current;
    value.value = null;
    void load();
    const timer = setInterval(() => {
      if (!document.hidden) void load();
    }, everyMs);
    return () => clearInterval(timer);
  }, [path]);
  useEffect(() => {
    if (version === 0) return undefined;
    const timers = AFTER_WRITE_MS.map((ms) => setTimeout(() => void load(), ms));
    return () => timers.forEach(clearTimeout);
  }, [version, path]);
  useComing(isUnanswered({ value: value.value, problem: problem.value }));
  return { value: value.value, problem: problem.value, reload: load };
}

/** The way for corrections of one race; what waits goes out again every few seconds. */
export function useOutbox(slug: string): Outbox {
  const outbox = useMemo(
    () =>
      new Outbox(
        slug,
        (correction) => directorCall(`/races/${slug}/corrections`, { method: 'POST', body: correction }),
        storage('localStorage'),
      ),
    [slug],
  );
  useEffect(() => {
    void outbox.flush();
    const timer = setInterval(() => {
      if (outbox.waiting.peek().length > 0) void outbox.flush();
    }, RETRY_MS);
    const online = () => void outbox.flush();
    addEventListener('online', online);
    return () => {
      clearInterval(timer);
      removeEventListener('online', online);
    };
  }, [outbox]);
  return outbox;
}

function storage(name: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    return globalThis[name];
  } catch {
    return undefined;
  }
}

/** What was typed, kept in this tab: another section, a reload or a lost network loses none of it. */
export function useDraft<T>(key: string, empty: T): Signal<T> {
  const name = `loopline.desk.draft.${key}`;
  const read = (): T => {
    try {
      const kept = storage('sessionStorage')?.getItem(name);
      return kept ? { ...empty, ...(JSON.parse(kept) as T) } : empty;
    } catch {
      return empty;
    }
  };
  // Read at once and not in an effect: what a quick hand types into the new form must not be put back by it.
  const draft = useSignal<T>(useMemo(read, []));
  const named = useRef(name);
  const put = useRef(draft.peek());
  useLayoutEffect(() => {
    if (named.current === name) return;
    named.current = name;
    draft.value = put.current = read();
  }, [name]);
  const now = draft.value;
  const keep = (value: T) => {
    if (put.current === value) return;
    put.current = value;
    try {
      storage('sessionStorage')?.setItem(named.current, JSON.stringify(value));
    } catch {
      // It stays in the page then.
    }
  };
  useEffect(() => keep(now), [now]);
  // What was typed, or cleared, in the last moment before the form went.
  useLayoutEffect(() => () => keep(draft.peek()), []);
  return draft;
}
