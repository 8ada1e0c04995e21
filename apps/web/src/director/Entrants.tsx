/** The start list by CSV: pasted, dropped or chosen, looked at, and only then sent; rows the server did not take are shown by line. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { EntrantsAnswer } from '#libs/contracts/index.js';
import { d } from '../shared/messages/director.js';
import { Banner } from '../shared/ui/Badge.js';
import { Button } from '../shared/ui/Button.js';
import { FieldFrame, describedBy } from '../shared/ui/Field.js';
import { type Preview, type PreviewRow, previewOf } from './csv-preview.js';
import { useDraft } from './desk/data.js';
import { useComing } from './desk/standing.js';
import { directorCall } from './session.js';

type Listed = unknown[] | { entrants: unknown[] };

/** Rows shown of a long list; the bad ones are all shown. */
const SHOWN = 20;

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

function PreviewTable({ title, rows, whole }: { title: string; rows: readonly PreviewRow[]; whole: boolean }) {
  const shown = whole ? rows : rows.slice(0, SHOWN);
  if (rows.length === 0) return null;
  return (
    <div class="desk-scroll" role="region" aria-label={title} tabIndex={0}>
      <table class="console-table">
        <caption class="field-label">{title}</caption>
        <thead>
          <tr>
            {(['line', 'bib', 'name', 'about'] as const).map((column) => (
              <th key={column} scope="col">
                {d(`entrants.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.line}>
              <th scope="row">{row.line}</th>
              <td>{row.bib}</td>
              <td>{row.name}</td>
              <td>
                {row.about}
                {row.problems.map((problem) => (
                  <p key={problem} class="field-error">
                    {problem}
                  </p>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < rows.length && <p class="muted">{d('entrants.more', { count: rows.length - shown.length })}</p>}
    </div>
  );
}

/** The text to send, what became of it, and how many are entered. */
function useEntrants(slug: string) {
  const draft = useDraft(`${slug}.entrants`, { text: '' });
  const preview = useSignal<Preview | null>(null);
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
  useComing(count.value === null);
  const type = (text: string) => {
    draft.value = { text };
    preview.value = null;
    error.value = '';
  };
  const look = () => {
    answer.value = null;
    const made = previewOf(draft.value.text);
    error.value = draft.value.text.trim() === '' ? d('entrants.nothing') : made.hasBib ? '' : d('entrants.noBib');
    preview.value = error.value === '' ? made : null;
  };
  const take = async (file: File | undefined) => {
    over.value = false;
    if (!file) return;
    type(await file.text());
    look();
  };
  const send = async () => {
    busy.value = true;
    error.value = '';
    const text = { type: 'text/csv', content: draft.value.text };
    const sent = await directorCall<EntrantsAnswer>(`/races/${slug}/entrants`, { method: 'PUT', text });
    busy.value = false;
    answer.value = sent.ok ? sent.value : null;
    if (!sent.ok) error.value = sent.problem.detail;
    else {
      preview.value = null;
      if (sent.value.rejected.length === 0) draft.value = { text: '' };
    }
    await load();
  };
  return { text: draft.value.text, preview, count, answer, error, busy, over, type, look, take, send };
}

type Import = ReturnType<typeof useEntrants>;

function Looked({ list, preview }: { list: Import; preview: Preview }) {
  const bad = preview.rows.filter((row) => row.problems.length > 0);
  const good = preview.rows.filter((row) => row.problems.length === 0);
  return (
    <div class="console-answer">
      <Banner tone={bad.length > 0 ? 'warn' : 'good'} role="status">
        {d('entrants.preview', { good: good.length, bad: bad.length })}
        {preview.unknownColumns.length > 0 && (
          <p>{d('entrants.unknown', { columns: preview.unknownColumns.join(', ') })}</p>
        )}
      </Banner>
      <div class="console-actions">
        <Button
          look="primary"
          disabled={list.busy.value || good.length === 0 || preview.unknownColumns.length > 0}
          onClick={() => void list.send()}
        >
          {list.busy.value ? d('entrants.sending') : d('entrants.send', { count: preview.rows.length })}
        </Button>
        <Button
          onClick={() => {
            list.preview.value = null;
          }}
        >
          {d('entrants.back')}
        </Button>
      </div>
      <PreviewTable title={d('entrants.bad')} rows={bad} whole />
      <PreviewTable title={d('entrants.good')} rows={good} whole={false} />
    </div>
  );
}

function CsvField({ list }: { list: Import }) {
  const hint = d('entrants.hint');
  const error = list.error.value;
  return (
    <FieldFrame id="csv" label={d('entrants.paste')} hint={hint} error={error}>
      <textarea
        class="input"
        id="csv"
        spellcheck={false}
        value={list.text}
        data-over={list.over.value ? 'yes' : undefined}
        aria-describedby={describedBy({ id: 'csv', hint, error })}
        aria-invalid={error ? 'true' : undefined}
        onInput={(event) => list.type(event.currentTarget.value)}
        onDragOver={(event) => {
          event.preventDefault();
          list.over.value = true;
        }}
        onDragLeave={() => {
          list.over.value = false;
        }}
        onDrop={(event) => {
          event.preventDefault();
          void list.take(event.dataTransfer?.files[0]);
        }}
      />
    </FieldFrame>
  );
}

export function Entrants({ slug }: { slug: string }) {
  const list = useEntrants(slug);
  const answer = list.answer.value;
  return (
    <form
      class="console-part console-part-wide"
      onSubmit={(event) => {
        event.preventDefault();
        list.look();
      }}
      aria-labelledby="entrants-title"
    >
      <h2 id="entrants-title">{d('entrants.title')}</h2>
      {list.count.value !== null && <p class="muted">{d('entrants.count', { count: list.count.value })}</p>}
      <CsvField list={list} />
      <div class="console-actions">
        <Button look={list.preview.value ? undefined : 'primary'} type="submit">
          {d('entrants.look')}
        </Button>
        <label class="button console-file">
          {d('entrants.file')}
          <input
            type="file"
            class="visually-hidden"
            accept=".csv,text/csv,text/plain"
            onChange={(event) => void list.take(event.currentTarget.files?.[0])}
          />
        </label>
      </div>
      {list.preview.value && <Looked list={list} preview={list.preview.value} />}
      {answer && (
        <div role="status" class="console-answer">
          <Banner tone={answer.rejected.length > 0 ? 'warn' : 'good'}>
            {d('entrants.done', { created: answer.created, updated: answer.updated })}
          </Banner>
          {answer.rejected.length > 0 && <Rejected rows={answer.rejected} />}
        </div>
      )}
    </form>
  );
}
