/** What opens below a reader: moved to a point, asked again, muted, set up anew, taken away. */
import { useSignal } from '@preact/signals';
import type { ReaderAnswer } from '#libs/contracts/index.js';
import { r } from '../../../shared/messages/readers.js';
import { Banner } from '../../../shared/ui/Badge.js';
import { Button, HoldButton } from '../../../shared/ui/Button.js';
import { SelectField, TextField } from '../../../shared/ui/Field.js';
import { type Readers, putReader, useCalling } from './calls.js';
import { Panel, Refusal } from './parts.js';
import { PlacePanel } from './PlacePanel.js';
import { inputOfAnswer } from './reader-draft.js';
import { EditReader } from './ReaderForm.js';
import { nameOf } from './reader-words.js';

export const PANELS = ['place', 'rewind', 'mute', 'edit', 'remove'] as const;
export type PanelName = (typeof PANELS)[number];

interface Props {
  readers: Readers;
  reader: ReaderAnswer;
}

type What = 'all' | 'numbers' | 'span';
const WHATS: readonly What[] = ['all', 'numbers', 'span'];

/** Body of the call; a sentence when something is missing. */
export function rewindBody(
  what: What,
  { first, last, from, to }: Record<'first' | 'last' | 'from' | 'to', string>,
): object | string {
  if (what === 'all') return { all: true };
  if (what === 'numbers') {
    const whole = /^\d+$/;
    if (!whole.test(first.trim()) || !whole.test(last.trim()) || Number(first) > Number(last))
      return r('error.numbers');
    return { first: Number(first), last: Number(last) };
  }
  if (from === '' || to === '') return r('error.span');
  // What its own clock shows, whatever zone that is.
  return { from: `${from}Z`, to: `${to}Z` };
}

function RewindPanel({ readers, reader }: Props) {
  const calling = useCalling(readers.desk.slug);
  const what = useSignal<What>('all');
  const draft = useSignal({ first: '', last: '', from: '', to: '' });
  const wrong = useSignal('');
  const asked = useSignal(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    asked.value = false;
    const body = rewindBody(what.value, draft.value);
    wrong.value = typeof body === 'string' ? body : '';
    if (typeof body === 'string') return;
    asked.value = (await calling.call(`/${reader.id}/rewind`, 'POST', body)) !== null;
    readers.reload();
  };
  const line = (name: 'first' | 'last' | 'from' | 'to') => ({
    id: `rewind-${reader.id}-${name}`,
    label: r(`rewind.${name}`),
    value: draft.value[name],
    onInput: (text: string) => {
      draft.value = { ...draft.value, [name]: text };
    },
  });
  return (
    <form class="console-fields" noValidate onSubmit={(event) => void submit(event)}>
      <p>{r('rewind.about')}</p>
      <SelectField
        id={`rewind-${reader.id}-what`}
        label={r('rewind.what')}
        value={what.value}
        options={WHATS.map((value) => ({ value, label: r(`rewind.${value}`) }))}
        error={wrong.value || undefined}
        onChange={(value) => {
          what.value = WHATS.find((one) => one === value) ?? 'all';
        }}
      />
      {what.value === 'numbers' && (
        <>
          <TextField {...line('first')} inputMode="numeric" />
          <TextField {...line('last')} inputMode="numeric" />
        </>
      )}
      {what.value === 'span' && (
        <>
          <TextField {...line('from')} type="datetime-local" step="1" />
          <TextField {...line('to')} type="datetime-local" step="1" />
        </>
      )}
      <Button type="submit" look="primary" disabled={calling.busy}>
        {r('rewind.do')}
      </Button>
      {asked.value && (
        <Banner tone="good" role="status">
          {r('rewind.asked')}
        </Banner>
      )}
      <Refusal problem={calling.problem} />
    </form>
  );
}

function MutePanel({ readers, reader }: Props) {
  const calling = useCalling(readers.desk.slug);
  const mute = async () => {
    if (!(await putReader(calling, reader.id, { ...inputOfAnswer(reader), muted: true }))) return;
    readers.reload();
    location.hash = `readers/${reader.id}`;
  };
  return (
    <>
      <p>{r('mute.about')}</p>
      <HoldButton action={r('mute.hold')} disabled={calling.busy} onHeld={() => void mute()} />
      <Refusal problem={calling.problem} />
    </>
  );
}

function RemovePanel({ readers, reader }: Props) {
  const calling = useCalling(readers.desk.slug);
  const remove = async () => {
    if (!(await calling.call(`/${reader.id}`, 'DELETE'))) return;
    readers.reload();
    location.hash = 'readers';
  };
  return (
    <>
      <p>{r('remove.about')}</p>
      <HoldButton action={r('remove.hold')} disabled={calling.busy} onHeld={() => void remove()} />
      <Refusal problem={calling.problem} />
    </>
  );
}

const TITLES = {
  place: 'place.title',
  rewind: 'rewind.title',
  mute: 'mute.title',
  edit: 'form.edit',
  remove: 'remove.title',
} as const;
const BODIES = { place: PlacePanel, rewind: RewindPanel, mute: MutePanel, edit: EditReader, remove: RemovePanel };

export function PanelOf({ name, readers, reader }: Props & { name: PanelName }) {
  const Body = BODIES[name];
  return (
    <Panel title={r(TITLES[name], { name: nameOf(reader) })} id={`${name}-${reader.id}`} back={`#readers/${reader.id}`}>
      <Body readers={readers} reader={reader} />
    </Panel>
  );
}
