/** Something is taken away by two taps: the second one says what. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Button } from '../../shared/ui/Button.js';

export interface SureWords {
  remove: string;
  /** Names it, for those who do not see the row. */
  of: string;
  sure: string;
  keep: string;
}

/** @param children other buttons of the row, there until the first tap */
export function SureRemove({
  words,
  onRemove,
  children,
}: {
  words: SureWords;
  onRemove: () => void;
  children?: ComponentChildren;
}) {
  const asked = useSignal(false);
  return (
    <div class="console-actions">
      {asked.value ? (
        <>
          <Button onClick={onRemove}>{words.sure}</Button>
          <Button
            look="quiet"
            onClick={() => {
              asked.value = false;
            }}
          >
            {words.keep}
          </Button>
        </>
      ) : (
        <>
          {children}
          <Button
            look="quiet"
            label={words.of}
            onClick={() => {
              asked.value = true;
            }}
          >
            {words.remove}
          </Button>
        </>
      )}
    </div>
  );
}
