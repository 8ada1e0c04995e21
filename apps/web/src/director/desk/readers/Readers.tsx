/** The timing boxes of a race: one card each, a form for a new one, and a large view for whoever stands at the mat. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { ReadersAnswer } from '#libs/contracts/index.js';
import { timeOfDay } from '../../../shared/figures/format.js';
import { r } from '../../../shared/messages/readers.js';
import { d } from '../../../shared/messages/director.js';
import { Banner } from '../../../shared/ui/Badge.js';
import { ButtonLink } from '../../../shared/ui/Button.js';
import { Boxes } from '../Boxes.js';
import { type Desk, usePolled } from '../data.js';
import { Trouble } from '../form-parts.js';
import type { Readers as Shared } from './calls.js';
import { ReaderCard } from './ReaderCard.js';
import { NewReader } from './ReaderForm.js';
import { useWearers } from './wearers.js';
import { Wave } from './Wave.js';

const READERS_MS = 3000;
/** Reads of each box whose wearer is asked for. */
const NEWEST_OF_EACH = 3;
/** Behind `#readers/`: no id of a reader can be this. */
const NEW = '+';

/** What was asked for last, when, and how far the server's clock is ahead of ours. */
function useReaders(desk: Desk) {
  const polled = usePolled<ReadersAnswer>(`/races/${desk.slug}/readers`, READERS_MS, desk.outbox);
  const { value } = polled;
  const seen = useMemo(
    () => (value === null ? null : { at: value.at, aheadMs: Date.parse(value.at) - Date.now() }),
    [value],
  );
  return { ...polled, seen };
}

/** Brings the reader of the address into view, once it is there. */
function useShown(id: string | undefined, isThere: boolean): void {
  useEffect(() => {
    if (id === undefined || !isThere) return;
    const title = document.getElementById(`reader-${id}-title`);
    title?.scrollIntoView({ block: 'center' });
    title?.focus({ preventScroll: true });
  }, [id, isThere]);
}

function AddReader({ readers }: { readers: Shared }) {
  return (
    <section class="reader-panel" aria-labelledby="reader-new-title">
      <h3 id="reader-new-title">{r('form.new')}</h3>
      <NewReader readers={readers} />
      <a class="button button-quiet" href="#readers">
        {r('close')}
      </a>
    </section>
  );
}

/** @param path what stands behind `#readers/` */
export function Readers({ desk, path: [id, panel] }: { desk: Desk; path: readonly string[] }) {
  const polled = useReaders(desk);
  const tokens = useSignal<ReadonlyMap<string, string>>(new Map());
  const list = polled.value?.readers ?? [];
  const reader = list.find((one) => one.id === id);
  const wearers = useWearers(
    desk,
    list.flatMap(({ state }) => state.lastReads.slice(0, NEWEST_OF_EACH)),
  );
  useShown(id === NEW || panel !== undefined ? undefined : id, reader !== undefined);
  const aheadMs = polled.seen?.aheadMs ?? 0;
  const readers: Shared = {
    ...{ desk, list, addresses: polled.value?.addresses ?? [], tokens: tokens.value },
    nowMs: () => Date.now() + aheadMs,
    reload: () => void polled.reload(),
    keepToken: (of, token) => {
      const next = new Map(tokens.value);
      if (token === null) next.delete(of);
      else next.set(of, token);
      tokens.value = next;
    },
  };
  const stale = polled.problem?.status === 0 && polled.seen !== null;
  if (reader !== undefined && panel === 'wave') return <Wave key={reader.id} readers={readers} reader={reader} />;
  return (
    <section aria-labelledby="readers-title">
      <div class="readers-top">
        <h2 id="readers-title">{r('title')}</h2>
        {id !== NEW && <ButtonLink href={`#readers/${NEW}`}>{r('add')}</ButtonLink>}
      </div>
      <p class="muted">{r('about')}</p>
      {stale ? (
        <Banner tone="warn" role="status">
          {r('since.known', { time: timeOfDay(polled.seen?.at ?? '', desk.race.timeZone, true) })}
        </Banner>
      ) : (
        <Trouble problem={polled.problem} />
      )}
      {id === NEW && <AddReader readers={readers} />}
      {polled.value === null && polled.problem === null && <p class="muted">{d('loading')}</p>}
      {polled.value !== null && list.length === 0 && id !== NEW && <p>{r('none')}</p>}
      {polled.value !== null && id !== undefined && id !== NEW && reader === undefined && (
        <Banner tone="warn" role="status">
          {r('gone', { id })}
        </Banner>
      )}
      <div class="readers">
        {list.map((one) => (
          <ReaderCard
            key={one.id}
            readers={readers}
            reader={one}
            wearers={wearers}
            nowMs={readers.nowMs()}
            panel={one.id === id ? panel : undefined}
          />
        ))}
      </div>
      <details class="desk-fold">
        <summary>{r('others.title')}</summary>
        <Boxes desk={desk} />
      </details>
    </section>
  );
}
