/** Records of the race as a file: looked at first, with what is wrong line by line, and only then stored. */
import { useSignal } from '@preact/signals';
import type { OwnRecordsPutAnswer } from '#libs/contracts/index.js';
import { r } from '../../../shared/messages/records.js';
import { Banner } from '../../../shared/ui/Badge.js';
import { Button } from '../../../shared/ui/Button.js';
import { FieldFrame, SelectField } from '../../../shared/ui/Field.js';
import { directorCall } from '../../session.js';
import type { Desk } from '../data.js';
import { RejectedRows } from '../RejectedRows.js';

/** The text, what the server says of it, and its way there. */
function useFile(slug: string, onSaved: () => void) {
  const text = useSignal('');
  const how = useSignal('add');
  const answer = useSignal<OwnRecordsPutAnswer | null>(null);
  const trouble = useSignal('');
  const busy = useSignal(false);
  const type = (content: string) => {
    text.value = content;
    answer.value = null;
    trouble.value = '';
  };
  const send = async (dryRun: boolean) => {
    trouble.value = text.value.trim() === '' ? r('file.nothing') : '';
    if (trouble.value !== '') return;
    busy.value = true;
    const query = [how.value === 'add' ? 'add=1' : '', dryRun ? 'dryRun=1' : ''].filter(Boolean).join('&');
    const sent = await directorCall<OwnRecordsPutAnswer>(`/races/${slug}/records?${query}`, {
      ...{ method: 'PUT', text: { type: 'text/csv', content: text.value } },
    });
    busy.value = false;
    answer.value = sent.ok ? sent.value : null;
    if (!sent.ok) trouble.value = sent.problem.detail;
    else if (!dryRun) {
      text.value = '';
      onSaved();
    }
  };
  return { text: text.value, how, answer, trouble: trouble.value, busy: busy.value, type, send };
}

export function RecordFile({ desk, onSaved }: { desk: Desk; onSaved: () => void }) {
  const { text, how, answer, trouble, busy, type, send } = useFile(desk.slug, onSaved);
  const said = answer.value;
  return (
    <div class="console-fields">
      <p class="muted small">{r('file.about')}</p>
      <a href={`/api/v1/races/${desk.slug}/records.csv`}>{r('file.get')}</a>
      <FieldFrame id="records-file" label={r('file.choose')}>
        <input
          class="input"
          id="records-file"
          type="file"
          accept=".csv,.txt,text/csv"
          onChange={(event) => void event.currentTarget.files?.[0]?.text().then(type)}
        />
      </FieldFrame>
      <FieldFrame id="records-text" label={r('file.text')} error={trouble}>
        <textarea
          class="input"
          id="records-text"
          rows={4}
          spellcheck={false}
          value={text}
          aria-invalid={trouble ? 'true' : undefined}
          aria-describedby={trouble ? 'records-text-error' : undefined}
          onInput={(event) => type(event.currentTarget.value)}
        />
      </FieldFrame>
      <SelectField
        id="records-how"
        label={r('file.how')}
        value={how.value}
        options={(['add', 'replace'] as const).map((value) => ({ value, label: r(`file.${value}`) }))}
        onChange={(value) => {
          how.value = value;
          answer.value = null;
        }}
      />
      <Button disabled={busy} onClick={() => void send(true)}>
        {r('file.look')}
      </Button>
      {said !== null && (
        <Banner tone={said.rejected.length > 0 ? 'warn' : 'good'} role="status">
          {r(said.dryRun === true ? 'file.would' : 'file.done', {
            ...{ created: said.created, updated: said.updated, removed: said.removed, total: said.total },
          })}
        </Banner>
      )}
      {said !== null && (
        <RejectedRows
          rejected={said.rejected}
          words={{ caption: r('file.rejected', { n: said.rejected.length }), line: r('file.line'), why: r('file.why') }}
        />
      )}
      {said?.dryRun === true && said.created + said.updated + said.removed > 0 && (
        <Button look="primary" disabled={busy} onClick={() => void send(false)}>
          {r('file.send', { n: said.total })}
        </Button>
      )}
    </div>
  );
}
