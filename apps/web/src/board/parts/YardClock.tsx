/** The clock of a backyard: what counts is the next bell. */
import { isStillIn, yardNow } from '#libs/domain/index.js';
import { clock } from '../../shared/figures/format.js';
import { b } from '../../shared/messages/board.js';
import type { BoardStore } from '../store.js';

export function YardClock({ store }: { store: BoardStore }) {
  const yard = yardNow(store.race.value, store.nowMs.value);
  if (!yard) return null;
  const stillIn = store.shown.value.filter(isStillIn).length;
  return (
    <div class="clock-words">
      <p class="clock-label">{b('yard.bell')}</p>
      <p class="clock" role="timer" aria-label={b('yard.bell')} data-whistles={yard.whistles || undefined}>
        {clock(yard.leftMs)}
      </p>
      <p class="clock-here">
        {b('yard.now', { yard: yard.yard })}
        {' \u00b7 '}
        {stillIn === 1 ? b('yard.alone') : b('yard.in', { count: stillIn })}
      </p>
    </div>
  );
}
