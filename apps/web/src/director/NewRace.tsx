/** The form that makes a race from a template: over a time, over a distance, a backyard, or a course from A to B. */
import { useSignal } from '@preact/signals';
import type { Problem } from '#libs/contracts/index.js';
import type { RaceDefinition } from '#libs/domain/index.js';
import { wallTime } from '../shared/figures/zoned.js';
import { type Answer, fieldError } from '../shared/http.js';
import { d } from '../shared/messages/director.js';
import { t } from '../shared/messages/shared.js';
import { Banner } from '../shared/ui/Badge.js';
import { Button } from '../shared/ui/Button.js';
import { FieldFrame, SelectField, TextField, describedBy } from '../shared/ui/Field.js';
import { CoursePoints } from './CoursePoints.js';
import { useDraft } from './desk/data.js';
import {
  DURATION_HOURS,
  type DraftErrors,
  EMPTY_DRAFT,
  END_POLICIES,
  KINDS,
  type RaceDraft,
  definitionFrom,
  draftSlug,
  templateOf,
} from './race-draft.js';
import { RaceMore } from './RaceMore.js';
import type { MoreDraft } from './race-more.js';
import { directorCall } from './session.js';
import { VisibilityField } from './Visibility.js';

/** After a refused form the first field with an error gets the focus, so that it is seen and read out. */
function focusFirstError(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.console-form [aria-invalid="true"]')?.focus());
}

const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** Tomorrow at ten by the browser's zone: something to change, not something to type. */
function freshDraft(): RaceDraft {
  const timeZone = browserZone();
  const tomorrow = wallTime(Date.now() + 86_400_000, timeZone).slice(0, 11);
  return { ...EMPTY_DRAFT, start: `${tomorrow}10:00`, timeZone };
}

type Line = Exclude<keyof RaceDraft, 'points' | 'visibility' | keyof MoreDraft>;

const SERVER_PATHS: Record<Line | keyof MoreDraft, string> = {
  surface: 'surface',
  firstLap: 'course.firstLapM',
  quiet: 'course.quietMs',
  readRule: 'course.readRule',
  strict: 'format.strict',
  relay: 'relay',
  waves: 'waves',
  teamBest: 'teams.scoreBest',
  categories: 'categories',
  group: 'group',
  courseName: 'courseName',
  field: 'field',
  label: 'label',
  certNumber: 'certificate.number',
  certDate: 'certificate.date',
  certGrade: 'certificate.grade',
  certMeasurer: 'certificate.measurer',
  separation: 'certificate.separationM',
  drop: 'certificate.dropM',
  kind: 'format.kind',
  name: 'name',
  slug: 'slug',
  start: 'scheduledStart',
  timeZone: 'timeZone',
  lapM: 'course.lapM',
  minLap: 'course.minLapMs',
  hours: 'format.durationMs',
  end: 'format.end',
  fractionM: 'format.fractionM',
  distance: 'format.distanceM',
  limit: 'format.limitMs',
  interval: 'format.intervalMs',
  maxYards: 'format.maxYards',
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

/**
 * The draft, its errors by field, and its way to the server.
 * @param send null: it was not sent, something beside the draft is missing
 */
export function useRaceForm(
  key: string,
  fresh: RaceDraft,
  send: (made: RaceDefinition) => Promise<Answer<unknown> | null>,
) {
  const draft = useDraft<RaceDraft>(key, fresh);
  const errors = useSignal<DraftErrors>({});
  const problem = useSignal<Problem | null>(null);
  const busy = useSignal(false);
  const change = (fields: Partial<RaceDraft>) => {
    draft.value = { ...draft.value, ...fields };
  };
  const errorOf = (field: Line | keyof MoreDraft) =>
    errors.value[field] ?? fieldError(problem.value, SERVER_PATHS[field]);
  const cellError = (path: string) => errors.value[path] ?? fieldError(problem.value, `course.${path}`);
  const submit = async (event: Event) => {
    event.preventDefault();
    const made = definitionFrom(draft.value);
    problem.value = null;
    errors.value = 'errors' in made ? made.errors : {};
    if ('errors' in made) return focusFirstError();
    busy.value = true;
    const answer = await send(made.definition);
    busy.value = false;
    if (answer !== null && !answer.ok) {
      problem.value = answer.problem;
      focusFirstError();
    }
  };
  return { draft, problem: problem.value, busy: busy.value, change, errorOf, cellError, submit };
}

type Form = ReturnType<typeof useRaceForm>;

/** Id, label, value, error and change of a field of one line. */
const lineOf = (form: Form) => (field: Exclude<Line, 'kind'>) => ({
  id: field,
  label: d(field === 'timeZone' ? 'field.zone' : field === 'hours' ? 'field.duration' : `field.${field}`),
  value: form.draft.value[field],
  error: form.errorOf(field),
  onInput: (value: string) => form.change({ [field]: value }),
});

/** A race that exists may last otherwise. */
const durationsWith = (hours: string): readonly string[] =>
  DURATION_HOURS.some((one) => one === hours) ? DURATION_HOURS : [...DURATION_HOURS, hours];

function FixedTime({ form }: { form: Form }) {
  const line = lineOf(form);
  const { hours, end } = form.draft.value;
  return (
    <>
      <SelectField
        {...line('hours')}
        options={durationsWith(hours).map((value) => ({ value, label: t('format.hours', { hours: Number(value) }) }))}
        value={hours}
        onChange={(value) => form.change({ hours: value })}
      />
      <SelectField
        {...line('end')}
        options={END_POLICIES.map((value) => ({ value, label: d(`end.${value}`) }))}
        value={end}
        onChange={(value) => form.change({ end: value })}
      />
      {end === 'fractions' && <TextField {...line('fractionM')} inputMode="decimal" hint={d('field.fractionM.hint')} />}
    </>
  );
}

/** What only this kind of race asks. */
function FormatFields({ form }: { form: Form }) {
  const line = lineOf(form);
  switch (form.draft.value.kind) {
    case 'fixed-distance':
      return (
        <>
          <TextField {...line('distance')} hint={d('field.distance.hint')} />
          <TextField {...line('limit')} optional hint={d('field.limit.hint')} />
        </>
      );
    case 'backyard':
      return (
        <>
          <TextField {...line('interval')} inputMode="numeric" hint={d('field.interval.hint')} />
          <TextField {...line('maxYards')} optional inputMode="numeric" hint={d('field.maxYards.hint')} />
        </>
      );
    case 'course':
      return (
        <>
          <TextField {...line('limit')} optional hint={d('field.limit.hint')} />
          <CoursePoints
            points={form.draft.value.points}
            errorOf={form.cellError}
            onChange={(points) => form.change({ points })}
          />
        </>
      );
    default:
      return <FixedTime form={form} />;
  }
}

function Kind({ form }: { form: Form }) {
  return (
    <fieldset class="console-choice console-kinds">
      <legend class="field-label">{d('field.kind')}</legend>
      {KINDS.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name="kind"
            value={one}
            checked={form.draft.value.kind === one}
            onChange={() => form.change(templateOf(one))}
          />
          <span>
            <strong>{d(`kind.${one}`)}</strong>
            <span class="field-hint">{d(`kind.${one}.hint`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Every field but the reason. A race that exists keeps its kind, its address, and has its visibility elsewhere. */
export function RaceFields({ form, editing = false }: { form: Form; editing?: boolean }) {
  const { change, errorOf } = form;
  const draft = form.draft.value;
  const line = lineOf(form);
  const address = `${location.host}/${draftSlug(draft) || '\u2026'}`;
  return (
    <>
      {!editing && <Kind form={form} />}
      <TextField {...line('name')} hint={d('field.name.hint')} />
      {!editing && (
        <TextField
          {...line('slug')}
          hint={d('field.slug.hint', { url: address })}
          value={draft.slug || draftSlug(draft)}
        />
      )}
      <TextField {...line('start')} type="datetime-local" hint={d('field.start.hint')} />
      <ZoneField value={draft.timeZone} error={errorOf('timeZone')} onInput={(timeZone) => change({ timeZone })} />
      {draft.kind !== 'course' && (
        <>
          <TextField {...line('lapM')} inputMode="decimal" hint={d('field.lapM.hint')} />
          <TextField {...line('minLap')} optional hint={d('field.minLap.hint')} />
        </>
      )}
      <FormatFields form={form} />
      <RaceMore kind={draft.kind} draft={draft} editing={editing} errorOf={errorOf} change={change} />
    </>
  );
}

export function NewRace() {
  const fresh = useSignal(freshDraft()).peek();
  const form = useRaceForm('new-race', fresh, async (definition) => {
    const answer = await directorCall('/races', { method: 'POST', body: definition });
    if (answer.ok) {
      form.draft.value = fresh;
      // The draft of the next race is put away in an effect of this change.
      setTimeout(() => location.assign(`/director/${definition.slug}`));
    }
    return answer;
  });
  const { problem, busy, change, submit } = form;
  return (
    <form class="console-form" noValidate onSubmit={(event) => void submit(event)}>
      <h1>{d('new.title')}</h1>
      {problem && (
        <Banner tone="bad" role="alert">
          {problem.detail}
        </Banner>
      )}
      <RaceFields form={form} />
      <VisibilityField value={form.draft.value.visibility} onChange={(visibility) => change({ visibility })} />
      <Button look="primary" type="submit" disabled={busy}>
        {busy ? d('creating') : d('create')}
      </Button>
    </form>
  );
}
