/** The reader's say over updates: pause, how often, and the pill for those that wait. */
import { b } from '../../shared/messages/board.js';
import { Icon } from '../../shared/ui/Icon.js';
import { type BoardStore, CADENCES_MS } from '../store.js';

const CADENCE_LABELS = ['cadence.1', 'cadence.10', 'cadence.60'] as const;

export function Updates({ store }: { store: BoardStore }) {
  const paused = store.paused.value;
  if (store.race.value.state === 'ended') return null;
  return (
    <div class="updates needs-scripts">
      <div class="choice" role="group" aria-label={b('cadence.label')}>
        {CADENCES_MS.map((ms, i) => (
          <button
            key={ms}
            type="button"
            aria-pressed={!paused && store.cadenceMs.value === ms}
            onClick={() => {
              store.cadenceMs.value = ms;
              store.pause(false, performance.now());
            }}
          >
            {b(CADENCE_LABELS[i] ?? 'cadence.1')}
          </button>
        ))}
        <button
          type="button"
          aria-pressed={paused}
          aria-label={paused ? b('resume') : b('pause')}
          title={paused ? b('resume') : b('pause')}
          onClick={() => store.pause(!paused, performance.now())}
        >
          <Icon name={paused ? 'play' : 'pause'} />
        </button>
      </div>
    </div>
  );
}

/** Updates held back while the reader scrolls, selects or has the focus in the table. */
export function Pill({ store }: { store: BoardStore }) {
  const count = store.held.value;
  return (
    <div class="pill-place">
      {count > 0 && (
        <button
          type="button"
          class="pill"
          onClick={() => {
            store.pause(false, performance.now());
            store.paint(performance.now());
          }}
          aria-label={b('held.show', { count })}
        >
          <Icon name="up" size={13} />
          {b('held', { count })}
        </button>
      )}
    </div>
  );
}
