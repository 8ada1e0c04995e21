/** The home page: races, live ones first; on an empty server, two ways to begin. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { HomePage, RaceListItem } from '../server/page-request.js';
import { h } from '../shared/messages/home.js';
import { t } from '../shared/messages/shared.js';
import { Frame } from '../shared/ui/Frame.js';
import { Empty } from './Empty.js';
import { racesIn } from './order.js';
import { RaceCard } from './RaceCard.js';

const GROUPS = [
  { state: 'running', title: 'live' },
  { state: 'set-up', title: 'coming' },
  { state: 'ended', title: 'past' },
] as const;

/** Of a race whose now is later than the page's: a simulated one. */
function aheadOf(race: RaceListItem, renderedAt: number): number {
  return race.at === undefined ? 0 : Math.max(0, Date.parse(race.at) - renderedAt);
}

export function HomeApp({ page }: { page: HomePage }) {
  const renderedAt = useMemo(() => Date.parse(page.now ?? new Date().toISOString()), []);
  const nowMs = useSignal(renderedAt);
  useEffect(() => {
    const bornMs = performance.now();
    const timer = setInterval(() => {
      nowMs.value = renderedAt + performance.now() - bornMs;
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <Frame nav={<a href="/director">{t('nav.director')}</a>}>
      {page.empty ? (
        <Empty canStartDemo={page.canStartDemo} />
      ) : (
        <>
          <h1 class="visually-hidden">{h('title')}</h1>
          {GROUPS.map(({ state, title }) => {
            const races = racesIn(page.races, state);
            if (races.length === 0) return null;
            return (
              <section key={state} class="races">
                <h2>{h(title)}</h2>
                <ul>
                  {races.map((race) => (
                    <RaceCard key={race.slug} race={race} nowMs={nowMs} aheadMs={aheadOf(race, renderedAt)} />
                  ))}
                </ul>
              </section>
            );
          })}
        </>
      )}
    </Frame>
  );
}
