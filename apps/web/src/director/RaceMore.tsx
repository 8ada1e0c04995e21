/** The folded part of the race form: what few races need. */
import { d } from '../shared/messages/director.js';
import { FieldFrame, SelectField, TextField } from '../shared/ui/Field.js';
import { FIELDS, type MoreDraft, READ_RULES, SURFACES } from './race-more.js';

interface MoreProps {
  kind: string;
  draft: MoreDraft;
  editing: boolean;
  errorOf: (field: keyof MoreDraft) => string | undefined;
  change: (fields: Partial<MoreDraft>) => void;
}

function Tick({
  id,
  checked,
  onChange,
}: {
  id: 'strict' | 'relay';
  checked: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <label class="console-tick">
      <input type="checkbox" id={id} checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>
        <strong>{d(`field.${id}`)}</strong>
        <span class="field-hint">{d(`field.${id}.hint`)}</span>
      </span>
    </label>
  );
}

export function RaceMore({ kind, draft, editing, errorOf, change }: MoreProps) {
  const line = (field: Exclude<keyof MoreDraft, 'strict' | 'relay' | 'surface' | 'readRule' | 'field'>) => ({
    id: field,
    label: d(`field.${field}`),
    hint: d(`field.${field}.hint`),
    value: draft[field],
    error: errorOf(field),
    onInput: (value: string) => change({ [field]: value }),
  });
  const select = (
    field: 'surface' | 'readRule' | 'field',
    values: readonly string[],
    words: (value: string) => string,
  ) => (
    <SelectField
      id={field}
      label={d(`field.${field}`)}
      value={draft[field]}
      options={[{ value: '', label: d('usual') }, ...values.map((value) => ({ value, label: words(value) }))]}
      onChange={(value) => change({ [field]: value })}
    />
  );
  return (
    <details
      class="console-more"
      open={Object.keys(draft).some((field) => errorOf(field as keyof MoreDraft)) || undefined}
    >
      <summary>{d('more.title')}</summary>
      <div class="console-fields">
        {kind !== 'course' && kind !== 'backyard' && <TextField {...line('firstLap')} optional inputMode="decimal" />}
        {kind === 'course' && <Tick id="strict" checked={draft.strict} onChange={(strict) => change({ strict })} />}
        {select('surface', SURFACES, (value) => d(`surface.${value as (typeof SURFACES)[number]}`))}
        <FieldFrame id="waves" label={d('field.waves')} hint={d('field.waves.hint')} error={errorOf('waves')}>
          <textarea
            class="input"
            id="waves"
            rows={2}
            spellcheck={false}
            value={draft.waves}
            aria-invalid={errorOf('waves') ? 'true' : undefined}
            onInput={(event) => change({ waves: event.currentTarget.value })}
          />
        </FieldFrame>
        <Tick id="relay" checked={draft.relay} onChange={(relay) => change({ relay })} />
        <TextField {...line('teamBest')} optional inputMode="numeric" />
        <TextField {...line('categories')} optional />
        <TextField {...line('quiet')} optional inputMode="decimal" />
        {select('readRule', READ_RULES, (value) => d(`readRule.${value as (typeof READ_RULES)[number]}`))}
        {!editing && <TextField {...line('group')} optional />}
        <fieldset class="console-fields console-plain">
          <legend class="field-label">{d('records.title')}</legend>
          <p class="field-hint">{d('records.about')}</p>
          <TextField {...line('courseName')} optional />
          {select('field', FIELDS, (value) => d(`fieldOf.${value as (typeof FIELDS)[number]}`))}
          <TextField {...line('label')} optional />
          <TextField {...line('certNumber')} optional />
          <TextField {...line('certDate')} optional type="date" />
          <TextField {...line('certGrade')} optional />
          <TextField {...line('certMeasurer')} optional />
          {kind === 'course' && <TextField {...line('separation')} optional inputMode="decimal" />}
          {kind === 'course' && <TextField {...line('drop')} optional inputMode="decimal" />}
        </fieldset>
      </div>
    </details>
  );
}
