/** One runner. Reads signals only: a repaint of this row touches no other. */
import { useComputed } from '@preact/signals';
import { roughly, timeOfDay } from '../../shared/figures/format.js';
import { b } from '../../shared/messages/board.js';
import { t } from '../../shared/messages/shared.js';
import { Icon, type IconName } from '../../shared/ui/Icon.js';
import type { BoardStore, RowModel } from '../store.js';
import { kindOf } from '../view/kinds.js';
import type { RowText } from '../view/row-text.js';

/** What is as expected needs no icon; the exceptions have one, so that they are found without colour. */
const STATUS_ICONS: Partial<Record<RowText['status'], IconName>> = {
  resting: 'bed',
  overdue: 'clock',
  stopped: 'square',
  dns: 'minus',
  dnf: 'cross',
  dsq: 'cross',
};
/** Ages under a minute change in steps: a ticking figure in every row would say nothing. */
const SEEN_STEP_MS = 15_000;

/** Stars live on the device: they come with the scripts. */
function Star({ store, row, name }: { store: BoardStore; row: RowModel; name: string }) {
  const on = useComputed(() => store.stars.watched.value.has(row.bib));
  if (!store.alive.value) return null;
  return (
    <button
      type="button"
      class="star"
      aria-pressed={on.value}
      aria-label={b('watch', { name })}
      onClick={() => store.stars.toggle(row.bib)}
    >
      <Icon name="star" size={18} filled={on.value} />
    </button>
  );
}

function Move({ row }: { row: RowModel }) {
  const places = row.move.value;
  if (places === 0) return null;
  const words = places > 0 ? b('move.up', { places }) : b('move.down', { places: -places });
  return (
    <span class={places > 0 ? 'move move-up' : 'move move-down'} title={words}>
      <Icon name={places > 0 ? 'up' : 'down'} size={11} />
      <span class="visually-hidden">{words}</span>
    </span>
  );
}

function Seen({ store, row }: { store: BoardStore; row: RowModel }) {
  const text = useComputed(() => {
    const last = row.lastAtMs.value;
    if (last === null) return '';
    const race = store.race.value;
    // After the end an age says nothing; the time of day does.
    if (race.state === 'ended') return timeOfDay(new Date(last).toISOString(), race.timeZone);
    const ago = store.nowMs.value - last;
    return roughly(ago < 60_000 ? Math.floor(ago / SEEN_STEP_MS) * SEEN_STEP_MS : ago);
  });
  return (
    <td role="cell" class="c-seen">
      {text}
    </td>
  );
}

function Status({ text, laps }: { text: RowText; laps: boolean }) {
  const icon = STATUS_ICONS[text.status];
  return (
    <td role="cell" class="c-status">
      {icon && <Icon name={icon} size={14} />}
      {text.status === 'entered' && !laps ? t('status.entered.before') : text.statusWords}
    </td>
  );
}

function NameCell({ slug, text }: { slug: string; text: RowText }) {
  return (
    <th role="rowheader" scope="row" class="c-name">
      <a href={`/${slug}/${encodeURIComponent(text.bib)}`}>{text.name}</a>
      {text.origin && <span class="origin">{text.origin}</span>}
    </th>
  );
}

function CategoryCell({ text }: { text: RowText }) {
  return (
    <td role="cell" class="c-cat">
      {text.category}
      {text.categoryRank && <span class="cat-rank">{text.categoryRank}</span>}
    </td>
  );
}

/** The bib on the row, for motion and focus. Set here and not by the server: 300 of them would weigh a kilobyte. */
function mark(element: HTMLTableRowElement | null, bib: string): void {
  if (element) element.dataset['bib'] = bib;
}

export function Row({ store, row, laps }: { store: BoardStore; row: RowModel; laps: boolean }) {
  const text = row.text.value;
  const fresh = row.fresh.value;
  const race = store.race.peek();
  const { slug } = race;
  const kind = kindOf(race);
  return (
    <tr
      role="row"
      ref={(element) => mark(element, text.bib)}
      data-status={text.status === 'racing' ? undefined : text.status}
      data-fresh={fresh === 0 ? undefined : fresh % 2 === 0 ? 'even' : 'odd'}
    >
      {laps && (
        <td role="cell" class="c-rank">
          {text.rank}
          <Move row={row} />
        </td>
      )}
      <td role="cell" class="c-star">
        <Star store={store} row={row} name={text.name} />
      </td>
      <td role="cell" class="c-bib">
        {text.bib}
      </td>
      <NameCell slug={slug} text={text} />
      <CategoryCell text={text} />
      {laps && (
        <>
          <td role="cell" class="c-laps">
            {text.laps}
          </td>
          <td role="cell" class="c-dist">
            {text.distance}
          </td>
          <td role="cell" class="c-last">
            {text.lastLap}
          </td>
          <td role="cell" class="c-gap">
            {row.gap}
          </td>
          {kind === 'laps' && (
            <td role="cell" class="c-int">
              {row.interval}
            </td>
          )}
          <Seen store={store} row={row} />
          <td role="cell" class="c-pace">
            {text.pace}
          </td>
        </>
      )}
      {laps && store.forecast.value?.cells(store, row)}
      <Status text={text} laps={laps} />
    </tr>
  );
}
