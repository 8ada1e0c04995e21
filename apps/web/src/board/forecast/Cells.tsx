/** A row's estimates. Each cell is seen as figures and heard as the sentence with range and basis. */
import { useComputed } from '@preact/signals';
import { Icon } from '../../shared/ui/Icon.js';
import type { BoardStore, RowModel } from '../store.js';
import { derived } from './columns.js';
import { type BarPlaces, barPlaces, type CellWords, finalWords, nextWords } from './words.js';

const DASH = '\u2013';

interface CellProps {
  store: BoardStore;
  row: RowModel;
}

function Figures({ words }: { words: CellWords }) {
  return (
    <>
      <span aria-hidden="true" class="est" data-late={words.isLate}>
        <em>
          {words.isLate && <Icon name="clock" size={13} />}
          {words.main}
        </em>{' '}
        <small class={words.isLate ? undefined : 'est-range'}>
          {words.range}
          {words.to && (
            <>
              {DASH}
              <span class="est-hour">{words.to.hour}</span>
              {words.to.rest}
            </>
          )}
        </small>
      </span>
      <span class="visually-hidden">{words.say}</span>
    </>
  );
}

/** The same words are the same string: a second that changes nothing repaints nothing. */
function useWords(make: () => CellWords | undefined): CellWords | undefined {
  const text = useComputed(() => JSON.stringify(make() ?? null));
  return (JSON.parse(text.value) as CellWords | null) ?? undefined;
}

export function NextCell({ store, row }: CellProps) {
  const words = useWords(() => nextWords(row.row.value, store.race.value, store.nowMs.value));
  return (
    <td role="cell" class="c-next" title={words?.say}>
      {words && <Figures words={words} />}
    </td>
  );
}

export function FinalCell({ store, row }: CellProps) {
  const words = useWords(() => finalWords(row.row.value, store.race.value));
  const places = barPlaces(row.row.value, store.race.peek(), derived(store).max.value);
  return (
    <td role="cell" class="c-final" title={words?.say}>
      {words && <Figures words={words} />}
      {places && <Bar {...places} />}
    </td>
  );
}

function Bar({ done, from, likely, to }: BarPlaces) {
  return (
    <svg class="est-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <path class="est-track" d="M0 3H100" />
      <path class="est-done" d={`M0 3H${done}`} />
      <rect x={from} y="0.5" width={Math.max(1, to - from)} height="5" />
      <path class="est-likely" d={`M${likely} -2V8`} />
    </svg>
  );
}
