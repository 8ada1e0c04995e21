/**
 * A made-up race for looking at pages and for browser tests: 300 runners from one seed, their crossings drawn beforehand,
 * boards and deltas cut from them at any instant. Nothing here is timing: it only has the shape of it.
 */

/** Small seeded generator (mulberry32): same seed, same race. */
export function random(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const GIVEN = {
  F: [
    'Ana',
    'Rasa',
    'Élodie',
    'Yuki',
    'Ingrid',
    'Marta',
    'Šarūnė',
    'Claire',
    'Noor',
    'Katarzyna',
    'Lucía',
    'Hanne',
    'Megan',
    'Zuzana',
  ],
  M: [
    'Jonas',
    'Łukasz',
    'Björn',
    'Kenji',
    'Pierre',
    'Tomás',
    'Aleksandr',
    'Mindaugas',
    'Declan',
    'Søren',
    'Matteo',
    'Arjun',
    'Florian',
    'Ivo',
  ],
};
const FAMILY = [
  'Novak',
  'Kazlauskienė',
  'Müller',
  'Tanaka',
  'Dubois',
  'Andersson',
  'O’Brien',
  'García Márquez',
  'Nowak',
  'Rossi',
  'van den Berg',
  'Petrov',
  'Hansen',
  'Vasiliauskas',
  'Sørensen',
  'Bianchi',
  'Kovács',
  'Schneider',
  'Lefèvre',
  'Yamamoto',
  'Horvat',
  'Eriksson',
];
const COUNTRIES = ['LTU', 'GER', 'FRA', 'JPN', 'SWE', 'POL', 'ITA', 'ESP', 'IRL', 'DEN', 'SLO', 'CRO', 'NED', 'HUN'];
const CLUBS = ['Baltic Ultra', 'LG Nord', 'Spiridon', 'AC Lumière', 'Night Owls RC', '', '', '', '', ''];
const AGES = ['35', '40', '45', '50', '55', '60'];

export const LAP_M = 1526;
export const HOUR = 3_600_000;

const pick = (list, r) => list[Math.floor(r() * list.length)];

/** Runners with their crossing times in ms after the gun. */
export function makeRunners(seed, count, hours = 24) {
  const r = random(seed);
  return Array.from({ length: count }, (_, i) => {
    const sex = r() < 0.38 ? 'F' : 'M';
    const base = 430_000 + r() * r() * 480_000;
    const quits = r() < 0.14 ? r() * hours * HOUR : Infinity;
    const crossings = [];
    for (let at = base * (0.93 + r() * 0.06); at < hours * HOUR && at < quits;) {
      crossings.push(Math.round(at));
      const worn = 1 + (at / (hours * HOUR)) * (0.2 + r() * 0.35);
      const pause = r() < 0.022 ? 300_000 + r() * 1_500_000 : 0;
      at += base * worn * (0.96 + r() * 0.08) + pause;
    }
    return {
      bib: String(i + 1),
      name: `${pick(GIVEN[sex], r)} ${pick(FAMILY, r)}`,
      sex,
      category: r() < 0.2 ? (sex === 'F' ? 'W' : 'M') : `${sex === 'F' ? 'W' : 'M'}${pick(AGES, r)}`,
      country: pick(COUNTRIES, r),
      club: pick(CLUBS, r) || undefined,
      crossings,
      quits,
      dns: r() < 0.02,
    };
  });
}

function row(runner, elapsed, startMs, ended) {
  const { bib, name, sex, category, country, club, crossings } = runner;
  const person = { bib, name, sex, category, country, club };
  if (runner.dns) return { ...person, status: 'dns', laps: 0, distanceM: 0 };
  const laps = crossings.findIndex((at) => at > elapsed);
  const n = laps < 0 ? crossings.length : laps;
  if (n === 0) return { ...person, status: 'entered', laps: 0, distanceM: 0 };
  const last = crossings[n - 1];
  const lastLapMs = last - (crossings[n - 2] ?? 0);
  const silent = elapsed - last;
  const racing = silent > lastLapMs * 3 ? 'overdue' : silent > lastLapMs * 1.4 ? 'resting' : 'racing';
  return {
    ...person,
    status: elapsed >= runner.quits ? 'stopped' : ended ? 'finished' : racing,
    laps: n,
    distanceM: n * LAP_M,
    elapsedMs: last,
    lastAt: new Date(startMs + last).toISOString(),
    lastPoint: 'line',
    lastLapMs,
    paceMsPerKm: Math.round((last / (n * LAP_M)) * 1000),
  };
}

/** Rows in the race's order with ranks, at `elapsed` ms after the gun. */
export function rowsAt(runners, elapsed, startMs, ended = false) {
  const rows = runners.map((runner) => row(runner, elapsed, startMs, ended));
  rows.sort(
    (a, b) => b.distanceM - a.distanceM || (a.elapsedMs ?? 0) - (b.elapsedMs ?? 0) || Number(a.bib) - Number(b.bib),
  );
  const inClass = new Map();
  rows.forEach((made, i) => {
    if (made.status === 'dns' || made.laps === 0) return;
    made.rank = i + 1;
    made.rankCategory = (inClass.get(made.category) ?? 0) + 1;
    inClass.set(made.category, made.rankCategory);
  });
  return rows;
}

/** A race's header. `state` decides which of the instants exist. */
export function header(slug, name, state, startMs, extra = {}) {
  return {
    slug,
    name,
    format: { kind: 'fixed-time', durationMs: 24 * HOUR, end: 'measure' },
    course: { kind: 'loop', lapM: LAP_M, points: [{ id: 'line', atM: 0 }] },
    timeZone: 'Europe/Rome',
    scheduledStart: new Date(startMs).toISOString(),
    ...(state === 'set-up'
      ? {}
      : { startedAt: new Date(startMs).toISOString(), endsAt: new Date(startMs + 24 * HOUR).toISOString() }),
    state,
    ...extra,
  };
}

/** A whole board at `elapsed`. */
export function boardAt(race, runners, elapsed, seq = 1) {
  const startMs = Date.parse(race.scheduledStart);
  const rows =
    race.state === 'set-up'
      ? runners.map(({ bib, name, sex, category, country, club }) => ({
          bib,
          name,
          sex,
          category,
          country,
          club,
          status: 'entered',
          laps: 0,
          distanceM: 0,
        }))
      : rowsAt(runners, elapsed, startMs, race.state === 'ended');
  const reads = rows
    .map((r) => r.lastAt)
    .filter(Boolean)
    .sort();
  return {
    race,
    epoch: 'fixture',
    seq,
    at: new Date(startMs + elapsed).toISOString(),
    lastReadAt: reads.at(-1) ?? null,
    offset: seq,
    rows: JSON.parse(JSON.stringify(rows)),
  };
}

/** What changed from one board to the next, as the live protocol says it. */
export function deltaBetween(a, b) {
  const before = new Map(a.rows.map((r) => [r.bib, r]));
  const rows = [];
  for (const r of b.rows) {
    const old = before.get(r.bib) ?? {};
    const change = {};
    for (const key of new Set([...Object.keys(old), ...Object.keys(r)]))
      if (old[key] !== r[key]) change[key] = r[key] ?? null;
    if (Object.keys(change).length > 0) rows.push({ bib: r.bib, ...change });
  }
  const { epoch, seq, at, lastReadAt, offset } = b;
  return { race: b.race.slug, epoch, from: a.seq, seq, at, lastReadAt, offset, rows, gone: [] };
}
