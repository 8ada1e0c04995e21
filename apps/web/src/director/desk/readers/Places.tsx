/** Which point each name at the source is, for one connection that speaks for several mats. */
import { r } from '../../../shared/messages/readers.js';
import { Button } from '../../../shared/ui/Button.js';
import type { Desk } from '../data.js';
import { pointChoices } from './points.js';
import type { PlaceRow } from './reader-draft.js';

export function Places({
  desk,
  id,
  rows,
  heard = [],
  onChange,
}: {
  desk: Desk;
  id: string;
  rows: readonly PlaceRow[];
  /** Names that came and are at no line yet. */
  heard?: readonly string[];
  onChange: (rows: PlaceRow[]) => void;
}) {
  const first = desk.race.course.points[0]?.id ?? 'line';
  const set = (at: number, fields: Partial<PlaceRow>) =>
    onChange(rows.map((row, i) => (i === at ? { ...row, ...fields } : row)));
  const fresh = heard.filter((place) => !rows.some((row) => row.place === place));
  return (
    <fieldset class="reader-places">
      <legend class="field-label">{r('form.places')}</legend>
      <p class="field-hint">{r('form.places.hint')}</p>
      {rows.map((row, at) => (
        // Lines have no other identity than their place in the list.
        <div class="reader-place" key={at}>
          <input
            class="input"
            id={`${id}-place-${at}`}
            aria-label={r('form.place.of', { no: at + 1 })}
            value={row.place}
            autocomplete="off"
            onInput={(event) => set(at, { place: event.currentTarget.value })}
          />
          <select
            class="input"
            aria-label={r('form.place.point', { no: at + 1 })}
            onChange={(event) => set(at, { point: event.currentTarget.value })}
          >
            {pointChoices(desk, row.point).map(({ value, label }) => (
              <option key={value} value={value} selected={value === row.point}>
                {label}
              </option>
            ))}
          </select>
          <Button
            look="quiet"
            label={r('form.place.remove.of', { no: at + 1 })}
            onClick={() => onChange(rows.filter((_, i) => i !== at))}
          >
            {r('form.place.remove')}
          </Button>
        </div>
      ))}
      <div class="console-actions">
        {fresh.map((place) => (
          <Button key={place} onClick={() => onChange([...rows, { place, point: first }])}>
            {`+ ${place}`}
          </Button>
        ))}
        <Button onClick={() => onChange([...rows, { place: '', point: first }])}>{r('form.place.add')}</Button>
      </div>
    </fieldset>
  );
}
