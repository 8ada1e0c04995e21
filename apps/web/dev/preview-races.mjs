/** The races and pages of the preview. */
import { cardAt } from './fixture-card.mjs';
import { HOUR, header, makeRunners } from './fixture.mjs';

/** The races of the preview, each with a board that can be cut at any instant. */
export function makeRaces(speed) {
  const bornMs = Date.now();
  const people = makeRunners(7, 300);
  const few = makeRunners(3, 12);
  const race = (slug, name, state, startMs, runners, elapsedNow, extra) => ({
    slug,
    runners,
    race: header(slug, name, state, startMs, extra),
    elapsedNow,
  });
  const start = bornMs - 7.2 * HOUR;
  const live = race(
    'autumn-24h',
    'Autumn 24 h',
    'running',
    start,
    people,
    () => 7.2 * HOUR + (Date.now() - bornMs) * speed,
    { simulated: true },
  );
  const ended = bornMs - 30 * HOUR;
  return new Map(
    [
      live,
      race('lake-24h', 'Lake 24 h', 'running', bornMs - 400_000, few, () => Date.now() - bornMs + 400_000),
      race('spring-24h', 'Spring 24 h', 'set-up', bornMs + 30 * HOUR, few, () => -30 * HOUR),
      race('nobody-yet', 'Night Loop', 'set-up', bornMs + 300 * HOUR, [], () => -300 * HOUR),
      race('winter-24h', 'Winter 24 h', 'ended', ended, people, () => 24 * HOUR),
    ].map((made) => [made.slug, made]),
  );
}

const PROBLEM = {
  kind: 'problem',
  status: 503,
  title: 'The race office is catching up',
  detail: 'The database is being restarted. Passings are kept; this page will be back in a moment.',
};

/** Which page a path of the preview asks for. Paths under `/-/` show pages that are hard to reach otherwise. */
export function pageFor({ path, query, races, list, boardOf }) {
  const [slug = '', bib] = path.split('/').slice(1).map(decodeURIComponent);
  if (path === '/') return { kind: 'home', races: list(), empty: false, canStartDemo: true };
  if (path === '/-/empty') return { kind: 'home', races: [], empty: true, canStartDemo: true };
  if (path === '/-/empty-no-demo') return { kind: 'home', races: [], empty: true, canStartDemo: false };
  if (path === '/-/problem') return PROBLEM;
  if (slug === 'director') return { kind: 'director' };
  const made = races.get(slug);
  if (!made) return { kind: 'not-found' };
  if (!bib) return { kind: 'board', board: boardOf(made), query };
  const card = cardAt(boardOf(made), made.runners, bib);
  return card ? { kind: 'runner', board: boardOf(made), card } : { kind: 'not-found' };
}
