/** The race's name, its clock drawn on the loop, and how fresh everything below is. */
import { useComputed } from '@preact/signals';
import type { RaceHeader } from '#libs/domain/index.js';
import { clock, day, decimal, timeOfDay, zonePlace } from '../../shared/figures/format.js';
import { raceTime } from '../../shared/figures/race-clock.js';
import { b } from '../../shared/messages/board.js';
import { t } from '../../shared/messages/shared.js';
import { Badge } from '../../shared/ui/Badge.js';
import { LoopMark } from '../../shared/ui/Wordmark.js';
import type { BoardStore } from '../store.js';
import { FreshLine } from './FreshLine.js';

/** `24 hours`, `90 minutes`: a race's length in words. */
export function lengthWords(durationMs: number): string {
  const hours = durationMs / 3_600_000;
  return Number.isInteger(hours)
    ? t('format.hours', { hours })
    : t('format.minutes', { minutes: Math.round(durationMs / 60_000) });
}

/** One line about the race: `24 hours on a 1,526 m loop`. */
export function aboutRace(race: RaceHeader): string {
  const { lapM } = race.course;
  return b('about', {
    duration: lengthWords(race.format.durationMs),
    metres: decimal(lapM, Number.isInteger(lapM) ? 0 : 2),
  });
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
        {clock(time.ms)}
      </p>
      <p class="clock-here">
        {before
          ? b('clock.start', {
              date: day(startIso, race.timeZone),
              time: timeOfDay(startIso, race.timeZone),
              place: zonePlace(race.timeZone),
            })
          : `${b('clock.of', { duration: clock(time.durationMs) })} \u00b7 ${b('clock.here', { time: timeOfDay(nowIso, race.timeZone), place: zonePlace(race.timeZone) })}`}
      </p>
    </div>
  );
}

/** Progress in tenths of a percent, so that the drawing changes rarely. */
function ProgressLoop({ store }: { store: BoardStore }) {
  const progress = useComputed(() => Math.round(raceTime(store.race.value, store.nowMs.value).progress * 1000) / 1000);
  return <LoopMark size={104} progress={progress.value} />;
}

export function RaceHead({ store }: { store: BoardStore }) {
  const race = store.race.value;
  return (
    <header class="race-head">
      <div class="race-words">
        <p class="race-badges">
          <Badge tone={race.state === 'running' ? 'live' : undefined} dot={race.state === 'running'}>
            {t(`state.${race.state}`)}
          </Badge>
          {race.simulated && <Badge>{t('simulated')}</Badge>}
        </p>
        <h1>{race.name}</h1>
        <p class="race-about">{aboutRace(race)}</p>
        <FreshLine store={store} />
      </div>
      <div class="race-clock">
        <ProgressLoop store={store} />
        <ClockWords store={store} />
      </div>
    </header>
  );
}
