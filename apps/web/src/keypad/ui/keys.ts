/** The keyboard road to everything: figures go to the bib wherever the focus is, Enter records unless a button has the focus. */
import { type KeyAction, keyAction } from '../app/keyboard.js';
import { prefs } from '../app/prefs.js';
import { pressedAt } from '../app/press.js';
import type { Recorder } from '../app/recorder.js';
import { unlockSounds } from '../app/sounds.js';

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, dialog') !== null;
const isControl = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('button, a, [role="switch"]') !== null;

/** Enter with nothing typed acts on the chosen row: a bare time gets a bib, another entry opens. */
function enter(recorder: Recorder, wallMs: number): void {
  const row = recorder.rows.value.find((r) => r.id === recorder.selected.value);
  if (recorder.typed.value !== '' || !row) recorder.enter(wallMs);
  else if (row.bib === null && !row.struck) recorder.aim.value = row.id;
  else recorder.open.value = { kind: 'edit', id: row.id };
}

function act(recorder: Recorder, action: KeyAction, wallMs: number): void {
  switch (action.do) {
    case 'digit':
      // A button that kept the focus must not swallow the Enter that follows.
      document.getElementById('bib')?.focus({ preventScroll: true });
      return recorder.digit(action.digit);
    case 'enter':
      return enter(recorder, wallMs);
    case 'clear':
      return recorder.clear();
    case 'delete':
      return recorder.erase();
    case 'tap':
      return recorder.tap(wallMs);
    case 'undo':
      return recorder.undoLast();
    case 'older':
      return recorder.walk(1);
    case 'newer':
      return recorder.walk(-1);
  }
}

/** @returns how to stop listening */
export function listenToKeys(recorder: Recorder): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (recorder.open.value || isField(event.target) || event.isComposing) return;
    const action = keyAction(event, prefs.value.letters);
    if (!action) return;
    if ((action.do === 'enter' || action.do === 'tap') && isControl(event.target) && event.key !== '+') return;
    event.preventDefault();
    unlockSounds();
    act(recorder, action, pressedAt(event, Date.now(), performance.now()));
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}
