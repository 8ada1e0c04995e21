/** The short form that makes a race. */
import { useSignal } from '@preact/signals';
import type { Problem } from '#libs/contracts/index.js';
import { fieldError } from '../shared/http.js';
import { wallTime } from '../shared/figures/zoned.js';
import { d } from '../shared/messages/director.js';
import { t } from '../shared/messages/shared.js';
import { Banner } from '../shared/ui/Badge.js';
import { Button } from '../shared/ui/Button.js';
import { FieldFrame, SelectField, TextField, describedBy } from '../shared/ui/Field.js';
import {
  DURATION_HOURS,
  type DraftErrors,
  END_POLICIES,
  type RaceDraft,
  definitionFrom,
  draftSlug,
} from './race-draft.js';
import { directorCall } from './session.js';

/** After a refused form the first field with an error gets the focus, so that it is seen and read out. */
function focusFirstError(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.console-form [aria-invalid="true"]')?.focus());
}

const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** Tomorrow at ten by the browser's zone: something to change, not something to type. */
function emptyDraft(): RaceDraft {
  const timeZone = browserZone();
  const tomorrow = wallTime(Date.now() + 86_400_000, timeZone).slice(0, 11);
  return { name: '', slug: '', start: `${tomorrow}10:00`, timeZone, lapM: '', hours: '24', end: 'measure', minLap: '' };
}

const SERVER_PATHS: Record<keyof RaceDraft, string> = {
  name: 'name',
  slug: 'slug',
  start: 'scheduledStart',
  timeZone: 'timeZone',
  lapM: 'course.lapM',
  hours: 'format.durationMs',
  end: 'format.end',
  minLap: 'course.minLapMs',
};

function ZoneField({ value, error, onInput }: { value: string; error?: string; onInput: (zone: string) => void }) {
  const zones = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [value];
  return (
    <FieldFrame id="zone" label={d('field.zone')} error={error}>
      <input
        class="input"
        id="zone"
        list="zones"
        value={value}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={describedBy({ id: 'zone', error })}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <datalist id="zones">
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </FieldFrame>
  );
}

/** The draft, its errors by field, and its way to the server. */
function useDraft() {
  const draft = useSignal(emptyDraft());
  const errors = useSignal<DraftErrors>({});
  const problem = useSignal<Problem | null>(null);
  const busy = useSignal(false);
  const set = (field: keyof RaceDraft) => (value: string) => {
    draft.value = { ...draft.value, [field]: value };
  };
  const errorOf = (field: keyof RaceDraft) => errors.value[field] ?? fieldError(problem.value, SERVER_PATHS[field]);
  const submit = async (event: Event) => {
    event.preventDefault();
    const made = definitionFrom(draft.value);
    problem.value = null;
    errors.value = 'errors' in made ? made.errors : {};
    if ('errors' in made) return focusFirstError();
    busy.value = true;
    const answer = await directorCall('/races', { method: 'POST', body: made.definition });
    busy.value = false;
    if (answer.ok) location.assign(`/director/${made.definition.slug}`);
    else {
      problem.value = answer.problem;
      focusFirstError();
    }
  };
  return { draft: draft.value, problem: problem.value, busy: busy.value, set, errorOf, submit };
}

export function NewRace() {
  const { draft, problem, busy, set, errorOf, submit } = useDraft();
  const { slug, timeZone, hours, end } = draft;
  const line = (field: 'name' | 'slug' | 'start' | 'lapM' | 'minLap') => ({
    id: field,
    label: d(`field.${field}`),
    value: draft[field],
    error: errorOf(field),
    onInput: set(field),
  });
  const address = `${location.host}/${draftSlug(draft) || '\u2026'}`;
  return (
    <form class="console-form" noValidate onSubmit={(event) => void submit(event)}>
      <h1>{d('new.title')}</h1>
      {problem && (
        <Banner tone="bad" role="alert">
          {problem.detail}
        </Banner>
      )}
      <TextField {...line('name')} hint={d('field.name.hint')} />
      <TextField {...line('slug')} hint={d('field.slug.hint', { url: address })} value={slug || draftSlug(draft)} />
      <TextField {...line('start')} type="datetime-local" hint={d('field.start.hint')} />
      <ZoneField value={timeZone} error={errorOf('timeZone')} onInput={set('timeZone')} />
      <TextField {...line('lapM')} inputMode="decimal" hint={d('field.lapM.hint')} />
      <TextField {...line('minLap')} optional hint={d('field.minLap.hint')} />
      <SelectField
        id="hours"
        label={d('field.duration')}
        value={hours}
        error={errorOf('hours')}
        options={DURATION_HOURS.map((value) => ({ value, label: t('format.hours', { hours: Number(value) }) }))}
        onChange={set('hours')}
      />
      <SelectField
        id="end"
        label={d('field.end')}
        value={end}
        error={errorOf('end')}
        options={END_POLICIES.map((value) => ({ value, label: d(`end.${value}`) }))}
        onChange={set('end')}
      />
      <Button look="primary" type="submit" disabled={busy}>
        {busy ? d('creating') : d('create')}
      </Button>
    </form>
  );
}
