/** The table of checkpoints, typed or pasted; the last row is the finish. */
import { useSignal } from '@preact/signals';
import { d } from '../shared/messages/director.js';
import { Button } from '../shared/ui/Button.js';
import { FieldFrame } from '../shared/ui/Field.js';
import { EMPTY_POINT, type PointDraft, pointsFrom } from './race-draft.js';

type Cell = Exclude<keyof PointDraft, 'dropBag' | 'on'>;
const CELLS: readonly Cell[] = ['name', 'km', 'opens', 'cutoff'];

interface TableProps {
  points: readonly PointDraft[];
  errorOf: (path: string) => string | undefined;
  onChange: (points: PointDraft[]) => void;
}

function PointRow({ points, errorOf, onChange, at }: TableProps & { at: number }) {
  const point = points[at] ?? EMPTY_POINT;
  const set = (fields: Partial<PointDraft>) =>
    onChange(points.map((other, i) => (i === at ? { ...other, ...fields } : other)));
  const no = at + 1;
  const errors = CELLS.map((cell) => errorOf(`points.${at}.${cell}`)).filter(Boolean);
  return (
    <>
      <tr>
        {CELLS.map((cell) => (
          <td key={cell}>
            <input
              class="input"
              aria-label={d('points.cell', { column: d(`points.${cell}`), no })}
              aria-invalid={errorOf(`points.${at}.${cell}`) ? 'true' : undefined}
              value={point[cell]}
              inputMode={cell === 'km' ? 'decimal' : 'text'}
              onInput={(event) => set({ [cell]: event.currentTarget.value })}
            />
          </td>
        ))}
        <td>
          <select
            class="input"
            aria-label={d('points.cell', { column: d('points.on'), no })}
            onChange={(event) => set({ on: event.currentTarget.value })}
          >
            {(['arrival', 'departure'] as const).map((one) => (
              <option key={one} value={one} selected={point.on === one}>
                {d(`points.on.${one}`)}
              </option>
            ))}
          </select>
        </td>
        <td>
          <input
            type="checkbox"
            aria-label={d('points.cell', { column: d('points.dropBag'), no })}
            checked={point.dropBag}
            onChange={(event) => set({ dropBag: event.currentTarget.checked })}
          />
        </td>
        <td>
          <Button
            look="quiet"
            label={d('points.remove.of', { no })}
            onClick={() => onChange(points.filter((_, i) => i !== at))}
          >
            {d('points.remove')}
          </Button>
        </td>
      </tr>
      {errors.length > 0 && (
        <tr>
          <td colSpan={7} class="field-error">
            {errors.join(' ')}
          </td>
        </tr>
      )}
    </>
  );
}

function Paste({ onChange }: Pick<TableProps, 'onChange'>) {
  const text = useSignal('');
  return (
    <details class="console-more">
      <summary>{d('points.paste')}</summary>
      <FieldFrame id="points-paste" label={d('points.paste')} hint={d('points.paste.hint')}>
        <textarea
          class="input"
          id="points-paste"
          aria-describedby="points-paste-hint"
          spellcheck={false}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
      </FieldFrame>
      <Button
        onClick={() => {
          const points = pointsFrom(text.value);
          if (points.length > 0) onChange(points);
        }}
      >
        {d('points.fill')}
      </Button>
    </details>
  );
}

export function CoursePoints(props: TableProps) {
  const { points, onChange } = props;
  return (
    <div class="console-wide">
      <div class="desk-scroll" role="region" aria-label={d('points.title')} tabIndex={0}>
        <table class="console-table">
          <caption class="field-label">{d('points.title')}</caption>
          <thead>
            <tr>
              {[...CELLS, 'on' as const, 'dropBag' as const].map((column) => (
                <th key={column} scope="col">
                  {d(`points.${column}`)}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {points.map((_, at) => (
              // Rows have no other identity than their place.
              <PointRow key={at} {...props} at={at} />
            ))}
          </tbody>
        </table>
      </div>
      <p class="field-hint">{d('points.hint')}</p>
      <div class="console-actions">
        <Button onClick={() => onChange([...points, EMPTY_POINT])}>{d('points.add')}</Button>
      </div>
      <Paste onChange={onChange} />
    </div>
  );
}
