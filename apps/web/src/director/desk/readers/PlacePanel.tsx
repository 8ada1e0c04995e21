/** A box that was carried to another point, or was set up under a wrong one: where it stands, and from when on. */
import { useSignal } from '@preact/signals';
import type { ReaderAnswer } from '#libs/contracts/index.js';
import { instantOf } from '../../../shared/figures/zoned.js';
import { fieldError } from '../../../shared/http.js';
import { r } from '../../../shared/messages/readers.js';
import { Banner } from '../../../shared/ui/Badge.js';
import { Button } from '../../../shared/ui/Button.js';
import { SelectField, TextField } from '../../../shared/ui/Field.js';
import { type Readers, putReader, useCalling } from './calls.js';
import { Refusal } from './parts.js';
import { Places } from './Places.js';
import { pointChoices } from './points.js';
import { FIELD_PATHS, inputOfAnswer, pointsOf, rowsOf } from './reader-draft.js';
import { systemOf } from './systems.js';

const FROM = ['now', 'at', 'start'] as const;

/** What is typed, and its way to the server. */
function useMove(readers: Readers, reader: ReaderAnswer) {
  const { desk } = readers;
  const calling = useCalling(desk.slug);
  const point = useSignal(reader.point);
  const rows = useSignal(rowsOf(reader.points));
  const from = useSignal<string>('now');
  const at = useSignal('');
  const wrong = useSignal('');
  const done = useSignal(false);
  const hasPlaces = systemOf(reader.protocol).hasPlaces === true;
  const submit = async (event: Event) => {
    event.preventDefault();
    done.value = false;
    const atMs = instantOf(at.value, desk.race.timeZone);
    wrong.value = from.value === 'at' && atMs === null ? r('error.instant') : '';
    if (wrong.value !== '') return;
    const since = from.value === 'now' ? readers.nowMs() : from.value === 'at' ? (atMs ?? 0) : undefined;
    const { points: _former, ...input } = inputOfAnswer(reader);
    const points = hasPlaces ? pointsOf(rows.value) : undefined;
    const when = since === undefined ? {} : { from: new Date(since).toISOString() };
    if (
      !(await putReader(calling, reader.id, { ...input, point: point.value, ...(points ? { points } : {}), ...when }))
    )
      return;
    done.value = true;
    readers.reload();
    desk.reload();
  };
  return { calling, point, rows, from, at, wrong: wrong.value, done: done.value, hasPlaces, submit };
}

export function PlacePanel({ readers, reader }: { readers: Readers; reader: ReaderAnswer }) {
  const { desk } = readers;
  const { id } = reader;
  const { calling, point, rows, from, at, wrong, done, hasPlaces, submit } = useMove(readers, reader);
  return (
    <form class="console-fields" noValidate onSubmit={(event) => void submit(event)}>
      <p>{r('place.about')}</p>
      <SelectField
        id={`place-${id}-point`}
        label={r('form.point')}
        value={point.value}
        options={pointChoices(desk, reader.point)}
        error={fieldError(calling.problem, ...(FIELD_PATHS['point'] ?? []))}
        onChange={(value) => {
          point.value = value;
        }}
      />
      {hasPlaces && (
        <Places
          desk={desk}
          id={`place-${id}`}
          rows={rows.value}
          heard={heardPlaces(reader)}
          onChange={(next) => (rows.value = next)}
        />
      )}
      <SelectField
        id={`place-${id}-from`}
        label={r('place.from')}
        value={from.value}
        options={FROM.map((value) => ({ value, label: r(`place.from.${value}`) }))}
        onChange={(value) => {
          from.value = value;
        }}
      />
      {from.value === 'at' && (
        <TextField
          id={`place-${id}-at`}
          type="datetime-local"
          step="1"
          label={r('place.at')}
          value={at.value}
          error={wrong || fieldError(calling.problem, 'from')}
          onInput={(value) => {
            at.value = value;
          }}
        />
      )}
      <Button type="submit" look="primary" disabled={calling.busy}>
        {r('place.save')}
      </Button>
      {done && (
        <Banner tone="good" role="status">
          {r('form.saved')}
        </Banner>
      )}
      <Refusal problem={calling.problem} />
    </form>
  );
}

/** Names the source gave that no line maps yet. */
export const heardPlaces = ({ state, points }: ReaderAnswer): string[] => [
  ...new Set(state.boxes.flatMap(({ place }) => (place === undefined || points?.[place] !== undefined ? [] : [place]))),
];
