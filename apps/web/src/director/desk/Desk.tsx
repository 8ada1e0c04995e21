/** The desk of one race: sections with addresses of their own, what waits for the network, and a quick way to a bib. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Board, CorrectionsAnswer, WorriesAnswer } from '#libs/contracts/index.js';
import { timeOfDay } from '../../shared/figures/format.js';
import { aboutRace } from '../../shared/figures/race-words.js';
import { w } from '../../shared/messages/desk.js';
import { d } from '../../shared/messages/director.js';
import { t } from '../../shared/messages/shared.js';
import { Badge, Banner } from '../../shared/ui/Badge.js';
import { Button, ButtonLink } from '../../shared/ui/Button.js';
import { Entrants } from '../Entrants.js';
import { type Desk, type DeskRace, useOutbox, usePolled } from './data.js';
import { correctionWords } from './facts.js';
import { History } from './History.js';
import { Imports } from './imports/Imports.js';
import { Overview } from './Overview.js';
import { Parts } from './Parts.js';
import { Results } from './Results.js';
import { Readers } from './readers/Readers.js';
import { Runner } from './Runner.js';
import { SetUp } from './SetUp.js';
import { Standing } from './standing.js';
import { Worries } from './Worries.js';
import { Yards } from './Yards.js';
import { Trouble } from './form-parts.js';

const BOARD_MS = 3000;
const CORRECTIONS_MS = 10_000;
const RACE_MS = 10_000;
const WORRIES_MS = 5000;
/** More than this is "99+" in the navigation. */
const COUNTED_MAX = 99;

const SECTIONS = [
  ...(['now', 'worries', 'readers', 'parts', 'yards'] as const),
  ...(['results', 'corrections', 'entrants', 'import', 'setup'] as const),
] as const;
type Section = (typeof SECTIONS)[number];

/** Sections a race has: part laps where they are measured, yards in a backyard. */
function sectionsOf({ format }: DeskRace): Section[] {
  const measured = format.kind === 'fixed-time' && format.end === 'measure';
  return SECTIONS.filter((one) => (one !== 'parts' || measured) && (one !== 'yards' || format.kind === 'backyard'));
}

/** Section, and what of it, by the address's fragment: `#parts`, `#runners/17`, `#readers/finish/wave`. */
function useFragment(): string {
  const fragment = useSignal(location.hash.slice(1));
  useEffect(() => {
    const read = () => {
      fragment.value = location.hash.slice(1);
    };
    addEventListener('hashchange', read);
    // It may have changed since it was read for the first time.
    read();
    return () => removeEventListener('hashchange', read);
  }, []);
  return fragment.value;
}

/** Type a bib, press Enter. `/` comes here from anywhere. */
function GoToBib() {
  const bib = useSignal('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      const { target } = event;
      const typing = target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, []);
  return (
    <form
      class="desk-goto"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (bib.value.trim() !== '') location.hash = `runners/${encodeURIComponent(bib.value.trim())}`;
        bib.value = '';
      }}
    >
      <label class="visually-hidden" for="goto">
        {w('goto')}
      </label>
      <input
        ref={input}
        class="input"
        id="goto"
        value={bib.value}
        placeholder={w('goto.short')}
        autocomplete="off"
        onInput={(event) => {
          bib.value = event.currentTarget.value;
        }}
      />
    </form>
  );
}

/** What is not on the server yet, and what came back. */
function Waiting({ desk }: { desk: Desk }) {
  const { waiting, returned } = desk.outbox;
  const zone = desk.race.timeZone;
  const words = (correction: Record<string, unknown>) =>
    correctionWords(
      {
        offset: 0,
        receivedAt: '',
        at: '1970-01-01T00:00:00.000Z',
        ...correction,
        kind: correction['type'] === 'add-passing' ? 'passing' : correction['type'],
      } as never,
      zone,
    );
  return (
    <>
      {desk.board.problem?.status === 0 && (
        <Banner tone="warn" role="status">
          {desk.board.value ? w('offline.since', { time: timeOfDay(desk.board.value.at, zone, true) }) : w('offline')}
        </Banner>
      )}
      {waiting.value.length > 0 && (
        <Banner tone="warn" role="status">
          {w('waiting', { count: waiting.value.length })}{' '}
          <Button look="quiet" onClick={() => void desk.outbox.flush()}>
            {w('waiting.now')}
          </Button>
        </Banner>
      )}
      {returned.value.map(({ correction, problem }) => (
        <Banner key={correction.id} tone="bad" role="alert">
          {w('returned', { what: words(correction), why: problem.detail })}{' '}
          <Button look="quiet" onClick={() => desk.outbox.forget(correction.id)}>
            {w('returned.ok')}
          </Button>
        </Banner>
      ))}
    </>
  );
}

interface Place {
  section: Section;
  /** What stands behind the section in the address. */
  path: readonly string[];
  bib: string | undefined;
}

function SectionOf({ desk, section, path, bib }: Place & { desk: Desk }) {
  if (bib !== undefined) return <Runner key={bib} desk={desk} bib={bib} />;
  switch (section) {
    case 'now':
      return <Overview desk={desk} />;
    case 'worries':
      return <Worries desk={desk} />;
    case 'readers':
      return <Readers desk={desk} path={path} />;
    case 'parts':
      return <Parts desk={desk} />;
    case 'yards':
      return <Yards desk={desk} />;
    case 'results':
      return <Results desk={desk} />;
    case 'corrections':
      return <History desk={desk} />;
    case 'entrants':
      return <Entrants slug={desk.slug} />;
    case 'import':
      return <Imports desk={desk} />;
    case 'setup':
      return <SetUp desk={desk} />;
  }
}

function WorryCount({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <>
      <span class="desk-count" aria-hidden="true">
        {count > COUNTED_MAX ? `${COUNTED_MAX}+` : count}
      </span>
      <span class="visually-hidden">{w('section.worries.count', { count })}</span>
    </>
  );
}

function Loaded({ desk }: { desk: Desk }) {
  const fragment = useFragment();
  const { race } = desk;
  const sections = sectionsOf(race);
  const bib = /^runners\/(.+)$/.exec(fragment)?.[1];
  const [head, ...path] = fragment.split('/');
  const asked = sections.find((one) => one === head);
  const section = asked ?? (race.state === 'set-up' ? 'setup' : 'now');
  return (
    <>
      <div class="console-title desk-title">
        <div>
          <h1>{race.name}</h1>
          <p class="console-about muted">
            <Badge tone={race.state === 'running' ? 'live' : undefined} dot={race.state === 'running'}>
              {t(`state.${race.state}`)}
            </Badge>
            {aboutRace(race)}
          </p>
        </div>
        <div class="console-links">
          <GoToBib />
          <ButtonLink href={`/${race.slug}`}>{d('links.board')}</ButtonLink>
          <ButtonLink href={`/director/${race.slug}/keypad`}>{d('links.keypad')}</ButtonLink>
        </div>
      </div>
      <nav class="desk-nav" aria-label={w('sections')}>
        {sections.map((one) => (
          <a key={one} href={`#${one}`} aria-current={bib === undefined && one === section ? 'page' : undefined}>
            {w(`section.${one}`)}
            {one === 'worries' && <WorryCount count={desk.worries.value?.worries.length ?? 0} />}
          </a>
        ))}
      </nav>
      <Waiting desk={desk} />
      <Standing key={bib === undefined ? section : `runners/${bib}`}>
        <SectionOf
          desk={desk}
          section={section}
          path={path}
          bib={bib === undefined ? undefined : decodeURIComponent(bib)}
        />
      </Standing>
    </>
  );
}

export function DeskPage({ slug }: { slug: string }) {
  const outbox = useOutbox(slug);
  const race = usePolled<DeskRace>(`/races/${slug}`, RACE_MS, outbox);
  const board = usePolled<Board>(`/races/${slug}/board`, BOARD_MS, outbox);
  const corrections = usePolled<CorrectionsAnswer>(`/races/${slug}/corrections`, CORRECTIONS_MS, outbox);
  const worries = usePolled<WorriesAnswer>(`/races/${slug}/worries`, WORRIES_MS, outbox);
  if (race.value === null)
    return race.problem ? <Trouble problem={race.problem} /> : <p class="muted">{d('loading')}</p>;
  const reload = () => {
    for (const polled of [race, board, corrections, worries]) void polled.reload();
  };
  return <Loaded desk={{ slug, race: race.value, board, corrections, worries, outbox, reload }} />;
}
