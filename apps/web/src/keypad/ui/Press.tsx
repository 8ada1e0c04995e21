/** A key that acts when it goes down, knows when that was, and never takes the focus away from the bib. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { pressedAt } from '../app/press.js';
import { unlockSounds } from '../app/sounds.js';

export interface PressProps {
  class: string;
  label?: string;
  /** @param wallMs when the key went down, by the device's wall clock */
  onPress: (wallMs: number) => void;
  children: ComponentChildren;
}

export function Press({ class: name, label, onPress, children }: PressProps) {
  const handled = useRef(false);
  const act = (event: Event) => {
    unlockSounds();
    onPress(pressedAt(event, Date.now(), performance.now()));
  };
  return (
    <button
      type="button"
      class={name}
      aria-label={label}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        handled.current = true;
        act(event);
      }}
      onPointerCancel={() => (handled.current = false)}
      onMouseDown={(event) => event.preventDefault()}
      onContextMenu={(event) => event.preventDefault()}
      onClick={(event) => {
        // After a pointer this is the same press; alone it comes from a keyboard or a screen reader.
        if (!handled.current) act(event);
        handled.current = false;
      }}
    >
      {children}
    </button>
  );
}
