/** A box set up for the first time, or its settings changed: the system first, then only what that system needs. */
import { useSignal } from '@preact/signals';
import type { ReaderAnswer } from '#libs/contracts/index.js';
import { fieldError } from '../../../shared/http.js';
import { r } from '../../../shared/messages/readers.js';
import { Banner } from '../../../shared/ui/Badge.js';
import { Button } from '../../../shared/ui/Button.js';
import { SelectField, TextField } from '../../../shared/ui/Field.js';
import { useDraft } from '../data.js';
import { type Calling, type Readers, putReader, useCalling } from './calls.js';
import { Refusal } from './parts.js';
import { Places } from './Places.js';
import { pointChoices } from './points.js';
import {
  FIELD_PATHS,
  NEW_READER,
  type ReaderDraft,
  draftOf,
  freeId,
  inputOf,
  inputOfAnswer,
  wayOf,
} from './reader-draft.js';
import { RenewToken } from './RenewToken.js';
import { SettingField } from './SettingField.js';
import { SYSTEMS, systemOf } from './systems.js';

/** Fields of one line of text or one choice. */
type TextName = Exclude<keyof ReaderDraft, 'places' | 'settings'>;
type Line = (name: TextName) => {
  id: string;
  value: string;
  error?: string;
  onInput: (text: string) => void;
};
type Select = (name: TextName) => {
  id: string;
  value: string;
  error?: string;
  onChange: (text: string) => void;
};

interface FieldsProps {
  readers: Readers;
  draft: ReaderDraft;
  line: Line;
  select: Select;
  set: (fields: Partial<ReaderDraft>) => void;
  calling: Calling;
  id: string;
}

/** Where the box is, or who may call. */
function Network({ draft, line, select }: FieldsProps) {
  const system = systemOf(draft.protocol);
  const way = wayOf(draft, system);
  if (way === undefined) return null;
  const port = (
    <TextField
      {...line('port')}
      optional
      inputMode="numeric"
      label={r('form.port')}
      hint={r('form.port.hint', { port: String(system.port ?? '') })}
    />
  );
  return (
    <>
      {system.roles.length > 1 && (
        <SelectField
          {...select('way')}
          value={way}
          label={r('form.way')}
          options={system.roles.map((value) => ({ value, label: r(`form.way.${value}`) }))}
        />
      )}
      {way === 'dial' && (
        <TextField {...line('host')} label={r('form.host')} hint={r('form.host.hint')} autoComplete="off" />
      )}
      {port}
      {way === 'listen' && (
        <TextField {...line('allow')} optional label={r('form.allow')} hint={r('form.allow.hint')} autoComplete="off" />
      )}
    </>
  );
}

/** What its clock shows: the race's zone unless somebody says otherwise. */
function Zone({ readers, draft, line, select }: FieldsProps) {
  const { timeZone } = readers.desk.race;
  const options = [
    { value: 'race', label: r('zone', { zone: timeZone }) },
    { value: 'UTC', label: r('form.zone.UTC') },
    { value: 'other', label: r('form.zone.other') },
  ];
  return (
    <>
      <SelectField
        {...select('zoneIs')}
        label={r('form.zone')}
        options={options}
        error={draft.zoneIs === 'other' ? undefined : line('zone').error}
      />
      {draft.zoneIs === 'other' && (
        <TextField {...line('zone')} label={r('form.zone.name')} hint={r('form.zone.hint')} autoComplete="off" />
      )}
    </>
  );
}

const choice = (field: 'clockChange' | 'statedZone' | 'clock', values: readonly string[]) =>
  values.map((value) => ({ value, label: r(`form.${field}.${value}` as 'form.clock.apply') }));

/** What most boxes need not be told. */
function More(props: FieldsProps) {
  const { draft, line, select, set, calling, id } = props;
  const system = systemOf(draft.protocol);
  const isTrusted = system.roles.length === 0 && draft.statedZone === 'trust';
  return (
    <details class="reader-more">
      <summary>{r('form.more')}</summary>
      <div class="console-fields">
        {!isTrusted && (
          <SelectField
            {...select('clockChange')}
            label={r('form.clockChange')}
            options={choice('clockChange', ['stays', 'follows'])}
          />
        )}
        {system.tellsTime && (
          <SelectField {...select('clock')} label={r('form.clock')} options={choice('clock', ['apply', 'watch'])} />
        )}
        <TextField {...line('offset')} optional inputMode="decimal" label={r('form.offset')} />
        {wayOf(draft, system) === 'listen' && (
          <TextField {...line('bound')} optional label={r('form.bound')} autoComplete="off" />
        )}
        {system.settings.map((setting) => (
          <SettingField
            key={setting.name}
            id={`${id}-setting-${setting.name}`}
            setting={setting}
            value={draft.settings[setting.name] ?? ''}
            error={fieldError(calling.problem, `settings.${setting.name}`)}
            onChange={(value) => set({ settings: { ...draft.settings, [setting.name]: value } })}
          />
        ))}
      </div>
    </details>
  );
}

function Fields(props: FieldsProps) {
  const { draft, line, select } = props;
  const system = systemOf(draft.protocol);
  const statesZone = system.statesZone === true;
  return (
    <>
      <TextField {...line('name')} optional label={r('form.name')} hint={r('form.name.hint')} autoComplete="off" />
      <Network {...props} />
      {statesZone && (
        <SelectField
          {...select('statedZone')}
          label={r('form.statedZone')}
          options={choice('statedZone', ['trust', 'ignore'])}
        />
      )}
      {(system.roles.length > 0 || draft.statedZone === 'ignore') && <Zone {...props} />}
      <More {...props} />
    </>
  );
}

/** Draft, errors and changes of the form. @param version of what was set up: a draft begun before somebody changed it must not undo the change */
function useReaderForm(readers: Readers, key: string, empty: ReaderDraft, version = '') {
  const draft = useDraft<ReaderDraft>(`${readers.desk.slug}.reader.${key}${version}`, empty);
  const calling = useCalling(readers.desk.slug);
  const noHost = useSignal(false);
  const id = `reader-form-${key === '+' ? 'new' : key}`;
  const set = (fields: Partial<ReaderDraft>) => {
    draft.value = { ...draft.value, ...fields };
  };
  const errorOf = (name: string): string | undefined => {
    if (name === 'host' && noHost.value) return r('error.host');
    const { problem } = calling;
    if (name === 'port' && problem?.code === 'port-taken') return problem.detail;
    return fieldError(problem, ...(FIELD_PATHS[name] ?? []));
  };
  const line: Line = (name) => ({
    id: `${id}-${name}`,
    value: draft.value[name],
    error: errorOf(name),
    onInput: (text) => set({ [name]: text }),
  });
  const select: Select = (name) => {
    const { onInput, ...rest } = line(name);
    return { ...rest, onChange: onInput };
  };
  /** True when nothing is plainly missing; else the field has the focus. */
  const isComplete = (): boolean => {
    const { protocol, host } = draft.value;
    noHost.value = wayOf(draft.value, systemOf(protocol)) === 'dial' && host.trim() === '';
    if (noHost.value) document.getElementById(`${id}-host`)?.focus();
    return !noHost.value;
  };
  /** After a refusal: the first field it names. */
  const focusWrong = () =>
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.reader-form [aria-invalid]')?.focus());
  return { draft, calling, set, line, select, id, isComplete, focusWrong };
}

export function NewReader({ readers }: { readers: Readers }) {
  const { desk } = readers;
  const first = desk.race.course.points[0]?.id ?? 'line';
  const form = useReaderForm(readers, '+', { ...NEW_READER, point: first });
  const { draft, calling, set, line, select, id } = form;
  const system = systemOf(draft.value.protocol);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!form.isComplete()) return;
    const fresh = freeId(
      draft.value,
      readers.list.map((one) => one.id),
    );
    const made = await putReader(calling, fresh, inputOf(draft.value, desk.race.timeZone));
    if (made === null) return void form.focusWrong();
    if (made.token !== undefined) readers.keepToken(made.id, made.token);
    draft.value = { ...NEW_READER, point: first };
    readers.reload();
    location.hash = `readers/${made.id}`;
  };
  return (
    <form class="console-fields reader-form" noValidate onSubmit={(event) => void submit(event)}>
      <SelectField
        {...select('protocol')}
        label={r('form.system')}
        hint={r(`how.${system.protocol}`)}
        options={SYSTEMS.map(({ protocol }) => ({ value: protocol, label: r(`system.${protocol}`) }))}
        onChange={(protocol) =>
          set({ protocol, port: '', settings: {}, statedZone: 'trust', way: systemOf(protocol).roles[0] ?? 'listen' })
        }
      />
      <SelectField {...select('point')} label={r('form.point')} options={pointChoices(desk, draft.value.point)} />
      <Fields {...{ readers, draft: draft.value, line, select, set, calling, id }} />
      {system.hasPlaces && (
        <details class="reader-more" open={draft.value.places.length > 0}>
          <summary>{r('form.places')}</summary>
          <Places desk={desk} id={id} rows={draft.value.places} onChange={(places) => set({ places })} />
        </details>
      )}
      <Button type="submit" look="primary" disabled={calling.busy}>
        {r('form.save.new')}
      </Button>
      <Refusal problem={calling.problem} />
    </form>
  );
}

export function EditReader({ readers, reader }: { readers: Readers; reader: ReaderAnswer }) {
  const { desk } = readers;
  const zone = desk.race.timeZone;
  const form = useReaderForm(readers, reader.id, draftOf(reader, zone), JSON.stringify(inputOfAnswer(reader)));
  const { draft, calling, set, line, select, id } = form;
  const done = useSignal(false);
  const system = systemOf(reader.protocol);
  const submit = async (event: Event) => {
    event.preventDefault();
    done.value = false;
    if (!form.isComplete()) return;
    const { point, points, muted } = inputOfAnswer(reader);
    const input = {
      ...inputOf({ ...draft.value, protocol: reader.protocol }, zone),
      point,
      muted,
      ...(points ? { points } : {}),
    };
    const put = await putReader(calling, reader.id, input);
    if (put === null) return void form.focusWrong();
    done.value = true;
    readers.reload();
    desk.reload();
  };
  return (
    <>
      <form class="console-fields reader-form" noValidate onSubmit={(event) => void submit(event)}>
        <p class="muted small">{r(`how.${system.protocol}`)}</p>
        <Fields {...{ readers, draft: draft.value, line, select, set, calling, id }} />
        <p class="muted small">{r('form.place.move')}</p>
        <Button type="submit" look="primary" disabled={calling.busy}>
          {r('form.save')}
        </Button>
        {done.value && (
          <Banner tone="good" role="status">
            {r('form.saved')}
          </Banner>
        )}
        <Refusal problem={calling.problem} />
      </form>
      {system.usesToken && <RenewToken readers={readers} reader={reader} />}
    </>
  );
}
