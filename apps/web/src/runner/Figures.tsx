/** The runner's figures at a glance. */
import type { ReadonlySignal } from '@preact/signals';
import type { Board } from '#libs/contracts/index.js';
import { type BoardRow, type RaceHeader, inHandMs, pointOf } from '#libs/domain/index.js';
import { finishTime, kindOf, margin, remarks } from '../board/view/kinds.js';
import { gapTexts } from '../board/view/row-text.js';
import type { RunnerCardAnswer } from '../server/page-request.js';
import { decimal, km, pace, roughly, time, timeOfDay, zonePlace } from '../shared/figures/format.js';
import { r } from '../shared/messages/runner.js';
import { nextWords } from './Points.js';

function Figure({ label, value, more }: { label: string; value: string; more?: string }) {
  return (
    <div class="figure">
      <dt>{label}</dt>
      <dd>
        <span class="figure-value">{value || r('fig.none')}</span>
        {more && <span class="figure-more">{more}</span>}
      </dd>
    </div>
  );
}

export interface FiguresProps {
  card: RunnerCardAnswer;
  board: Board;
  race: RaceHeader;
  nowMs: ReadonlySignal<number>;
}

function Seen({ card, race, nowMs }: FiguresProps) {
  const { lastAt } = card.row;
  if (lastAt === undefined) return <Figure label={r('fig.seen')} value="" />;
  const ago = r('fig.ago', { ago: roughly(nowMs.value - Date.parse(lastAt)) });
  const at = r('fig.seen.at', { time: timeOfDay(lastAt, race.timeZone), place: zonePlace(race.timeZone) });
  return (
    <Figure label={r('fig.seen')} value={race.state === 'ended' ? timeOfDay(lastAt, race.timeZone) : ago} more={at} />
  );
}

/** What stands beside the distance: how it is made up, or how much of it is left. */
function distanceMore(row: BoardRow, { format }: RaceHeader): string | undefined {
  const said = remarks(row);
  if (format.kind === 'fixed-distance' && row.status !== 'finished')
    said.unshift(r('fig.togo', { km: km(Math.max(0, format.distanceM - row.distanceM)) }));
  return said.join(' \u00b7 ') || undefined;
}

function LapFigures({ card, board, race }: FiguresProps) {
  const { row } = card;
  const { gap = '', interval = '' } = gapTexts(board.rows).get(row.bib) ?? {};
  const yards = kindOf(race) === 'yards';
  const best = Math.min(...card.laps.map((lap) => (lap.doubt ? Infinity : (lap.lapMs ?? Infinity))));
  return (
    <>
      <Figure label={r(yards ? 'fig.yards' : 'fig.laps')} value={String(row.laps ?? 0)} />
      <Figure
        label={r(yards ? 'fig.lastYard' : 'fig.lastLap')}
        value={row.lastLapMs === undefined ? '' : time(row.lastLapMs)}
        more={best === Infinity ? undefined : r('fig.bestLap', { time: time(best) })}
      />
      {yards ? (
        <Figure label={r('fig.inHand')} value={margin(inHandMs(race, row))} />
      ) : (
        <Figure label={r('fig.gap')} value={gap} more={interval ? r('fig.interval', { interval }) : undefined} />
      )}
    </>
  );
}

function PointFigures({ card, race, nowMs }: FiguresProps) {
  const { row } = card;
  const next = nextWords(card, race, nowMs.value);
  const point = pointOf(race, row.lastPoint)?.name;
  return (
    <>
      <Figure
        label={point ?? r('points.in')}
        value={row.elapsedMs === undefined ? '' : time(row.elapsedMs)}
        more={
          row.elapsedMs === undefined ? undefined : `${r('fig.inHand')} ${margin(inHandMs(race, row)) || r('fig.none')}`
        }
      />
      {next.value && <Figure label={r('fig.next')} value={next.value} more={next.more} />}
    </>
  );
}

export function Figures(props: FiguresProps) {
  const { card, race } = props;
  const { row } = card;
  const inClass = row.rankCategory !== undefined && row.category !== undefined;
  const finish = finishTime(row, race);
  const slower =
    row.decayPct !== undefined && row.decayPct >= 1 ? r('fig.decay', { pct: decimal(row.decayPct) }) : undefined;
  return (
    <dl class="figures">
      <Figure
        label={r('fig.rank')}
        value={row.rank === undefined || row.distanceM === 0 ? '' : String(row.rank)}
        more={inClass ? r('fig.rank.class', { rank: row.rankCategory ?? 0, category: row.category ?? '' }) : undefined}
      />
      {finish !== undefined && <Figure label={r('fig.finish')} value={finish} />}
      <Figure label={r('fig.distance')} value={r('fig.km', { km: km(row.distanceM) })} more={distanceMore(row, race)} />
      {kindOf(race) === 'points' ? <PointFigures {...props} /> : <LapFigures {...props} />}
      <Figure
        label={r('fig.pace')}
        value={row.paceMsPerKm === undefined ? '' : r('fig.perKm', { pace: pace(row.paceMsPerKm) })}
        more={slower}
      />
      <Seen {...props} />
    </dl>
  );
}
