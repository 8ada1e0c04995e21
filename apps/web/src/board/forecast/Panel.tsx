/** Above the table: who is after which record, and how far the estimates are to be trusted. */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { RecordAnswer } from '#libs/contracts/index.js';
import { markWords, statusWords } from '#libs/records/say/status.js';
import { finalsWords, oddsWords, testedWords, todayWords } from '../../shared/estimates/trust.js';
import { decimal } from '../../shared/figures/format.js';
import { f } from '../../shared/messages/forecast.js';
import { fetchAs, readerOf } from '../../shared/reader.js';
import { Icon } from '../../shared/ui/Icon.js';
import type { BoardStore } from '../store.js';
import { nameOf } from '../view/row-text.js';
import { type Chase, chasesOf, isPassed } from './chase.js';
import { columnsOf } from './columns.js';
import { RecordBook } from './record-book.js';
import { finalKind } from './words.js';

/** Wide screens have the room to show the chases at once. */
const ROOMY = '(min-width: 60rem)';

function odds(chase: Chase): { text: string; say: string } {
  if (isPassed(chase)) return { text: f('odds.done'), say: f('odds.say.done') };
  if (chase.chance === undefined) return { text: f('odds.pace'), say: f('odds.say.pace') };
  const text = oddsWords(chase.chance);
  return { text, say: f('odds.say', { odds: text }) };
}

function place({ aheadM }: Chase): string {
  if (aheadM === 0) return f('chase.level');
  return f(aheadM > 0 ? 'chase.ahead' : 'chase.behind', { m: decimal(Math.abs(aheadM)) });
}

const eventWords = ({ eventName, sex }: RecordAnswer): string => f('chase.event', { event: eventName, sex });

function ChaseLine({
  chase,
  record,
  slug,
  onYards,
}: {
  chase: Chase;
  record: RecordAnswer;
  slug: string;
  onYards: boolean;
}) {
  const { text, say } = odds(chase);
  return (
    <li>
      <span class="chase-odds" title={say}>
        <span aria-hidden="true">{text}</span>
        <span class="visually-hidden">{say}</span>
      </span>
      <span class="chase-words">
        <a href={`/${slug}/${encodeURIComponent(chase.bib)}`}>{nameOf(chase)}</a> <b>{eventWords(record)}</b>
        <span class="chase-place">
          {f('chase.mark', { mark: markWords(record), status: statusWords(record) })}
          {/* In a backyard all run at the pace of the bell: nobody is ahead. */}
          {!onYards && <span>{place(chase)}</span>}
        </span>
      </span>
    </li>
  );
}

function Chases({ store }: { store: BoardStore }) {
  const race = store.race.value;
  const book = useMemo(() => new RecordBook(race.slug, fetchAs(readerOf({ private: store.isPrivate }))), [race.slug]);
  const text = useComputed(() => JSON.stringify(chasesOf(store.shown.value))).value;
  const open = useSignal(useMemo(() => matchMedia(ROOMY).matches, []));
  const chases = JSON.parse(text) as Chase[];
  useEffect(() => book.want(chases.map(({ id }) => id)), [text]);
  const known = chases.flatMap((chase) => {
    const record = book.rows.value.get(chase.id);
    return record === undefined ? [] : { chase, record };
  });
  const first = known[0];
  if (first === undefined) return null;
  return (
    <details class="chase" open={open.value} onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary>
        <Icon name="flag" />
        <h2>{f('chase.title')}</h2>
        <span class="chase-first">
          <i>{odds(first.chase).text}</i> {nameOf(first.chase)}, {eventWords(first.record)}
        </span>
      </summary>
      <ol>
        {known.map(({ chase, record }) => (
          <ChaseLine
            key={`${chase.bib} ${chase.id}`}
            chase={chase}
            record={record}
            slug={race.slug}
            onYards={finalKind(race) === 'yards'}
          />
        ))}
      </ol>
      <p class="chase-note">{f('chase.note')}</p>
    </details>
  );
}

/** The lines about the estimates themselves. */
function Trust({ store }: { store: BoardStore }) {
  const { forecast, format } = store.race.value;
  if (!forecast) return null;
  const { heldToday, finals } = forecast;
  if (!store.forecastOn.value) {
    return (
      <p class="trust">
        {finals && `${finalsWords(finals)}.`} {heldToday && `${todayWords(heldToday)}.`}
      </p>
    );
  }
  return (
    <details class="trust">
      <summary id="forecast-about">
        {f(`about.${format.kind}`)} {testedWords(forecast)} <span class="trust-more">{f('about.more')}</span>
      </summary>
      {columnsOf(store).length === 0 && <p>{f('none.yet')}</p>}
      <p>
        {f('about.marks')} {f('about.bar')}
      </p>
      {heldToday && <p>{todayWords(heldToday)}.</p>}
    </details>
  );
}

export function Panel({ store }: { store: BoardStore }) {
  return (
    <section class="forecast" aria-label={f('title')}>
      {store.forecastOn.value && <Chases store={store} />}
      <Trust store={store} />
    </section>
  );
}
