/** The crew's page: its runners, when each is due, and whether the data itself is late. Nothing of anybody else. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { connectionState } from '../board/view/freshness.js';
import type { CrewAnswer, CrewPage } from '../server/page-request.js';
import { clock, roughly, timeOfDay, zonePlace } from '../shared/figures/format.js';
import { c } from '../shared/messages/crew.js';
import { t } from '../shared/messages/shared.js';
import { Badge, Banner } from '../shared/ui/Badge.js';
import { Frame } from '../shared/ui/Frame.js';
import { openTwinsOnPaper } from '../charts/paper.js';
import { Alerts } from './Alerts.js';
import { arrivalOf, CONNECTION_LATE_MS, concerning, holdRanges } from './arrival.js';
import { CrewRunner } from './CrewRunner.js';
import { pollCrew } from './poll.js';
import { Tools } from './Tools.js';
import { useReckoner } from './use-reckoner.js';
import { lateWords } from './words.js';

/** The cards, the race's now, how long ago the server was heard, and whether the link still opens anything. */
function useCrew(page: CrewPage) {
  const crew = useSignal(page.crew);
  const nowMs = useSignal(Date.parse(page.crew.at));
  const silentMs = useSignal(0);
  const isGone = useSignal(false);
  useEffect(() => {
    let heardAtMs = performance.now();
    const tick = () => {
      silentMs.value = performance.now() - heardAtMs;
      nowMs.value = Date.parse(crew.peek().at) + silentMs.value;
    };
    const timer = setInterval(tick, 1000);
    const stop = pollCrew(page.token, (heard) => {
      if (heard.kind === 'gone') isGone.value = true;
      if (heard.kind !== 'answer') return;
      heardAtMs = performance.now();
      crew.value = { ...heard.crew, runners: holdRanges(crew.peek().runners, heard.crew.runners) };
      tick();
    });
    const closeTwins = openTwinsOnPaper();
    return () => {
      clearInterval(timer);
      stop();
      closeTwins();
    };
  }, []);
  return { crew: crew.value, nowMs: nowMs.value, silentMs: silentMs.value, isGone: isGone.value };
}

function Clocks({ crew, nowMs }: { crew: CrewAnswer; nowMs: number }) {
  const { race } = crew;
  const endsAtMs = race.endsAt === undefined ? undefined : Date.parse(race.endsAt);
  const endMs = race.state === 'ended' && endsAtMs !== undefined ? endsAtMs : nowMs;
  const leftMs = race.state === 'running' && endsAtMs !== undefined ? endsAtMs - nowMs : 0;
  return (
    <dl class="crew-clocks">
      {race.startedAt !== undefined && (
        <div>
          <dt>{c('clock.race')}</dt>
          <dd>{clock(endMs - Date.parse(race.startedAt))}</dd>
        </div>
      )}
      {leftMs > 0 && (
        <div>
          <dt>{c('clock.end')}</dt>
          <dd>{clock(leftMs)}</dd>
        </div>
      )}
      <div>
        <dt>{c('clock.day', { place: zonePlace(race.timeZone) })}</dt>
        <dd>{timeOfDay(new Date(nowMs).toISOString(), race.timeZone)}</dd>
      </div>
    </dl>
  );
}

/** Our own connection; the data's own lateness is another thing and has its own words. */
function Connection({ crew, silentMs, isGone }: { crew: CrewAnswer; silentMs: number; isGone: boolean }) {
  if (isGone)
    return (
      <Banner tone="bad" role="alert">
        {c('gone')}
      </Banner>
    );
  const state = connectionState(silentMs);
  if (state === 'offline')
    return (
      <Banner tone="warn" role="status">
        {c('fresh.offline', { time: timeOfDay(crew.serverNow, crew.race.timeZone) })}
      </Banner>
    );
  return state === 'live' ? (
    <p class="crew-fresh">
      <Badge tone="live" dot>
        {c('fresh.live')}
      </Badge>
      {crew.lastReadAt !== null && (
        <span>{c('lastRead', { time: timeOfDay(crew.lastReadAt, crew.race.timeZone, true) })}</span>
      )}
    </p>
  ) : (
    <p class="crew-fresh" role="status">
      <Badge tone="warn">{c('fresh.delayed', { ago: roughly(silentMs) })}</Badge>
    </p>
  );
}

export function CrewApp({ page }: { page: CrewPage }) {
  const { crew, nowMs, silentMs, isGone } = useCrew(page);
  const { race, late, runners } = crew;
  const isCutOff = isGone || silentMs >= CONNECTION_LATE_MS;
  const reckonedOf = useReckoner(race, isCutOff, nowMs);
  const awaited = runners.map((card) => {
    const isDataLate = isCutOff || concerning(late, card, race).length > 0;
    return { card, arrival: arrivalOf(card, race, nowMs, isDataLate) };
  });
  return (
    <Frame>
      <header class="crew-head">
        <div>
          <h1>{race.name}</h1>
          {race.simulated && <Badge>{t('simulated')}</Badge>}
        </div>
        <Clocks crew={crew} nowMs={nowMs} />
      </header>
      <Connection crew={crew} silentMs={silentMs} isGone={isGone} />
      {late.length > 0 && (
        <div class="crew-late">
          {late.map((one) => (
            <Banner key={`${one.kind} ${one.point ?? ''} ${one.since}`} tone="warn" role="status">
              {lateWords(one, race)}
            </Banner>
          ))}
        </div>
      )}
      {!isGone && race.state !== 'ended' && <Alerts awaited={awaited} race={race} nowMs={nowMs} />}
      {runners.length === 0 && <p>{c('runners.none')}</p>}
      <div class="crew-runners">
        {awaited.map(({ card, arrival }) => (
          <CrewRunner
            key={card.row.bib}
            card={card}
            race={race}
            arrival={arrival}
            nowMs={nowMs}
            reckoned={reckonedOf(card)}
          />
        ))}
      </div>
      {!isGone && <Tools awaited={awaited} race={race} nowMs={nowMs} />}
    </Frame>
  );
}
