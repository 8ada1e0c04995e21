/** A part of the desk takes no taps until its first answers are there: what arrives pushes buttons away from under a finger. */
import { signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect } from 'preact/hooks';

/** On a bad network: longer than this nobody is kept waiting. */
const WAIT_MAX_MS = 2000;

/** How many first answers the desk waits for. No context of Preact: one desk is open at a time, and the board's first load would carry contexts, too. */
const awaited = signal(0);

/** Says of a component that it still waits for what it shows. */
export function useComing(isComing: boolean): void {
  useLayoutEffect(() => {
    if (!isComing) return undefined;
    awaited.value = awaited.peek() + 1;
    return () => {
      awaited.value = awaited.peek() - 1;
    };
  }, [isComing]);
}

/** A part of the desk. Give it a key: every part waits anew, and never again once it stands. */
export function Standing({ children }: { children: ComponentChildren }) {
  const stands = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => (stands.value = true), WAIT_MAX_MS);
    return () => clearTimeout(timer);
  }, []);
  // After the layout effects of all it holds: by then they have said what they wait for.
  useEffect(() => {
    if (awaited.peek() === 0) stands.value = true;
  }, [awaited.value]);
  return (
    <div class="desk-section" data-coming={stands.value ? undefined : 'yes'}>
      {children}
    </div>
  );
}
