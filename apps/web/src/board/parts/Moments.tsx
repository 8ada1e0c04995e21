/** Empty and odd moments have words. */
import { b } from '../../shared/messages/board.js';
import { Banner } from '../../shared/ui/Badge.js';
import type { BoardStore } from '../store.js';

/** A sentence above the table about the state of the race, when there is one. */
export function Moment({ store }: { store: BoardStore }) {
  const race = store.race.value;
  if (store.total.value === 0) return null;
  if (race.state === 'set-up') return <p class="moment">{b('empty.before')}</p>;
  if (race.state === 'running') {
    const first = store.board.rows.every((row) => row.laps === 0);
    return first ? <p class="moment">{b('empty.firstLap')}</p> : null;
  }
  return <Banner tone="warn">{partsMissing(store) ? b('ended.partLap') : b('ended.provisional')}</Banner>;
}

/** R5.8: somebody’s last part lap is still to be measured. */
function partsMissing(store: BoardStore): boolean {
  const { format } = store.race.value;
  if (format.kind !== 'fixed-time' || format.end !== 'measure') return false;
  return store.shown.value.some((row) => row.status === 'finished' && row.partState === undefined);
}

/** What stands in the place of rows when there are none. */
export function NoRows({ store }: { store: BoardStore }) {
  if (store.order.value.length > 0) return null;
  if (store.total.value === 0) {
    return (
      <div class="no-rows">
        <p>{b('empty.none')}</p>
        <p class="muted">{b('empty.none.hint')}</p>
      </div>
    );
  }
  const nobody = store.view.value.watched && store.stars.watched.value.size === 0;
  return <p class="no-rows">{nobody ? b('watch.none') : b('count.none')}</p>;
}
