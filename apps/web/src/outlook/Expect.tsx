/** What is expected of a runner: sentences with their ranges, points ahead, and how often such ranges held. */
import type { RaceHeader } from '#libs/domain/index.js';
import type { RunnerCardAnswer } from '../server/page-request.js';
import { timeOfDay } from '../shared/figures/format.js';
import { o } from '../shared/messages/outlook.js';
import { tenths } from './chance.js';
import { endWords, heldWords, nextWords } from './expect-words.js';
import { Part } from './Part.js';
import { pointWords } from './point-name.js';

export interface ExpectProps {
  card: RunnerCardAnswer;
  race: RaceHeader;
  level: 2 | 3;
  /** The next crossing, too: the crew's page has it bigger elsewhere. */
  withNext: boolean;
}

export function Expect({ card, race, level, withNext }: ExpectProps) {
  const { forecast, row } = card;
  if (forecast === undefined || race.state !== 'running') return null;
  const said = [...(withNext ? nextWords(card, race) : []), ...endWords(card, race)];
  const points = forecast.points ?? [];
  if (said.length === 0 && points.length === 0 && !(withNext && forecast.why !== undefined)) return null;
  return (
    <Part id={`expect-${row.bib}`} title={o('expect.title')} level={level} note={heldWords(forecast).join(' ')}>
      {said.map((words) => (
        <p key={words} class="crew-estimate">
          {words}
        </p>
      ))}
      {points.length > 0 && <PointsAhead points={points} race={race} />}
      {forecast.why !== undefined && <p>{forecast.why}</p>}
    </Part>
  );
}

type Ahead = NonNullable<NonNullable<RunnerCardAnswer['forecast']>['points']>;

function PointsAhead({ points, race }: { points: Ahead; race: RaceHeader }) {
  const at = (iso: string) => timeOfDay(iso, race.timeZone);
  return (
    <table class="list">
      <caption class="visually-hidden">{o('points.caption')}</caption>
      <thead>
        <tr>
          {(['point', 'likely', 'range', 'reach'] as const).map((column) => (
            <th key={column} scope="col">
              {o(`points.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {points.map(({ point, from, likely, to, reach }) => (
          <tr key={point} class="estimated">
            <th scope="row">{pointWords(race, point) ?? point}</th>
            <td>{at(likely)}</td>
            <td>{o('points.between', { from: at(from), to: at(to) })}</td>
            <td>{reach === undefined ? '' : o('n.of10', { n: tenths(reach) })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
