/** The runner's figures at a glance. */
import type { ReadonlySignal } from '@preact/signals';
import type { Board } from '#libs/contracts/index.js';
import type { RaceHeader } from '#libs/domain/index.js';
import { gapTexts } from '../board/view/row-text.js';
import type { RunnerCardAnswer } from '../server/page-request.js';
import { decimal, km, pace, roughly, time, timeOfDay, zonePlace } from '../shared/figures/format.js';
import { r } from '../shared/messages/runner.js';

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

export function Figures(props: FiguresProps) {
  const { card, board } = props;
  const { row } = card;
  const { gap = '', interval = '' } = gapTexts(board.rows).get(row.bib) ?? {};
  const best = card.laps.length > 0 ? Math.min(...card.laps.map((lap) => lap.lapMs ?? Infinity)) : null;
  const inClass = row.rankCategory !== undefined && row.category !== undefined;
  const slower =
    row.decayPct !== undefined && row.decayPct >= 1 ? r('fig.decay', { pct: decimal(row.decayPct) }) : undefined;
  return (
    <dl class="figures">
      <Figure
        label={r('fig.rank')}
        value={row.rank === undefined || row.laps === 0 ? '' : String(row.rank)}
        more={inClass ? r('fig.rank.class', { rank: row.rankCategory ?? 0, category: row.category ?? '' }) : undefined}
      />
      <Figure label={r('fig.distance')} value={r('fig.km', { km: km(row.distanceM) })} />
      <Figure label={r('fig.laps')} value={String(row.laps)} />
      <Figure
        label={r('fig.lastLap')}
        value={row.lastLapMs === undefined ? '' : time(row.lastLapMs)}
        more={best === null ? undefined : r('fig.bestLap', { time: time(best) })}
      />
      <Figure
        label={r('fig.pace')}
        value={row.paceMsPerKm === undefined ? '' : r('fig.perKm', { pace: pace(row.paceMsPerKm) })}
        more={slower}
      />
      <Figure label={r('fig.gap')} value={gap} more={interval ? r('fig.interval', { interval }) : undefined} />
      <Seen {...props} />
    </dl>
  );
}
