/** Which columns of estimates there are, and their heads. */
import { type ReadonlySignal, computed } from '@preact/signals';
import { zonePlace } from '../../shared/figures/format.js';
import { f } from '../../shared/messages/forecast.js';
import type { BoardStore } from '../store.js';
import { barMax, finalKind } from './words.js';

export type ForecastColumn = 'next' | 'final';

interface Derived {
  /** As a text, so that the same columns are no news. */
  columns: ReadonlySignal<string>;
  /** End of the scale of all bars. */
  max: ReadonlySignal<number>;
}

const known = new WeakMap<BoardStore, Derived>();

export function derived(store: BoardStore): Derived {
  const found = known.get(store);
  if (found) return found;
  const columns = computed(() => {
    if (!store.forecastOn.value) return '';
    const rows = store.shown.value;
    const next = rows.some(({ nextAt, lateSince }) => nextAt ?? lateSince) ? 'next' : '';
    const final = rows.some((row) => row.final ?? row.finishAt) ? 'final' : '';
    return `${next} ${final}`.trim();
  });
  const made = { columns, max: computed(() => barMax(store.shown.value, store.race.value)) };
  known.set(store, made);
  return made;
}

/** None while the forecast is off, or nothing can be said of anybody. */
export function columnsOf(store: BoardStore): ForecastColumn[] {
  const text = derived(store).columns.value;
  return text === '' ? [] : (text.split(' ') as ForecastColumn[]);
}

export function Head({ store, column }: { store: BoardStore; column: ForecastColumn }) {
  const race = store.race.value;
  const key = column === 'next' ? 'col.next' : (`col.${finalKind(race)}` as const);
  return (
    <th role="columnheader" scope="col" class={`c-${column}`}>
      <span title={f(`${key}.long`, { place: zonePlace(race.timeZone) })}>{f(key)}</span>
    </th>
  );
}
