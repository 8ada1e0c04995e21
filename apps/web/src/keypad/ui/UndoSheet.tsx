/** Undo of an entry the server may have: asks why, and the answer does it. Figures 1 to 5 choose on a keyboard. */
import { useLayoutEffect } from 'preact/hooks';
import { k } from '../../shared/messages/keypad.js';
import type { Reason, Recorder } from '../app/recorder.js';
import { clockText } from '../view/clock-text.js';
import type { Row } from '../view/rows.js';
import { REASONS, Reasons } from './Reasons.js';
import { Sheet } from './Sheet.js';
import { bibText } from './words.js';

export function UndoSheet({ recorder, row, zone }: { recorder: Recorder; row: Row; zone: string }) {
  const close = () => (recorder.open.value = null);
  const choose = (reason: Reason) => {
    recorder.undo(row.id, reason);
    close();
  };
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const reason = REASONS[Number(event.key) - 1];
      if (reason && !event.repeat) choose(reason);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [row.id]);
  return (
    <Sheet title={k('dialog.undo', { bib: bibText(row.bib), time: clockText(row.atMs, zone) })} onClose={close}>
      <p>{k('dialog.undo.detail')}</p>
      <p class="sheet-why">{k('dialog.why')}</p>
      <Reasons onChoose={choose} />
      <button type="button" class="button sheet-wide" onClick={close}>
        {k('dialog.cancel')}
      </button>
    </Sheet>
  );
}
