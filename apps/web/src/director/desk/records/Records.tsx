/** The records this race keeps for itself: seen, added, changed, taken out, or brought as a file. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { OwnRecordsAnswer, OwnRecordWire, Problem } from '#libs/contracts/index.js';
import { RECORD_EVENTS } from '#libs/records/events.js';
import { r } from '../../../shared/messages/records.js';
import { Banner } from '../../../shared/ui/Badge.js';
import { Button } from '../../../shared/ui/Button.js';
import { directorCall } from '../../session.js';
import { type Desk, isUnanswered, useDraft } from '../data.js';
import { Fold, Trouble } from '../form-parts.js';
import { useComing } from '../standing.js';
import { SureRemove } from '../SureRemove.js';
import { draftOf, markText, NO_RECORD, type RecordDraft } from './record-draft.js';
import { RecordFile } from './RecordFile.js';
import { RecordForm } from './RecordForm.js';

/** `Club: Night Owls, women, W40, 50 km`. */
function whatOf({ of, club = '', sex, category, event }: OwnRecordWire): string {
  const over = event === undefined ? undefined : RECORD_EVENTS[event]?.name;
  return [r(`what.${of}`, { club }), r(sex === 'F' ? 'women' : 'men'), category, over].filter(Boolean).join(', ');
}

function unitOf({ markM, markLaps }: OwnRecordWire): string {
  if (markLaps !== undefined) return ' yd';
  return markM === undefined ? '' : ' km';
}

interface RowProps {
  record: OwnRecordWire;
  fault: string | undefined;
  onEdit: () => void;
  onRemove: () => void;
}

function Row({ record, fault, onEdit, onRemove }: RowProps) {
  const { athlete } = record;
  return (
    <tr>
      <th scope="row">
        {whatOf(record)}
        {fault !== undefined && <p class="field-error">{r('fits.not', { why: fault })}</p>}
      </th>
      <td>
        {markText(record)}
        {unitOf(record)}
      </td>
      <td>
        {[athlete, record.nationality].filter(Boolean).join(', ')}
        <p class="muted small">{[record.race, record.date].filter(Boolean).join(', ')}</p>
      </td>
      <td>
        <SureRemove
          words={{
            remove: r('remove'),
            of: r('remove.of', { athlete }),
            sure: r('remove.sure', { athlete }),
            keep: r('keep'),
          }}
          onRemove={onRemove}
        >
          <Button label={r('edit.of', { athlete })} onClick={onEdit}>
            {r('edit')}
          </Button>
        </SureRemove>
      </td>
    </tr>
  );
}

function useRecords(slug: string) {
  const listed = useSignal<OwnRecordsAnswer | null>(null);
  const problem = useSignal<(Problem & { status: number }) | null>(null);
  const said = useSignal('');
  const load = async () => {
    const answer = await directorCall<OwnRecordsAnswer>(`/races/${slug}/records`);
    if (answer.ok) listed.value = answer.value;
    problem.value = answer.ok ? null : { ...answer.problem, status: answer.status };
  };
  useEffect(() => void load(), [slug]);
  useComing(isUnanswered({ value: listed.value, problem: problem.value }));
  const remove = async (id: string) => {
    const { records, revision } = listed.value ?? { records: [], revision: 0 };
    const answer = await directorCall(`/races/${slug}/records`, {
      ...{ method: 'PUT', body: records.filter((one) => one.id !== id), ifMatch: `"${revision}"` },
    });
    await load();
    said.value = answer.ok ? r('removed') : '';
    if (!answer.ok) problem.value = { ...answer.problem, status: answer.status };
  };
  return { listed, problem, said, load, remove };
}

type List = ReturnType<typeof useRecords>;

function Table({ list, listed, draft }: { list: List; listed: OwnRecordsAnswer; draft: Signal<RecordDraft> }) {
  if (listed.records.length === 0) return <p class="muted">{r('none')}</p>;
  const edit = (record: OwnRecordWire) => {
    list.said.value = '';
    draft.value = draftOf(record);
    requestAnimationFrame(() => document.querySelector<HTMLElement>('#record-mark')?.focus());
  };
  return (
    <div class="desk-scroll" role="region" aria-label={r('title')} tabIndex={0}>
      <table class="console-table">
        <thead>
          <tr>
            {(['what', 'mark', 'athlete', 'do'] as const).map((column) => (
              <th key={column} scope="col">
                {r(`col.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {listed.records.map((record) => (
            <Row
              key={record.id}
              record={record}
              fault={listed.faults.find(({ id }) => id === record.id)?.message}
              onEdit={() => edit(record)}
              onRemove={() => void list.remove(record.id)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Records({ desk }: { desk: Desk }) {
  const list = useRecords(desk.slug);
  const draft = useDraft<RecordDraft>(`${desk.slug}.record`, NO_RECORD);
  const listed = list.listed.value;
  return (
    <section class="console-part" aria-labelledby="records-title">
      <h3 id="records-title">{r('title')}</h3>
      <p class="muted small">{r('about')}</p>
      <Trouble problem={list.problem.value} />
      {listed && <Table list={list} listed={listed} draft={draft} />}
      {list.said.value !== '' && (
        <Banner tone="good" role="status">
          {list.said.value}
        </Banner>
      )}
      {listed && (
        <Fold title={r(draft.value.id === '' ? 'form.add' : 'form.edit')} open={draft.value.id !== '' || undefined}>
          <RecordForm
            desk={desk}
            listed={listed}
            draft={draft}
            onSaved={() => {
              list.said.value = r('saved');
              void list.load();
            }}
          />
        </Fold>
      )}
      <Fold title={r('file.title')}>
        <RecordFile
          desk={desk}
          onSaved={() => {
            list.said.value = '';
            void list.load();
          }}
        />
      </Fold>
    </section>
  );
}
