/** Laps over race time, with the same figures as a table under it. */
import { formatPace, type RaceHeader } from '#libs/domain/index.js';
import { roughly, time } from '../shared/figures/format.js';
import { h } from '../shared/messages/charts.js';
import { ChartFrame } from './ChartFrame.js';
import { DrawnPace } from './DrawnPace.js';
import type { PaceData } from './pace-data.js';
import { Twin } from './Twin.js';
import { paceNote, paceWords, valueWords } from './words.js';

export interface PaceChartProps {
  data: PaceData;
  name: string;
  race: RaceHeader;
  isShown: boolean;
}

export function PaceChart({ data, name, isShown, race }: PaceChartProps) {
  const { points } = data;
  const label = h('pace.label', {
    best: valueWords(Math.min(...points.map(({ value }) => value)), data),
    median: valueWords(data.median, data),
  });
  return (
    <>
      <ChartFrame
        data={data}
        load={() => import('./pace-live.js').then(({ drawPace }) => drawPace)}
        isShown={isShown}
        label={label}
        cursorLabel={h('pace.keys')}
        count={points.length}
        say={(i) => (points[i] ? paceWords(points[i]) : '')}
        note={paceNote(data)}
      >
        <DrawnPace data={data} />
      </ChartFrame>
      <PaceTable data={data} name={name} race={race} />
    </>
  );
}

const COLUMNS = ['lap', 'raceTime', 'lapTime', 'perKm', 'perMi', 'median', 'stop'] as const;

function PaceTable({ data, name, race }: Omit<PaceChartProps, 'isShown'>) {
  return (
    <Twin title={h('pace.twin')} caption={h('pace.twin.caption', { name })} columns={COLUMNS.map((c) => h(`col.${c}`))}>
      {data.points.map(({ lap, elapsedMs, lapMs, metres, median, pauseMs, isDoubtful }) => (
        <tr key={lap}>
          <th scope="row">{lap}</th>
          <td>{time(elapsedMs)}</td>
          <td>{isDoubtful ? `[${time(lapMs)}]` : time(lapMs)}</td>
          <td>{formatPace(metres, lapMs)}</td>
          <td>{formatPace(metres, lapMs, { unit: '/mi' })}</td>
          <td>{median === null ? '' : valueWords(median, data)}</td>
          <td>{pauseMs === undefined ? '' : roughly(pauseMs)}</td>
        </tr>
      ))}
      <NextLap data={data} race={race} />
    </Twin>
  );
}

/** The estimate that the band is drawn from. */
function NextLap({ data: { band, measure }, race }: Pick<PaceChartProps, 'data' | 'race'>) {
  const [last, next] = band?.points ?? [];
  if (!last || !next) return null;
  const metres = race.course.kind === 'loop' ? race.course.lapM : 0;
  const range = h('range', {
    from: valueWords(last.from, { measure }),
    to: valueWords(last.to, { measure }),
  });
  const at = measure === 'lap' ? undefined : measure;
  return (
    <tr class="estimated">
      <th scope="row">{h('row.next')}</th>
      <td>{h('about', { value: time(next.elapsedMs) })}</td>
      <td>{at === undefined ? h('about', { value: range }) : ''}</td>
      <td>
        {at === undefined
          ? h('about', {
              value: h('range', { from: formatPace(metres, last.from), to: formatPace(metres, last.to) }),
            })
          : at === '/km' && h('about', { value: range })}
      </td>
      <td>{at === '/mi' && h('about', { value: range })}</td>
      <td />
      <td />
    </tr>
  );
}
