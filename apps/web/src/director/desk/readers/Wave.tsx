/** A timer stands at the mat and waves a chip: the newest reads, large, within about a second. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ReaderAnswer, ReaderState } from '#libs/contracts/index.js';
import { timeOfDay } from '../../../shared/figures/format.js';
import { r } from '../../../shared/messages/readers.js';
import { Banner } from '../../../shared/ui/Badge.js';
import { Button } from '../../../shared/ui/Button.js';
import { TextField } from '../../../shared/ui/Field.js';
import { usePolled } from '../data.js';
import { Outcome, Trouble, useSending } from '../form-parts.js';
import { NotRecording } from './BoxFacts.js';
import type { Readers } from './calls.js';
import { ClockDoubt } from './ClockDoubt.js';
import { WhoRead } from './parts.js';
import { pointName } from './points.js';
import { latenessWords, nameOf, readKey } from './reader-words.js';
import { type Wearers, useWearers } from './wearers.js';

const LOOK_MS = 1000;
/** After so long nobody stands at the mat any more. */
const LOOK_MIN = 10;
const SHOWN = 12;

type Read = ReaderState['lastReads'][number];

/** Chip nobody wears: the bib is typed here and wears it, in all its reads. */
function Give({ readers, chip }: { readers: Readers; chip: string }) {
  const { desk } = readers;
  const bib = useSignal('');
  const wrong = useSignal('');
  const sending = useSending(desk.outbox);
  const give = async (event: Event) => {
    event.preventDefault();
    const typed = bib.value.trim();
    wrong.value = typed === '' ? r('wave.error.bib') : '';
    if (typed === '') return;
    if (await sending.send({ type: 'chip-assigned', chip, bib: typed, reason: r('wave.reason') })) bib.value = '';
  };
  return (
    <form class="reader-give" data-chip={chip} noValidate onSubmit={(event) => void give(event)}>
      <TextField
        id="wave-bib"
        label={r('wave.give', { chip })}
        inputMode="numeric"
        autoComplete="off"
        value={bib.value}
        error={wrong.value || sending.errorOf('bib', 'chip')}
        onInput={(text) => {
          bib.value = text;
        }}
      />
      <Button type="submit" look="primary" disabled={sending.busy}>
        {r('wave.give.do')}
      </Button>
      <Outcome sending={sending} outbox={desk.outbox} />
    </form>
  );
}

/** Antenna, signal, place and how late: whatever the box said. */
function how({ antenna, rssi, device, point }: Read, { desk }: Readers, reader: ReaderAnswer): string {
  return [
    ...(antenna === undefined ? [] : [r('wave.antenna', { antenna })]),
    ...(rssi === undefined ? [] : [r('wave.rssi', { rssi: String(rssi) })]),
    r('wave.at', { point: pointName(desk, point) }),
    ...(device === reader.id ? [] : [r('wave.box', { device: device.slice(reader.id.length + 1) })]),
  ].join(', ');
}

function Newest({
  readers,
  reader,
  read,
  wearers,
}: {
  readers: Readers;
  reader: ReaderAnswer;
  read: Read;
  wearers: Wearers;
}) {
  const { chip, kind } = read;
  const wearer = chip === undefined ? undefined : wearers.get(chip);
  const bib = read.bib ?? wearer?.bib;
  const late = latenessWords(read);
  const isStranger = bib === undefined && chip !== undefined && wearer === null;
  return (
    <div class={isStranger ? 'wave-newest wave-unknown' : 'wave-newest'} data-chip={chip}>
      <p role="status">
        {bib === undefined ? (
          <strong class="wave-strange">
            {isStranger ? r('wave.unknown') : chip === undefined ? r('wave.marker', { kind }) : '\u2026'}
          </strong>
        ) : (
          <>
            <strong class="wave-bib">{r('wave.bib', { bib })}</strong>{' '}
            <span class="wave-name">{wearer?.name ?? ''}</span>
          </>
        )}
      </p>
      <p class="wave-how">
        {chip !== undefined && <code>{chip}</code>} {timeOfDay(read.at, readers.desk.race.timeZone, true)},{' '}
        {how(read, readers, reader)}
        {wearer?.race !== undefined &&
          wearer.race !== readers.desk.slug &&
          `, ${r('wave.other', { race: wearer.race })}`}
      </p>
      <p class={late.isOdd ? 'reader-warn' : 'muted'}>{late.text}</p>
    </div>
  );
}

/** The stranger a bib is asked for: the newest, and the same until it is answered, however many runners pass meanwhile. */
function useStranger(fresh: readonly Read[], wearers: Wearers): string | undefined {
  const asked = useRef<string | undefined>(undefined);
  const isStrange = (chip: string | undefined): chip is string => chip !== undefined && wearers.get(chip) === null;
  if (!isStrange(asked.current))
    asked.current = fresh.find(({ chip, bib }) => bib === undefined && isStrange(chip))?.chip;
  return asked.current;
}

function Looking({ readers, id }: { readers: Readers; id: string }) {
  const polled = usePolled<ReaderAnswer>(`/races/${readers.desk.slug}/readers/${id}`, LOOK_MS, readers.desk.outbox);
  const before = useRef<string | undefined>(undefined);
  const reader = polled.value;
  const reads = reader?.state.lastReads.slice(0, SHOWN) ?? [];
  const wearers = useWearers(readers.desk, reads);
  // What was there when the page opened was read before anybody waved.
  if (reader !== null) before.current ??= reads[0] === undefined ? '' : readKey(reads[0]);
  const known = reads.findIndex((read) => readKey(read) === before.current);
  const fresh = known < 0 ? reads : reads.slice(0, known);
  const stranger = useStranger(fresh, wearers);
  if (reader === null) return <Trouble problem={polled.problem} />;
  const { state } = reader;
  const [newest, ...rest] = fresh;
  const earlier = [...rest, ...(known < 0 ? [] : reads.slice(known))];
  return (
    <>
      <Trouble problem={polled.problem} />
      {reader.muted && <Banner tone="warn">{r('wave.muted')}</Banner>}
      {(state.link === 'away' ||
        state.link === 'failed' ||
        state.link === 'connecting' ||
        state.link === 'listening') && (
        <Banner tone="bad" role="status">
          {r('wave.away')} {state.reason ?? ''}
        </Banner>
      )}
      {state.boxes.map((box) => (
        <NotRecording key={box.device} box={box} isLinked={state.link === 'connected'} />
      ))}
      {newest ? (
        <Newest key={readKey(newest)} readers={readers} reader={reader} read={newest} wearers={wearers} />
      ) : (
        <p class="wave-newest wave-waiting" role="status">
          {r('wave.waiting')}
        </p>
      )}
      {stranger !== undefined && <Give key={stranger} readers={readers} chip={stranger} />}
      {state.boxes.map((box) => (
        <ClockDoubt key={box.device} readers={readers} reader={reader} box={box} />
      ))}
      {earlier.length > 0 && (
        <>
          <h3>{r('wave.earlier')}</h3>
          <ol class="wave-earlier">
            {earlier.map((read) => (
              <li key={readKey(read)}>
                <span class="desk-when">{timeOfDay(read.at, readers.desk.race.timeZone, true)}</span>
                <span>
                  <WhoRead read={read} wearers={wearers} />
                </span>
                <code>{read.chip}</code>
                <span class="muted small">{how(read, readers, reader)}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  );
}

export function Wave({ readers, reader }: { readers: Readers; reader: ReaderAnswer }) {
  const round = useSignal(1);
  const paused = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      paused.value = true;
    }, LOOK_MIN * 60_000);
    return () => clearTimeout(timer);
  }, [round.value]);
  return (
    <section class="wave" aria-labelledby="wave-title">
      <a class="button button-quiet reader-back" href={`#readers/${reader.id}`}>
        {r('close')}
      </a>
      <h2 id="wave-title">{r('wave.title', { name: nameOf(reader) })}</h2>
      <p class="muted">{r('wave.about')}</p>
      {paused.value ? (
        <Banner tone="warn" role="status">
          <p>{r('wave.paused', { min: LOOK_MIN })}</p>
          <Button
            look="primary"
            onClick={() => {
              paused.value = false;
              round.value += 1;
            }}
          >
            {r('wave.goOn')}
          </Button>
        </Banner>
      ) : (
        <Looking readers={readers} id={reader.id} />
      )}
    </section>
  );
}
