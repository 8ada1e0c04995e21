/** The director's races. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { racesIn } from '../home/order.js';
import type { RaceListItem } from '../server/page-request.js';
import { day, timeOfDay } from '../shared/figures/format.js';
import { aboutRace } from '../shared/figures/race-words.js';
import { d } from '../shared/messages/director.js';
import { t } from '../shared/messages/shared.js';
import { Badge, Banner } from '../shared/ui/Badge.js';
import { ButtonLink } from '../shared/ui/Button.js';
import { directorCall } from './session.js';

type Races = RaceListItem[] | { races: RaceListItem[] };

export function RaceList() {
  const races = useSignal<RaceListItem[] | null>(null);
  const trouble = useSignal('');
  useEffect(() => {
    void directorCall<Races>('/races').then((answer) => {
      if (answer.ok) races.value = Array.isArray(answer.value) ? answer.value : answer.value.races;
      else trouble.value = answer.problem.detail;
    });
  }, []);
  const list = races.value;
  const ordered = list && [...racesIn(list, 'running'), ...racesIn(list, 'set-up'), ...racesIn(list, 'ended')];
  return (
    <>
      <div class="console-title">
        <h1>{d('races.title')}</h1>
        <ButtonLink href="#new" look="primary">
          {d('races.new')}
        </ButtonLink>
      </div>
      {trouble.value && (
        <Banner tone="bad" role="alert">
          {trouble.value}
        </Banner>
      )}
      {ordered?.length === 0 && <p class="muted">{d('races.none')}</p>}
      <ul class="console-races">
        {ordered?.map((race) => (
          <li key={race.slug}>
            <a href={`/director/${race.slug}`}>{race.name}</a>
            <span class="muted small">{aboutRace(race)}</span>
            <span class="muted small">
              {day(race.scheduledStart, race.timeZone)}, {timeOfDay(race.scheduledStart, race.timeZone)}
            </span>
            <Badge tone={race.state === 'running' ? 'live' : undefined} dot={race.state === 'running'}>
              {t(`state.${race.state}`)}
            </Badge>
          </li>
        ))}
      </ul>
    </>
  );
}
