/** Food, drink, what was said: notes of the crew, on this device only. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RaceHeader } from '#libs/domain/index.js';
import { Part } from '../outlook/Part.js';
import { timeOfDay } from '../shared/figures/format.js';
import { c } from '../shared/messages/crew.js';
import { Button } from '../shared/ui/Button.js';
import { TextField } from '../shared/ui/Field.js';
import { keepNotes, keptNotes, type Note, NOTE_CHARS_MAX, NOTES_MAX } from './kept.js';

export function Notes({ bib, race, nowMs }: { bib: string; race: RaceHeader; nowMs: number }) {
  const notes = useSignal<Note[]>([]);
  const draft = useSignal('');
  useEffect(() => {
    notes.value = keptNotes(race.slug, bib);
  }, []);
  const keep = (next: Note[]) => {
    notes.value = next;
    keepNotes(race.slug, bib, next);
  };
  const isFull = notes.value.length >= NOTES_MAX;
  const submit = (event: Event) => {
    event.preventDefault();
    const text = draft.value.trim().slice(0, NOTE_CHARS_MAX);
    if (text === '' || isFull) return;
    draft.value = '';
    keep([...notes.value, { atMs: nowMs, text }]);
  };
  const at = ({ atMs }: Note) => timeOfDay(new Date(atMs).toISOString(), race.timeZone);
  return (
    <Part id={`notes-${bib}`} level={3} title={c('notes.title')} class="needs-scripts">
      <form class="target-form" onSubmit={submit}>
        <TextField
          id={`notes-${bib}-text`}
          label={c('notes.label')}
          hint={isFull ? c('notes.full', { max: NOTES_MAX }) : c('notes.hint')}
          value={draft.value}
          autoComplete="off"
          onInput={(text) => (draft.value = text)}
        />
        <div class="buttons">
          <Button type="submit" disabled={isFull}>
            {c('notes.add')}
          </Button>
        </div>
      </form>
      {notes.value.length > 0 && (
        <ul class="crew-notes">
          {notes.value.toReversed().map((note) => (
            <li key={`${note.atMs} ${note.text}`}>
              <span class="muted">{at(note)}</span>
              <span class="crew-note">{note.text}</span>
              <Button
                look="quiet"
                label={c('notes.remove', { time: at(note) })}
                onClick={() => keep(notes.value.filter((each) => each !== note))}
              >
                {c('notes.remove.short')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}
