/** What is known of one box behind a reader: its last read, numbers, clock and power. */
import type { ComponentChildren } from 'preact';
import type { ReaderAnswer, ReaderBox } from '#libs/contracts/index.js';
import { decimal, roughly, timeOfDay } from '../../../shared/figures/format.js';
import { r } from '../../../shared/messages/readers.js';
import { pointName } from './points.js';
import type { Readers } from './calls.js';
import { ClockDoubt } from './ClockDoubt.js';
import { clockWords, gapWords, isBatteryLow, notRecordingWords, powerWords, signedSpan } from './reader-words.js';
import { Icon } from '../../../shared/ui/Icon.js';

export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** In red and in words: what passes now is lost. */
export function NotRecording({ box, isLinked }: { box: ReaderBox; isLinked: boolean }) {
  const words = isLinked ? notRecordingWords(box) : undefined;
  if (words === undefined) return null;
  return (
    <div class="reader-stopped" role="alert">
      <Icon name="alert" size={24} />
      <div>
        <strong>{words}</strong>
        <p>{r('mode.how')}</p>
      </div>
    </div>
  );
}

/** What must be seen before anything else of a box. */
export function BoxAlarms({
  readers,
  reader,
  box,
  isOnly,
}: {
  readers: Readers;
  reader: ReaderAnswer;
  box: ReaderBox;
  isOnly: boolean;
}) {
  const isLinked = reader.state.link === 'connected';
  if (box.clock?.doubt === undefined && (!isLinked || box.recording !== false)) return null;
  return (
    <div>
      {!isOnly && <h4>{box.box ?? box.device}</h4>}
      <NotRecording box={box} isLinked={isLinked} />
      <ClockDoubt readers={readers} reader={reader} box={box} />
    </div>
  );
}

function History({ box, zone }: { box: ReaderBox; zone: string }) {
  const history = box.clock?.history ?? [];
  if (history.length === 0) return null;
  return (
    <details class="reader-more">
      <summary>{r('clock.history')}</summary>
      <table class="console-table">
        <thead>
          <tr>
            {(['when', 'off', 'how'] as const).map((column) => (
              <th key={column} scope="col">
                {r(`clock.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {history.toReversed().map((row) => (
            <tr key={row.at}>
              <td>{timeOfDay(row.at, zone, true)}</td>
              <td>
                {Math.abs(row.offsetMs) < 3_600_000 ? signedSpan(row.offsetMs) : `${decimal(row.offsetMs / 1000, 1)} s`}
              </td>
              <td>{r(`clock.method.${row.method}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** @param isOnly the reader's numbers stand above already */
export function BoxFacts({
  readers,
  box,
  isOnly,
  nowMs,
}: {
  readers: Readers;
  box: ReaderBox;
  isOnly: boolean;
  nowMs: number;
}) {
  const { race } = readers.desk;
  const power = powerWords(box);
  const gaps = gapWords(box.gaps);
  const place = box.place === undefined || box.point === '' ? undefined : placeWords(box, readers);
  return (
    <div class={isOnly ? undefined : 'reader-box'} data-box={box.device}>
      {!isOnly && <h4>{box.box ?? box.device}</h4>}
      <dl class="reader-facts">
        {!isOnly && (
          <Fact name={r('fact.last')}>
            {box.lastReadAt === undefined
              ? r('last.none')
              : `${timeOfDay(box.lastReadAt, race.timeZone, true)}, ${ago(nowMs, box.lastReadAt)}`}
          </Fact>
        )}
        {place !== undefined && (
          <Fact name={r('fact.point')}>
            <span class={place.isLost ? 'reader-warn' : undefined}>{place.text}</span>
          </Fact>
        )}
        <Fact name={r('fact.clock')}>{clockWords(box, nowMs).join('; ')}</Fact>
        {power.length > 0 && (
          <Fact name={r('fact.power')}>
            <span class={isBatteryLow(box) ? 'reader-warn' : undefined}>{power.join(', ')}</span>
          </Fact>
        )}
        {box.lastSeq !== undefined && <Fact name={r('fact.gaps')}>{gaps === '' ? r('gaps.none') : gaps}</Fact>}
        {(box.firmware !== undefined || box.recordsOnBox !== undefined || box.recording === true) && (
          <Fact name={r('fact.box')}>{aboutBox(box).join(', ')}</Fact>
        )}
      </dl>
      <History box={box} zone={race.timeZone} />
    </div>
  );
}

const aboutBox = ({ name, firmware, recordsOnBox, recording }: ReaderBox): string[] => [
  ...(name === undefined ? [] : [name]),
  ...(recording === true ? [r('mode.recording')] : []),
  ...(recordsOnBox === undefined ? [] : [r('records.on', { count: recordsOnBox })]),
  ...(firmware === undefined ? [] : [r('firmware', { version: firmware })]),
];

export const ago = (nowMs: number, iso: string): string => {
  const ms = nowMs - Date.parse(iso);
  return ms < 2000 ? r('last.now') : r('last.ago', { ago: roughly(ms) });
};

/** A place whose name belongs to no point of the course counts nowhere. */
function placeWords({ place = '', point }: ReaderBox, { desk }: Readers): { text: string; isLost: boolean } {
  const isLost = place === point && !desk.race.course.points.some(({ id }) => id === point);
  return isLost
    ? { text: r('place.unmapped', { place }), isLost }
    : { text: r('place.is', { place, point: pointName(desk, point) }), isLost };
}
