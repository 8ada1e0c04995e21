/** The charts of one runner behind two tabs; without scripts and on paper one under the other. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { RaceHeader } from '#libs/domain/index.js';
import type { RunnerCardAnswer } from '../server/page-request.js';
import { h } from '../shared/messages/charts.js';
import { DistanceChart } from './DistanceChart.js';
import { distanceData, type LineTarget } from './distance-data.js';
import { keepMeasure, keptMeasure } from './measure.js';
import { type Measure, paceData } from './pace-data.js';
import { PaceChart } from './PaceChart.js';

export interface ChartsProps {
  /** Apart from the charts of other runners on the page. */
  id: string;
  card: RunnerCardAnswer;
  race: RaceHeader;
  name: string;
  targets: readonly LineTarget[];
  /** Id of the record to be drawn in any case. */
  chosen?: string;
}

type Tab = 'pace' | 'distance';
const MEASURES: readonly Measure[] = ['lap', '/km', '/mi'];

export function Charts({ id, card, race, name, targets, chosen }: ChartsProps) {
  const tab = useSignal<Tab>('pace');
  const measure = useSignal<Measure>('lap');
  useEffect(() => {
    measure.value = keptMeasure();
  }, []);
  const wanted = measure.value;
  const onPoints = race.course.kind === 'line';
  // Legs between points are not alike: their pace beside one another would say nothing.
  const pace = useMemo(() => (onPoints ? null : paceData(card, race, wanted)), [card, race, wanted]);
  const distance = useMemo(() => distanceData(card, race, targets, chosen), [card, race, targets, chosen]);
  if (pace === null && distance === null) return null;
  const shown: Tab = pace === null ? 'distance' : distance === null ? 'pace' : tab.value;
  return (
    <section class="charts" data-tab={shown} aria-label={h('title')}>
      <div class="charts-tools needs-scripts">
        {pace && distance && <Tabs id={id} shown={shown} onPick={(picked) => (tab.value = picked)} />}
        {pace && shown === 'pace' && (
          <div class="choice" role="group" aria-label={h('measure.label')}>
            {MEASURES.map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={wanted === each}
                onClick={() => {
                  measure.value = each;
                  keepMeasure(each);
                }}
              >
                {h(`measure.${each}`)}
              </button>
            ))}
          </div>
        )}
      </div>
      {pace && (
        <div id={`${id}-pace`} class="charts-pace">
          <PaceChart data={pace} name={name} race={race} isShown={shown === 'pace'} />
        </div>
      )}
      {distance && (
        <div id={`${id}-distance`} class="charts-distance">
          <DistanceChart data={distance} name={name} isShown={shown === 'distance'} />
        </div>
      )}
    </section>
  );
}

const TABS: readonly Tab[] = ['pace', 'distance'];

function Tabs({ id, shown, onPick }: { id: string; shown: Tab; onPick: (tab: Tab) => void }) {
  return (
    <div class="choice" role="group" aria-label={h('title')}>
      {TABS.map((tab) => (
        <button
          key={tab}
          type="button"
          aria-pressed={shown === tab}
          aria-controls={`${id}-${tab}`}
          onClick={() => onPick(tab)}
        >
          {h(`tab.${tab}`)}
        </button>
      ))}
    </div>
  );
}
