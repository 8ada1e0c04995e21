/** A part of the desk takes no taps until its first answers are there: what arrives pushes buttons away from under a finger. */
import { useSignal, type Signal } from '@preact/signals';
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useLayoutEffect } from 'preact/hooks';

/** On a bad network: longer than this nobody is kept waiting. */
const WAIT_MAX_MS = 2000;

/** How many first answers the part still waits for. */
const Awaited = createContext<Signal<number> | null>(null);

/** Says of a component in a `Standing` that it still waits for what it shows. Once the part stands, it says nothing any more. */
export function useComing(isComing: boolean): void {
  const awaited = useContext(Awaited);
  useLayoutEffect(() => {
    if (!isComing || awaited === null) return undefined;
    awaited.value = awaited.peek() + 1;
    return () => {
      awaited.value = awaited.peek() - 1;
    };
  }, [isComing, awaited]);
}

/** Give it a key: every part waits anew. */
export function Standing({ children }: { children: ComponentChildren }) {
  const awaited = useSignal(0);
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
      <Awaited.Provider value={awaited}>{children}</Awaited.Provider>
    </div>
  );
}
