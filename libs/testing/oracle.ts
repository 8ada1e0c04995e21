/**
 * The law of timing once more: slow, from scratch, with no state, written apart from the fold so that both can be compared.
 * It takes a set of facts and gives the board of one race. Numbers are written out on purpose; nothing is shared with the fold but types.
 */
import type {
  BoardRow,
  ClaimFact,
  DeclaredStatus,
  EntrantFact,
  Fact,
  FixedTimeFormat,
  LoopCourse,
  RaceDefinition,
  ReaderFact,
  RunnerStatus,
} from '../domain/index.js';

/** `nowMs`: the live board by that wall clock. `atMs`: the board as it stood at that instant of race time. */
export type OracleInstant = { nowMs: number } | { atMs: number };

interface Claim {
  timeMs: number;
  offset: number;
  bib: string | undefined;
  point: string;
  out: boolean;
  rssi: number;
}

interface Runner {
  row: EntrantFact;
  gunMs: number;
  endMs: number;
  /** Instants of counted crossings. */
  laps: number[];
  crossed: boolean;
}

export function oracleBoard(facts: readonly Fact[], slug: string, instant: OracleInstant): BoardRow[] {
  const oracle = new Oracle(facts, slug);
  return oracle.board(instant);
}

/** The oracle knows races over a time, on a loop. */
type TimedLoop = RaceDefinition & { course: LoopCourse; format: FixedTimeFormat };

class Oracle {
  readonly definition: TimedLoop;
  readonly gunMs: number | undefined;
  readonly stopMs: number | undefined;

  constructor(
    readonly facts: readonly Fact[],
    readonly slug: string,
  ) {
    this.definition = last(facts.filter((f) => f.kind === 'race').filter((f) => f.race === slug))!
      .definition as TimedLoop;
    this.gunMs = last(this.inForce('started').filter((f) => f.race === slug))?.atMs;
    this.stopMs = last(this.inForce('stopped').filter((f) => f.race === slug))?.atMs;
  }

  board(instant: OracleInstant): BoardRow[] {
    const live = 'nowMs' in instant;
    const claims = this.claims().filter((claim) => live || claim.timeMs <= instant.atMs);
    const runners = this.entrants().map((row) => this.runner(row, claims));
    const newest = Math.max(...runners.flatMap((runner) => runner.laps));
    const atMs = live ? Math.max(instant.nowMs, newest) : instant.atMs;
    const rows = runners.map((runner) => this.row(runner, atMs, live));
    for (const row of rows) this.rank(row, rows);
    return rows.sort((a, b) => group(a) - group(b) || better(a, b) || naturally(a.bib, b.bib));
  }

  /** All facts of a kind that nothing took out, ascending by offset. */
  inForce<K extends Fact['kind']>(kind: K): Extract<Fact, { kind: K }>[] {
    const found = this.facts.filter((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);
    return found.filter((fact) => !this.isVoided(fact.offset)).sort((a, b) => a.offset - b.offset);
  }

  isVoided(offset: number): boolean {
    const rulings = this.facts
      .filter((fact) => fact.kind === 'void' || fact.kind === 'restore')
      .filter((fact) => fact.targetOffset === offset && fact.offset > offset && !this.isVoided(fact.offset));
    return newest(rulings)?.kind === 'void';
  }

  claims(): Claim[] {
    const kinds = ['read', 'passing', 'tap'] as const;
    const claims = kinds.flatMap((kind): ClaimFact[] => this.inForce(kind)).map((fact) => this.claim(fact));
    return claims.sort((a, b) => a.timeMs - b.timeMs || a.offset - b.offset);
  }

  claim(fact: ClaimFact): Claim {
    const mine = (f: { targetOffset: number; offset: number }) =>
      f.targetOffset === fact.offset && f.offset > fact.offset;
    const timeMs = last(this.inForce('retime').filter(mine))?.atMs ?? this.deviceTime(fact);
    const given = last(this.inForce('reassign').filter(mine))?.bib;
    const own = fact.kind === 'passing' ? fact.bib : fact.kind === 'read' ? this.wearer(fact.chip, timeMs) : undefined;
    const rssi = fact.kind === 'read' && fact.rssi !== undefined ? fact.rssi : -Infinity;
    return {
      timeMs,
      offset: fact.offset,
      bib: given ?? own,
      point: this.pointOf(fact),
      out: fact.edge === 'out',
      rssi,
    };
  }

  /** The newest word on the device that covers the instant and says this; a box behind a device (`device/box`) has its own first. */
  saidOfDevice(claim: ClaimFact, atMs: number, what: 'point' | 'timeZone' | 'offsetMs'): ReaderFact | undefined {
    const device = claim.source?.device ?? '';
    for (const name of [device, device.split('/')[0]]) {
      const covering = this.inForce('reader').filter(
        (f) =>
          f.device === name && f[what] !== undefined && (f.fromMs ?? -Infinity) <= atMs && atMs < (f.toMs ?? Infinity),
      );
      if (covering.length > 0) return last(covering);
    }
    return undefined;
  }

  /** When the device said it was, by what is believed of its clock. */
  deviceTime(claim: ClaimFact): number {
    const offsetMs = this.saidOfDevice(claim, claim.atMs, 'offsetMs')?.offsetMs ?? 0;
    const word = this.saidOfDevice(claim, claim.atMs, 'timeZone');
    const zone = word?.timeZone;
    if (claim.said === undefined || zone === undefined) return claim.atMs + offsetMs;
    if (claim.said.basis === 'stated' && word?.statedZone !== 'ignore')
      return claim.said.ms - (claim.said.zoneMs ?? 0) + (claim.said.measuredMs ?? 0) + offsetMs;
    return instantShowing(claim.said.ms, zone) + (claim.said.measuredMs ?? 0) + offsetMs;
  }

  /** Where the device stood when it said so. */
  pointOf(claim: ClaimFact): string {
    return this.saidOfDevice(claim, this.deviceTime(claim), 'point')?.point ?? claim.point;
  }

  wearer(chip: string, timeMs: number): string | undefined {
    const covering = this.inForce('chip-assigned').filter(
      (f) => f.chip === chip && (f.fromMs ?? -Infinity) <= timeMs && timeMs < (f.toMs ?? Infinity),
    );
    const assigned = last(covering);
    if (assigned !== undefined) return assigned.bib ?? undefined;
    return last(this.entrantRows().filter((row) => row.chips?.includes(chip)))?.bib;
  }

  /** The newest row of every race and bib, ascending by offset. */
  entrantRows(): EntrantFact[] {
    const rows = this.facts.filter((fact) => fact.kind === 'entrant').sort((a, b) => a.offset - b.offset);
    return rows.filter((row) => !rows.some((r) => r.race === row.race && r.bib === row.bib && r.offset > row.offset));
  }

  entrants(): EntrantFact[] {
    return this.entrantRows().filter((row) => row.race === this.slug);
  }

  runner(row: EntrantFact, claims: readonly Claim[]): Runner {
    const wave = this.definition.waves?.find((w) => w.id === row.wave)?.startOffsetMs ?? 0;
    const gunMs = this.gunMs === undefined ? Infinity : this.gunMs + wave;
    const endMs = this.stopMs ?? gunMs + this.definition.format.durationMs;
    const own = claims.filter((claim) => claim.bib === row.bib && claim.point === 'line' && !claim.out);
    const laps = this.laps(this.crossings(own), gunMs, endMs);
    const crossed = laps.length > 0 || own.some((claim) => claim.timeMs >= gunMs && claim.timeMs <= endMs);
    return { row, gunMs, endMs, laps, crossed };
  }

  minLapMs(): number {
    const { course } = this.definition;
    return course.minLapMs ?? Math.round(course.lapM * 120);
  }

  /** Instants of crossings: runs of claims with no silence of quietMs between them. */
  crossings(claims: readonly Claim[]): number[] {
    const { course } = this.definition;
    const quietMs = Math.max(1, course.quietMs ?? Math.min(20_000, Math.floor(this.minLapMs() / 2)));
    const runs: Claim[][] = [];
    claims.forEach((claim, i) => {
      const before = claims[i - 1];
      if (before !== undefined && claim.timeMs - before.timeMs < quietMs) runs.at(-1)!.push(claim);
      else runs.push([claim]);
    });
    return runs.map((run) => {
      if (course.readRule === 'last') return run.at(-1)!.timeMs;
      if (course.readRule !== 'strongest') return run[0]!.timeMs;
      const peak = Math.max(...run.map((claim) => claim.rssi));
      return run.find((claim) => claim.rssi === peak)!.timeMs;
    });
  }

  laps(crossings: readonly number[], gunMs: number, endMs: number): number[] {
    const { course, format } = this.definition;
    const laps: number[] = [];
    for (const timeMs of crossings.filter((t) => t >= gunMs)) {
      const begunMs = laps.at(-1) ?? gunMs;
      const share = laps.length === 0 ? (course.firstLapM ?? course.lapM) / course.lapM : 1;
      const longEnough = timeMs - begunMs >= this.minLapMs() * share;
      const inTime = timeMs <= endMs || (format.end === 'finish-lap' && begunMs < endMs);
      if (longEnough && inTime) laps.push(timeMs);
    }
    return laps;
  }

  row(runner: Runner, atMs: number, live: boolean): BoardRow {
    const { row, laps, gunMs } = runner;
    const { course } = this.definition;
    const distanceM = this.distanceMm(laps.length) / 1000;
    const view: BoardRow = { bib: row.bib, status: this.status(runner, atMs, live), laps: laps.length, distanceM };
    const category = row.category ?? ageClassOf(row, this.definition.categories);
    const erased = this.facts.some((f) => f.kind === 'erase' && f.entrantId === row.entrantId && f.offset > row.offset);
    const personal = { sex: row.sex, category, country: row.country, club: row.club, team: row.team };
    Object.assign(view, Object.fromEntries(Object.entries(personal).filter(([, value]) => value !== undefined)));
    if (row.name !== undefined && !row.hidden && !erased) view.name = row.name;
    if (laps.length === 0) return view;
    const lastMs = laps.at(-1)!;
    view.elapsedMs = lastMs - gunMs;
    view.lastAt = new Date(lastMs).toISOString();
    view.lastPoint = 'line';
    view.lastLapMs = lastMs - (laps.at(-2) ?? gunMs);
    view.paceMsPerKm = Math.round((view.elapsedMs / (distanceM * 1000)) * 1_000_000);
    const decay = this.decay(laps, gunMs, course.firstLapM !== undefined && course.firstLapM !== course.lapM);
    if (decay !== undefined) view.decayPct = decay;
    return view;
  }

  distanceMm(laps: number): number {
    const { course } = this.definition;
    let mm = 0;
    for (let lap = 1; lap <= laps; lap++) {
      mm += Math.round((lap === 1 ? (course.firstLapM ?? course.lapM) : course.lapM) * 1000);
    }
    return mm;
  }

  status(runner: Runner, atMs: number, live: boolean): RunnerStatus {
    const declared = this.declared(runner.row.bib, atMs);
    if (declared === 'dns' || declared === 'dnf' || declared === 'dsq') return declared;
    const stopped = declared === 'stopped' || declared === 'refused-to-continue';
    const over = this.gunMs !== undefined && ((live && this.stopMs !== undefined) || atMs >= runner.endMs);
    const silence = this.silence(runner, atMs);
    const lastMs = runner.laps.at(-1) ?? -Infinity;
    const coming =
      this.definition.format.end === 'finish-lap' &&
      this.stopMs === undefined &&
      lastMs < runner.endMs &&
      silence !== 'overdue';
    if (over && runner.laps.length > 0 && (stopped || !coming)) return 'finished';
    if (stopped) return 'stopped';
    return runner.crossed ? silence : 'entered';
  }

  declared(bib: string, atMs: number): DeclaredStatus | undefined {
    const mine = this.inForce('status').filter((f) => f.race === this.slug && f.bib === bib && f.atMs <= atMs);
    const status = last(mine)?.status;
    return status === 'returned' ? undefined : status;
  }

  silence({ laps, gunMs }: Runner, atMs: number): 'racing' | 'resting' | 'overdue' {
    const { course } = this.definition;
    const uneven = course.firstLapM !== undefined && course.firstLapM !== course.lapM;
    const times = lapTimes(laps, gunMs).slice(uneven ? 1 : 0);
    if (times.length === 0) return 'racing';
    const usual = median(times.slice(-9));
    const silent = atMs - laps.at(-1)!;
    if (times.length < 3) return silent > 4 * usual ? 'overdue' : silent > 2 * usual ? 'resting' : 'racing';
    if (silent <= 1.6 * usual) return 'racing';
    return silent > 1.1 * Math.max(2 * usual, ...times) ? 'overdue' : 'resting';
  }

  decay(laps: readonly number[], gunMs: number, uneven: boolean): number | undefined {
    const times = lapTimes(laps, gunMs);
    const moving = times.map((time, i) => {
      const before = times.slice(Math.max(uneven ? 1 : 0, i - 15), i);
      return before.length >= 3 && time > 1.6 * median(before) ? median(before) : time;
    });
    const lastMs = laps.at(-1)!;
    const early = laps.filter((t) => t <= gunMs + (lastMs - gunMs) / 4).length;
    const windowMs = lastMs - this.definition.format.durationMs / 24;
    const inWindow = windowMs < gunMs ? laps.length : laps.filter((t) => t > windowMs).length;
    const late = laps.length - Math.max(3, inWindow);
    if (early === 0 || late < early) return undefined;
    const pace = (from: number, to: number) =>
      sum(moving.slice(from, to)) / (this.distanceMm(to) - this.distanceMm(from));
    return Math.round((pace(late, laps.length) / pace(0, early) - 1) * 1000) / 10;
  }

  /** A rank is one more than the number of runners who are strictly better (1, 1, 3). */
  rank(row: BoardRow, rows: readonly BoardRow[]): void {
    if (group(row) !== 0) return;
    const ahead = rows.filter((other) => group(other) === 0 && better(other, row) < 0);
    row.rank = 1 + ahead.length;
    if (row.sex !== undefined) row.rankSex = 1 + ahead.filter((other) => other.sex === row.sex).length;
    if (row.category === undefined) return;
    row.rankCategory = 1 + ahead.filter((other) => other.category === row.category).length;
  }
}

/** Ranked, without a lap, disqualified, absent. */
function group(row: BoardRow): number {
  if (row.status === 'dns') return 3;
  if (row.status === 'dsq') return 2;
  return row.laps! > 0 ? 0 : 1;
}

function better(a: BoardRow, b: BoardRow): number {
  return b.distanceM - a.distanceM || (a.elapsedMs ?? 0) - (b.elapsedMs ?? 0);
}

function naturally(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true }) || a.length - b.length;
}

function ageClassOf(
  row: EntrantFact,
  edges = [35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95],
): string | undefined {
  if (row.sex === undefined || row.age === undefined) return undefined;
  const reached = edges.filter((edge) => edge <= row.age!);
  return `${row.sex === 'F' ? 'W' : row.sex}${reached.length === 0 ? '' : Math.max(...reached)}`;
}

function lapTimes(laps: readonly number[], gunMs: number): number[] {
  return laps.map((timeMs, i) => timeMs - (laps[i - 1] ?? gunMs));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(half)]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function newest<T extends { offset: number }>(facts: readonly T[]): T | undefined {
  return facts.toSorted((a, b) => a.offset - b.offset).at(-1);
}

const last = newest;

/** The first instant at which a clock in the zone shows these figures, found by trying every quarter of an hour there is a zone for. */
function instantShowing(wallMs: number, timeZone: string): number {
  // An offset is the zone of that name with the sign the other way round.
  const name = timeZone.startsWith('+') ? `Etc/GMT-${Number(timeZone.slice(1, 3))}` : timeZone;
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
  const shown = new Date(wallMs).toISOString().slice(0, 19).replace('T', ' ');
  for (let quarters = -56; quarters <= 56; quarters++)
    if (clock.format(wallMs + quarters * 900_000) === shown) return wallMs + quarters * 900_000;
  throw new Error(`no clock in ${timeZone} ever showed ${shown}`);
}
