/** One timing box: is it there, does it record, does what it reads arrive, is its clock right; and what can be done about it. */
import { useMemo } from 'preact/hooks';
import type { ReaderAnswer, ReaderState } from '#libs/contracts/index.js';
import { decimal, timeOfDay } from '../../../shared/figures/format.js';
import { r } from '../../../shared/messages/readers.js';
import { Badge, Banner } from '../../../shared/ui/Badge.js';
import { Button } from '../../../shared/ui/Button.js';
import { Icon } from '../../../shared/ui/Icon.js';
import { BoxAlarms, BoxFacts, Fact, ago } from './BoxFacts.js';
import { type Readers, putReader, useCalling } from './calls.js';
import { Connect, TokenOnce } from './Connect.js';
import { PANELS, PanelOf, type PanelName } from './panels.js';
import { Refusal, WhoRead } from './parts.js';
import { pointName } from './points.js';
import { inputOfAnswer } from './reader-draft.js';
import { linkWords, nameOf, readKey } from './reader-words.js';
import { isWebhook, systemOf } from './systems.js';
import type { Wearers } from './wearers.js';

interface Props {
  readers: Readers;
  reader: ReaderAnswer;
  wearers: Wearers;
  nowMs: number;
  panel: string | undefined;
}

function Head({ readers, reader, nowMs }: Props) {
  const { state, protocol, point, points } = reader;
  const link = linkWords(reader, nowMs);
  const zone = readers.desk.race.timeZone;
  const where = points === undefined ? [point] : [...new Set(Object.values(points))];
  return (
    <header class="reader-head">
      <div>
        <h3 id={`reader-${reader.id}-title`} tabIndex={-1}>
          {nameOf(reader)}
        </h3>
        <p class="muted small">
          {r(`system.${systemOf(protocol).protocol}`)}. {r('fact.point')}{' '}
          {where.map((one) => pointName(readers.desk, one)).join(', ')}.
        </p>
      </div>
      <div class="reader-state">
        {reader.beta && <Badge tone="warn">{r('beta')}</Badge>}
        {reader.muted && (
          <Badge tone="bad" icon="pause">
            {r('muted')}
          </Badge>
        )}
        <p class={link.tone ? `reader-link reader-link-${link.tone}` : 'reader-link'}>
          <Icon name={link.icon} size={18} />
          <span>
            <strong>{link.text}</strong>{' '}
            <span class="small">{r('link.since', { time: timeOfDay(state.since, zone, true) })}</span>
          </span>
        </p>
      </div>
      {state.reason !== undefined && state.link !== 'connected' && <p class="reader-reason">{state.reason}</p>}
    </header>
  );
}

function LastRead({ readers, reader, wearers, nowMs }: Props) {
  const [last] = reader.state.lastReads;
  const zone = readers.desk.race.timeZone;
  const at = last?.at ?? reader.state.lastReadAt;
  if (at === undefined) return <>{r('last.none')}</>;
  return (
    <>
      <b>{timeOfDay(at, zone, true)}</b>{' '}
      {last && (
        <>
          <WhoRead read={last} wearers={wearers} /> {last.chip && <code>{last.chip}</code>}
        </>
      )}{' '}
      <span class="muted">{ago(nowMs, last?.receivedAt ?? at)}</span>
    </>
  );
}

function Reads({ state }: { state: ReaderState }) {
  const { reads, readsPerMinute, duplicates } = state;
  return (
    <>
      {r('reads.count', { count: reads, rate: decimal(readsPerMinute, readsPerMinute % 1 === 0 ? 0 : 1) })}
      {duplicates > 0 && <span class="muted">; {r('reads.duplicates', { count: duplicates })}</span>}
    </>
  );
}

/** What a person should look at is open for so long; then it is history. */
const FRESH_MS = 600_000;

function Notices({ notices, zone, nowMs }: { notices: ReaderState['notices']; zone: string; nowMs: number }) {
  if (notices.length === 0) return null;
  const isWarned = notices.some(({ level, at }) => level === 'warn' && nowMs - Date.parse(at) < FRESH_MS);
  return (
    <details class="reader-more" open={isWarned}>
      <summary>{r('notices.title', { count: notices.length })}</summary>
      <ul>
        {notices.map(({ code, device, level, message, count, at }) => (
          <li key={`${code} ${device}`}>
            <Badge tone={level === 'warn' ? 'warn' : undefined}>{r(`notices.level.${level}`)}</Badge> {message}{' '}
            <span class="muted small">{r('notices.times', { count, time: timeOfDay(at, zone, true) })}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function RefusedRecords({ state, zone }: { state: ReaderState; zone: string }) {
  if (state.lastRefused.length === 0) return null;
  return (
    <details class="reader-more">
      <summary>
        {r('refused.title')}: {r('refused.count', { count: state.refused })}
      </summary>
      <ul>
        {state.lastRefused.map(({ at, message, raw }, i) => (
          <li key={`${at} ${i}`}>
            {message} <span class="muted small">{timeOfDay(at, zone, true)}</span>
            <code class="reader-raw">{raw}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}

function NewestReads({ readers, reader, wearers }: Props) {
  const { lastReads } = reader.state;
  if (lastReads.length < 2) return null;
  const zone = readers.desk.race.timeZone;
  return (
    <details class="reader-more">
      <summary>{r('details.reads')}</summary>
      <ul>
        {lastReads.map((read) => (
          <li key={readKey(read)}>
            {timeOfDay(read.at, zone, true)} <WhoRead read={read} wearers={wearers} /> <code>{read.chip}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Muted: what it means, and the way back. */
function Muted({ readers, reader }: Props) {
  const calling = useCalling(readers.desk.slug);
  if (!reader.muted) return null;
  const hear = async () => {
    if (await putReader(calling, reader.id, { ...inputOfAnswer(reader), muted: false })) readers.reload();
  };
  return (
    <Banner tone="warn" role="status">
      <p>{r('mute.on')}</p>
      <Button
        disabled={calling.busy}
        label={r('of.reader', { action: r('do.unmute'), name: nameOf(reader) })}
        onClick={() => void hear()}
      >
        {r('do.unmute')}
      </Button>
      <Refusal problem={calling.problem} />
    </Banner>
  );
}

/** Nobody mutes what is muted, and nobody can ask a sender over HTTP. */
const isPossible = (panel: PanelName, { muted, protocol }: ReaderAnswer): boolean =>
  (panel !== 'mute' || !muted) && (panel !== 'rewind' || !isWebhook(systemOf(protocol)));

function Actions({ reader, panel }: Props) {
  return (
    <div class="console-actions reader-actions">
      <a
        class="button button-primary"
        href={`#readers/${reader.id}/wave`}
        aria-label={r('of.reader', { action: r('do.wave'), name: nameOf(reader) })}
      >
        {r('do.wave')}
      </a>
      {PANELS.filter((one) => isPossible(one, reader)).map((one) => (
        <a
          key={one}
          class={one === 'remove' ? 'button button-danger' : 'button'}
          href={`#readers/${reader.id}/${one}`}
          aria-label={r('of.reader', { action: r(`do.${one}`), name: nameOf(reader) })}
          aria-current={panel === one ? 'true' : undefined}
        >
          {r(`do.${one}`)}
        </a>
      ))}
    </div>
  );
}

export function ReaderCard(props: Props) {
  const { readers, reader, nowMs, panel } = props;
  const { state } = reader;
  const zone = readers.desk.race.timeZone;
  // As it was when the card came: what a person opened must not close under the finger.
  const isNew = useMemo(() => state.reads + state.duplicates === 0 && state.link !== 'connected', []);
  const open = PANELS.find((one): one is PanelName => one === panel);
  return (
    <article
      class="reader-card"
      id={`reader-${reader.id}`}
      data-link={state.link}
      aria-labelledby={`reader-${reader.id}-title`}
    >
      <Head {...props} />
      <TokenOnce readers={readers} reader={reader} />
      <Muted {...props} />
      {state.boxes.map((box) => (
        <BoxAlarms key={box.device} readers={readers} reader={reader} box={box} isOnly={state.boxes.length === 1} />
      ))}
      <dl class="reader-facts">
        <Fact name={r('fact.last')}>
          <LastRead {...props} />
        </Fact>
        <Fact name={r('fact.reads')}>
          <Reads state={state} />
        </Fact>
        {state.spooled > 0 && (
          <Fact name={r('fact.spool')}>
            <span class="reader-warn">{r('spool.count', { count: state.spooled })}</span>
          </Fact>
        )}
        {state.peers.length > 0 && <Fact name={r('fact.peers')}>{state.peers.join(', ')}</Fact>}
      </dl>
      {state.boxes.map((box) => (
        <BoxFacts key={box.device} readers={readers} box={box} isOnly={state.boxes.length === 1} nowMs={nowMs} />
      ))}
      <Notices notices={state.notices} zone={zone} nowMs={nowMs} />
      <RefusedRecords state={state} zone={zone} />
      <NewestReads {...props} />
      <details class="reader-more" open={isNew}>
        <summary>{r('connect.title')}</summary>
        <Connect readers={readers} reader={reader} />
      </details>
      <Actions {...props} />
      {open && <PanelOf key={open} name={open} readers={readers} reader={reader} />}
    </article>
  );
}
