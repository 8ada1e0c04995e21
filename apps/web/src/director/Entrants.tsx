/** The start list by CSV: pasted, dropped or chosen; rows that were not taken are shown by line. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { EntrantsAnswer } from '#libs/contracts/index.js';
import { d } from '../shared/messages/director.js';
import { Banner } from '../shared/ui/Badge.js';
import { Button } from '../shared/ui/Button.js';
import { FieldFrame, describedBy } from '../shared/ui/Field.js';
import { directorCall } from './session.js';

type Listed = unknown[] | { entrants: unknown[] };

function Rejected({ rows }: { rows: EntrantsAnswer['rejected'] }) {
  return (
    <>
      <p class="small">{d('entrants.rejected', { count: rows.length })}</p>
      <table class="console-table">
        <thead>
          <tr>
            <th scope="col">{d('entrants.line')}</th>
            <th scope="col">{d('entrants.why')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.line}>
              <th scope="row">{row.line}</th>
              <td>{row.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** The text to send, what became of it, and how many are entered. */
function useEntrants(slug: string) {
  const text = useSignal('');
  const count = useSignal<number | null>(null);
  const answer = useSignal<EntrantsAnswer | null>(null);
  const error = useSignal('');
  const busy = useSignal(false);
  const over = useSignal(false);
  const load = async () => {
    const listed = await directorCall<Listed>(`/races/${slug}/entrants`);
    if (listed.ok) count.value = Array.isArray(listed.value) ? listed.value.length : listed.value.entrants.length;
  };
  useEffect(() => void load(), []);
  const take = async (file: File | undefined) => {
    over.value = false;
    if (file) text.value = await file.text();
  };
  const send = async (event: Event) => {
    event.preventDefault();
    if (text.value.trim() === '') return;
    busy.value = true;
    error.value = '';
    const sent = await directorCall<EntrantsAnswer>(`/races/${slug}/entrants`, {
      method: 'PUT',
      text: { type: 'text/csv', content: text.value },
    });
    busy.value = false;
    answer.value = sent.ok ? sent.value : null;
    if (!sent.ok) error.value = sent.problem.detail;
    else if (sent.value.rejected.length === 0) text.value = '';
    await load();
  };
  return { text, count, answer, error, busy, over, take, send };
}

export function Entrants({ slug }: { slug: string }) {
  const { text, count, answer, error, busy, over, take, send } = useEntrants(slug);
  const hint = d('entrants.hint');
  return (
    <form
      class="console-part console-part-wide"
      onSubmit={(event) => void send(event)}
      aria-labelledby="entrants-title"
    >
      <h2 id="entrants-title">{d('entrants.title')}</h2>
      {count.value !== null && <p class="muted">{d('entrants.count', { count: count.value })}</p>}
      <FieldFrame id="csv" label={d('entrants.paste')} hint={hint} error={error.value}>
        <textarea
          class="input"
          id="csv"
          spellcheck={false}
          value={text.value}
          data-over={over.value ? 'yes' : undefined}
          aria-describedby={describedBy({ id: 'csv', hint, error: error.value })}
          aria-invalid={error.value ? 'true' : undefined}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
          onDragOver={(event) => {
            event.preventDefault();
            over.value = true;
          }}
          onDragLeave={() => {
            over.value = false;
          }}
          onDrop={(event) => {
            event.preventDefault();
            void take(event.dataTransfer?.files[0]);
          }}
        />
      </FieldFrame>
      <div class="console-actions">
        <Button look="primary" type="submit" disabled={busy.value}>
          {busy.value ? d('entrants.sending') : d('entrants.send')}
        </Button>
        <label class="button console-file">
          {d('entrants.file')}
          <input
            type="file"
            class="visually-hidden"
            accept=".csv,text/csv,text/plain"
            onChange={(event) => void take(event.currentTarget.files?.[0])}
          />
        </label>
      </div>
      {answer.value && (
        <div role="status" class="console-answer">
          <Banner tone={answer.value.rejected.length > 0 ? 'warn' : 'good'}>
            {d('entrants.done', { created: answer.value.created, updated: answer.value.updated })}
          </Banner>
          {answer.value.rejected.length > 0 && <Rejected rows={answer.value.rejected} />}
        </div>
      )}
    </form>
  );
}
