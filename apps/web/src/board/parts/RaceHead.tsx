/** The race's name, its clock drawn on the loop, and how fresh everything below is. */
import { useComputed } from '@preact/signals';
import { yardNow } from '#libs/domain/index.js';
import { clock, day, timeOfDay, zonePlace } from '../../shared/figures/format.js';
import { raceTime } from '../../shared/figures/race-clock.js';
import { aboutRace } from '../../shared/figures/race-words.js';
import { b } from '../../shared/messages/board.js';
import { t } from '../../shared/messages/shared.js';
import { Badge } from '../../shared/ui/Badge.js';
import { LoopMark } from '../../shared/ui/Wordmark.js';
import type { BoardStore } from '../store.js';
import { FreshLine } from './FreshLine.js';
import { YardClock } from './YardClock.js';

const DAY_MS = 86_400_000;

/** Hours up to two days, days from then on. */
function countdown(ms: number): string {
  if (ms < 2 * DAY_MS) return clock(ms);
  return b('clock.days', { d: Math.floor(ms / DAY_MS), clock: clock(ms % DAY_MS) });
}

function ClockWords({ store }: { store: BoardStore }) {
  const race = store.race.value;
  const time = raceTime(race, store.nowMs.value);
  const nowIso = new Date(store.nowMs.value).toISOString();
  const startIso = race.startedAt ?? race.scheduledStart;
  const before = time.phase === 'before' || time.phase === 'due';
  return (
    <div class="clock-words">
      <p class="clock-label">
        {time.phase === 'before' ? b('clock.starts') : time.phase === 'due' ? b('clock.due') : b('clock.race')}
      </p>
      <p class="clock" role="timer" aria-label={b('clock.race')}>
        {before ? countdown(time.ms) : clock(time.ms)}
      </p>
      <p class="clock-here">
        {before
          ? b('clock.start', {
              date: day(startIso, race.timeZone),
              time: timeOfDay(startIso, race.timeZone),
              place: zonePlace(race.timeZone),
            })
          : [
              time.durationMs !== undefined && t('of', { duration: clock(time.durationMs) }),
              b('clock.here', { time: timeOfDay(nowIso, race.timeZone), place: zonePlace(race.timeZone) }),
            ]
              .filter(Boolean)
              .join(' \u00b7 ')}
      </p>
    </div>
  );
}

/** Progress in tenths of a percent, so that the drawing changes rarely. */
function ProgressLoop({ store }: { store: BoardStore }) {
  const progress = useComputed(() => {
    const race = store.race.value;
    const share = (yardNow(race, store.nowMs.value) ?? raceTime(race, store.nowMs.value)).progress;
    return Math.round(share * 1000) / 1000;
  });
  return <LoopMark size={104} progress={progress.value} />;
}

export function RaceHead({ store }: { store: BoardStore }) {
  const race = store.race.value;
  const inYard = useComputed(() => yardNow(race, store.nowMs.value) !== undefined).value;
  return (
    <header class="race-head">
      <div class="race-words">
        {(race.simulated || race.state !== 'running') && (
          <p class="race-badges">
            {race.state !== 'running' && <Badge>{t(`state.${race.state}`)}</Badge>}
            {race.simulated && <Badge>{t('simulated')}</Badge>}
          </p>
        )}
        <h1>{race.name}</h1>
        <p class="race-about">{aboutRace(race)}</p>
        <FreshLine store={store} />
      </div>
      <div class="race-clock">
        <ProgressLoop store={store} />
        {inYard ? <YardClock store={store} /> : <ClockWords store={store} />}
      </div>
    </header>
  );
}
