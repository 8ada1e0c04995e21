/** The five reasons. As buttons they do it at once; as a choice they wait for the change itself. */
import { k } from '../../shared/messages/keypad.js';
import type { Reason } from '../app/recorder.js';

export const REASONS: readonly Reason[] = ['wrong-bib', 'double', 'wrong-time', 'not-seen', 'other'];

export function Reasons({ chosen, onChoose }: { chosen?: Reason; onChoose: (reason: Reason) => void }) {
  return (
    <div class="reasons" role="group" aria-label={k('dialog.reason')}>
      {REASONS.map((reason, i) => (
        <button
          key={reason}
          type="button"
          class="reason"
          aria-pressed={chosen === undefined ? undefined : chosen === reason}
          onClick={() => onChoose(reason)}
          data-figure={i + 1}
        >
          {k(`reason.${reason}`)}
        </button>
      ))}
    </div>
  );
}
