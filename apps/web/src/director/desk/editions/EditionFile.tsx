/** One past edition as a file: stored with its good rows, and what is wrong with the others. */
import { useSignal } from '@preact/signals';
import { type EditionPut, editionNameSchema } from '#libs/contracts/editions.js';
import * as v from 'valibot';
import { e } from '../../../shared/messages/editions.js';
import { Banner } from '../../../shared/ui/Badge.js';
import { Button } from '../../../shared/ui/Button.js';
import { FieldFrame, TextField } from '../../../shared/ui/Field.js';
import { directorCall } from '../../session.js';
import { RejectedRows } from '../RejectedRows.js';

/** `wood-100k_2024.csv`: the year, else the name of the file as far as it can be one of an edition. */
export function nameFrom(file: string): string {
  const stem = file.replace(/\.[^.]*$/, '').toLowerCase();
  return (
    /(?:19|20)\d\d/.exec(stem)?.[0] ??
    stem
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 32)
  );
}

function useFile(slug: string, onSaved: () => void) {
  const name = useSignal('');
  const file = useSignal<File | null>(null);
  const errors = useSignal<{ name?: string; file?: string }>({});
  const answer = useSignal<EditionPut | null>(null);
  const trouble = useSignal('');
  const busy = useSignal(false);
  const choose = (chosen: File | undefined) => {
    file.value = chosen ?? null;
    answer.value = null;
    trouble.value = '';
    if (chosen !== undefined && name.value === '') name.value = nameFrom(chosen.name);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const edition = name.value.trim();
    const wrong: typeof errors.value = {};
    if (!v.is(editionNameSchema, edition)) wrong.name = e('error.name');
    if (file.value === null) wrong.file = e('error.file');
    errors.value = wrong;
    trouble.value = '';
    if (file.value === null || wrong.name !== undefined) return;
    busy.value = true;
    const sent = await directorCall<EditionPut>(`/races/${slug}/editions/${edition}`, {
      ...{ method: 'PUT', text: { type: 'text/csv', content: await file.value.text() } },
    });
    busy.value = false;
    answer.value = sent.ok ? sent.value : null;
    trouble.value = sent.ok ? '' : sent.problem.detail;
    if (sent.ok) onSaved();
  };
  return { name, errors: errors.value, answer: answer.value, trouble: trouble.value, busy: busy.value, choose, submit };
}

/** What became of it. */
function Stored({ put: { edition, runners, finishers, samePoints, rejected, note } }: { put: EditionPut }) {
  return (
    <>
      <Banner tone={note === undefined && rejected.length === 0 ? 'good' : 'warn'} role="status">
        {e('file.done', { edition, runners, finishers, same: Math.round(100 * samePoints) })}
        {note !== undefined && ` ${note}`}
      </Banner>
      <RejectedRows
        rejected={rejected}
        words={{ caption: e('file.rejected', { n: rejected.length }), line: e('file.line'), why: e('file.why') }}
      />
    </>
  );
}

export function EditionFile({ slug, onSaved }: { slug: string; onSaved: () => void }) {
  const form = useFile(slug, onSaved);
  const { errors } = form;
  return (
    <form class="console-fields" noValidate onSubmit={(event) => void form.submit(event)}>
      <p class="muted small">{e('file.about')}</p>
      <FieldFrame id="edition-file" label={e('file.choose')} error={errors.file}>
        <input
          class="input"
          id="edition-file"
          type="file"
          accept=".csv,.txt,text/csv"
          aria-invalid={errors.file ? 'true' : undefined}
          aria-describedby={errors.file ? 'edition-file-error' : undefined}
          onChange={(event) => form.choose(event.currentTarget.files?.[0])}
        />
      </FieldFrame>
      <TextField
        id="edition-name"
        label={e('name')}
        hint={e('name.hint')}
        value={form.name.value}
        error={errors.name}
        autoComplete="off"
        onInput={(text) => {
          form.name.value = text;
        }}
      />
      {form.trouble !== '' && (
        <Banner tone="bad" role="alert">
          {form.trouble}
        </Banner>
      )}
      <div class="console-actions">
        <Button type="submit" look="primary" disabled={form.busy}>
          {e('file.send')}
        </Button>
      </div>
      {form.answer && <Stored put={form.answer} />}
    </form>
  );
}
