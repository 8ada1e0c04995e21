/** Parts of the runner's page: laps, stops, corrections. */
import type { CorrectionNote, RaceHeader } from '#libs/domain/index.js';
import type { RunnerCardAnswer } from '../server/page-request.js';
import { Part } from '../outlook/Part.js';
import { km, roughly, time, timeOfDay, zonePlace } from '../shared/figures/format.js';
import { r } from '../shared/messages/runner.js';
import { Badge } from '../shared/ui/Badge.js';

interface PartProps {
  card: RunnerCardAnswer;
  race: RaceHeader;
}

/** In brackets when in question. */
function lapTime({ lapMs, doubt }: PartProps['card']['laps'][number]): string {
  if (lapMs === undefined) return r('fig.none');
  return doubt ? `[${time(lapMs)}]` : time(lapMs);
}

/** Laps that are in question, and why. */
export function Doubts({ card }: PartProps) {
  const doubts = card.laps.flatMap(({ doubt }) => doubt ?? []);
  if (doubts.length === 0) return null;
  return (
    <Part level={2} id="doubts" title={r('doubts.title')} note={r('doubts.note')}>
      <ul class="notes">
        {doubts.toReversed().map(({ text }) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </Part>
  );
}

export function Laps({ card, race }: PartProps) {
  if (card.laps.length === 0) return <p class="muted">{r('none.laps')}</p>;
  const fastest = Math.min(...card.laps.map((lap) => (lap.doubt ? Infinity : (lap.lapMs ?? Infinity))));
  return (
    <table class="list laps">
      <caption>{r('laps.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{r('laps.lap')}</th>
          <th scope="col">{r('laps.time')}</th>
          <th scope="col">{r('laps.total')}</th>
          <th scope="col">{r('laps.distance')}</th>
          <th scope="col" class="laps-at">
            {r('laps.at', { place: zonePlace(race.timeZone) })}
          </th>
          <th scope="col" class="laps-by">
            {r('laps.source')}
          </th>
        </tr>
      </thead>
      <tbody>
        {card.laps.toReversed().map((lap) => (
          <tr key={lap.lap} data-best={lap.lapMs === fastest ? 'yes' : undefined}>
            <th scope="row">{lap.lap}</th>
            <td>
              {lapTime(lap)}
              {lap.lapMs === fastest && <span class="best">{r('laps.best')}</span>}
            </td>
            <td>{time(lap.elapsedMs)}</td>
            <td>{km(lap.distanceM)}</td>
            <td class="laps-at">{lap.at === undefined ? r('fig.none') : timeOfDay(lap.at, race.timeZone, true)}</td>
            <td class="laps-by">{lap.seenBy?.join(', ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Stops({ card, race }: PartProps) {
  if (card.stops.length === 0) return null;
  return (
    <Part level={2} id="stops" title={r('stops.title')} note={r('stops.note')}>
      <ul class="notes">
        {card.stops.map((stop) => (
          <li key={stop.lap}>
            {r('stop', { lap: stop.lap, pause: roughly(stop.pauseMs), time: timeOfDay(stop.at, race.timeZone) })}
          </li>
        ))}
      </ul>
    </Part>
  );
}

const KINDS = [
  'void',
  'restore',
  'retime',
  'reassign',
  'assign-tap',
  'chip-assigned',
  'status',
  'yard',
  'part-lap',
  'part-lap-signed',
  'adjustment',
] as const;

function correctionWords(note: CorrectionNote, { card, race }: PartProps): string {
  const at = timeOfDay(note.at, race.timeZone, true);
  if (note.kind === 'add-passing') {
    const lap = card.laps.find((made) => made.at === note.at)?.lap;
    return lap === undefined ? r('corr.add-passing.nolap', { time: at }) : r('corr.add-passing', { lap, time: at });
  }
  const kind = KINDS.find((known) => known === note.kind);
  return kind ? r(`corr.${kind}`, { time: at }) : r('corr.other', { time: at });
}

export function Corrections(props: PartProps) {
  const { corrections } = props.card;
  if (corrections.length === 0) return null;
  return (
    <Part level={2} id="corrections" title={r('corrections.title')} note={r('corrections.note')}>
      <ul class="notes">
        {corrections.map((note) => (
          <li key={note.id} class={note.undone ? 'undone' : undefined}>
            <span class="note-what">{correctionWords(note, props)}</span>
            {note.undone && <Badge>{r('corr.undone')}</Badge>}
            <span class="muted small">
              {[note.reason, note.by && r('corr.by', { by: note.by })].filter(Boolean).join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

export function NotCounted({ card, race }: PartProps) {
  // Further reads of a crossing that did count are evidence of that lap, not a question.
  const uncounted = card.uncounted.filter((passing) => passing.why !== 'same-crossing');
  if (uncounted.length === 0) return null;
  return (
    <Part level={2} id="uncounted" title={r('uncounted.title')} note={r('uncounted.note')}>
      <ul class="notes">
        {uncounted.toReversed().map((passing) => (
          <li key={passing.offset}>
            {timeOfDay(passing.at, race.timeZone, true)} <span class="muted">{r(`why.${passing.why}`)}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}
