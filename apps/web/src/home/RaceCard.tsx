/** One race on the home page: its loop filled so far, its name, its clock. */
import type { ReadonlySignal } from '@preact/signals';
import type { RaceListItem } from '../server/page-request.js';
import { clock, day, timeOfDay, zonePlace } from '../shared/figures/format.js';
import { loopWords, raceWords } from '../shared/figures/race-words.js';
import { raceTime } from '../shared/figures/race-clock.js';
import { h } from '../shared/messages/home.js';
import { t } from '../shared/messages/shared.js';
import { Badge } from '../shared/ui/Badge.js';
import { LoopMark } from '../shared/ui/Wordmark.js';

interface RaceCardProps {
  race: RaceListItem;
  nowMs: ReadonlySignal<number>;
  /** How far this race's own now is ahead of the wall clock: a simulation may run faster than life. */
  aheadMs: number;
}

function When({ race, nowMs, aheadMs }: RaceCardProps) {
  const { timeZone: zone } = race;
  if (race.state === 'running') {
    const time = raceTime(race, nowMs.value + aheadMs);
    return (
      <p class="race-when">
        <span class="race-when-clock">{clock(time.ms)}</span>{' '}
        {time.durationMs !== undefined && t('of', { duration: clock(time.durationMs) })}
      </p>
    );
  }
  const iso = race.state === 'ended' ? (race.endsAt ?? race.scheduledStart) : race.scheduledStart;
  const date = day(iso, zone);
  return (
    <p class="race-when">
      {race.state === 'ended'
        ? h('race.ended', { date })
        : h('race.starts', { date, time: timeOfDay(iso, zone), place: zonePlace(zone) })}
    </p>
  );
}

export function RaceCard({ race, nowMs, aheadMs }: RaceCardProps) {
  const progress = Math.round(raceTime(race, nowMs.value + aheadMs).progress * 500) / 500;
  return (
    <li class="race" data-state={race.state}>
      <LoopMark size={56} progress={progress} />
      <div class="race-what">
        <h3>
          <a href={`/${race.slug}`}>{race.name}</a>
        </h3>
        <p class="muted small">
          {[raceWords(race), loopWords(race.course), h('runners', { runners: race.runners })]
            .filter(Boolean)
            .join(' \u00b7 ')}
        </p>
      </div>
      {race.simulated && <Badge>{t('simulated')}</Badge>}
      <When race={race} nowMs={nowMs} aheadMs={aheadMs} />
    </li>
  );
}
