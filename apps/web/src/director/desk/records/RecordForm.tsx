/** One record of the race: a new one, or one that is changed. */
import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { OwnRecordsAnswer, OwnRecordsPutAnswer } from '#libs/contracts/index.js';
import { RECORD_EVENTS } from '#libs/records/events.js';
import { r } from '../../../shared/messages/records.js';
import { Banner } from '../../../shared/ui/Badge.js';
import { Button } from '../../../shared/ui/Button.js';
import { SelectField, TextField } from '../../../shared/ui/Field.js';
import { directorCall } from '../../session.js';
import type { Desk } from '../data.js';
import { FORM_FIELD, markKind, NO_RECORD, type RecordDraft, recordFrom } from './record-draft.js';

type Errors = Partial<Record<keyof RecordDraft, string>>;

function useRecordForm(desk: Desk, listed: OwnRecordsAnswer, draft: Signal<RecordDraft>, onSaved: () => void) {
  const errors = useSignal<Errors>({});
  const trouble = useSignal('');
  const busy = useSignal(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    trouble.value = '';
    const before = listed.records.find(({ id }) => id === draft.value.id);
    const made = recordFrom(draft.value, desk.race.format, before, new Set(listed.records.map(({ id }) => id)));
    errors.value = 'errors' in made ? made.errors : {};
    if ('errors' in made) return;
    busy.value = true;
    const answer = await directorCall<OwnRecordsPutAnswer>(`/races/${desk.slug}/records?add=1`, {
      ...{ method: 'PUT', body: [made.record], ifMatch: `"${listed.revision}"` },
    });
    busy.value = false;
    if (!answer.ok) {
      trouble.value = answer.problem.detail;
      return;
    }
    const { rejected } = answer.value;
    errors.value = Object.fromEntries(rejected.map(({ field, message }) => [FORM_FIELD[field] ?? field, message]));
    trouble.value = rejected
      .filter(({ field }) => !((FORM_FIELD[field] ?? field) in NO_RECORD) || field === 'id')
      .map(({ message }) => message)
      .join(' ');
    if (rejected.length > 0) return;
    draft.value = NO_RECORD;
    onSaved();
  };
  return { errors: errors.value, trouble: trouble.value, busy: busy.value, submit };
}

/** Whose record, over what, of whom. */
function Choices({
  draft: { of, event, sex },
  set,
  club,
}: {
  draft: RecordDraft;
  set: (field: 'of' | 'event' | 'sex') => (value: string) => void;
  club: ComponentChildren;
}) {
  return (
    <>
      <SelectField
        id="record-of"
        label={r('of')}
        value={of}
        options={(['course', 'meeting', 'club'] as const).map((value) => ({ value, label: r(`of.${value}`) }))}
        onChange={set('of')}
      />
      {of === 'club' && club}
      <SelectField
        id="record-event"
        label={r('event')}
        value={event}
        options={[
          { value: '', label: r('this.race') },
          ...Object.entries(RECORD_EVENTS).map(([value, { name }]) => ({ value, label: name })),
        ]}
        onChange={set('event')}
      />
      <SelectField
        id="record-sex"
        label={r('sex')}
        value={sex}
        options={[
          { value: 'F', label: r('women') },
          { value: 'M', label: r('men') },
        ]}
        onChange={set('sex')}
      />
    </>
  );
}

export function RecordForm({
  desk,
  listed,
  draft,
  onSaved,
}: {
  desk: Desk;
  listed: OwnRecordsAnswer;
  draft: Signal<RecordDraft>;
  onSaved: () => void;
}) {
  const form = useRecordForm(desk, listed, draft, onSaved);
  const { event, id } = draft.value;
  const set = (field: keyof RecordDraft) => (value: string) => {
    draft.value = { ...draft.value, [field]: value };
  };
  const line = (field: Exclude<keyof RecordDraft, 'id' | 'of' | 'sex' | 'event'>) => ({
    id: `record-${field}`,
    label: r(field),
    value: draft.value[field],
    error: form.errors[field],
    onInput: set(field),
  });
  const kind = markKind(event, desk.race.format);
  return (
    <form class="console-fields" noValidate onSubmit={(submitted) => void form.submit(submitted)}>
      <Choices draft={draft.value} set={set} club={<TextField {...line('club')} />} />
      <TextField {...line('category')} optional hint={r('category.hint')} />
      <TextField {...line('mark')} hint={r(`mark.${kind}`)} />
      <TextField {...line('athlete')} />
      <TextField {...line('nationality')} optional hint={r('nationality.hint')} />
      <TextField {...line('race')} optional hint={r('race.hint')} />
      <TextField {...line('date')} optional hint={r('date.hint')} />
      <TextField {...line('source')} optional />
      {form.trouble !== '' && (
        <Banner tone="bad" role="alert">
          {form.trouble}
        </Banner>
      )}
      <div class="console-actions">
        <Button type="submit" look="primary" disabled={form.busy}>
          {r('form.save')}
        </Button>
        {id !== '' && (
          <Button
            onClick={() => {
              draft.value = NO_RECORD;
            }}
          >
            {r('form.cancel')}
          </Button>
        )}
      </div>
    </form>
  );
}
