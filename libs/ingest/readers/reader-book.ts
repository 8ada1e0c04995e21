/** What is known of a reader while it runs: for its page, for metrics and for worries. Bounded in every direction. */
import type { ReaderBox, ReaderLink, ReaderState } from '#libs/contracts/index.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, isoInstant } from '#libs/domain/index.js';
import type { DeviceCursor } from '#libs/log/index.js';
import { type BoxState, type CanonicalRead, ClockWatch, type Output, type RefusedRecord } from '#libs/readers/index.js';
import { type LastRead, LastReads } from './last-reads.js';

const BOXES_MAX = 64;
const LAST_MAX = 20;
const GAPS_MAX = 50;
const HISTORY_SHOWN_MAX = 24;

interface Box {
  device: string;
  box: string | undefined;
  place: string | undefined;
  point: string;
  reads: number;
  lastAtMs: number | undefined;
  epoch: string | undefined;
  lastSeq: number | undefined;
  state: BoxState;
  watch: ClockWatch;
  /** What the box answered when it was asked, and in which epoch that was. */
  asked: { offsetMs: number; epoch: string | undefined } | undefined;
  gaps: { epoch: string; first: number; last: number }[];
  /** What its newest figures were, and how far ahead of UTC they are taken to be. */
  figures: { basis: CanonicalRead['said']['basis']; aheadMs: number | undefined } | undefined;
}

type Notice = ReaderState['notices'][number];

export class ReaderBook {
  readonly boxes = new Map<string, Box>();
  link: ReaderLink = 'waiting';
  sinceMs: number;
  reason: string | undefined;
  port: number | undefined;
  peers: string[] = [];
  reads = 0;
  duplicates = 0;
  refused = 0;
  spooled = 0;
  lastReceivedMs: number | undefined;
  lastAtMs: number | undefined;
  readonly #lastReads = new LastReads();
  #lastRefused: ReaderState['lastRefused'] = [];
  readonly #notices = new Map<string, Notice>();
  readonly #perMinute: { minute: number; count: number }[] = [];

  constructor(nowMs: number) {
    this.sinceMs = nowMs;
  }

  turn(link: ReaderLink, nowMs: number, reason?: string): void {
    if (this.link !== link) this.sinceMs = nowMs;
    this.link = link;
    this.reason = reason;
  }

  /** The box, made when it is new; one too many shares the place of the last. */
  box(device: string, box: string | undefined): Box {
    const known = this.boxes.get(device);
    if (known) return known;
    const made: Box = {
      ...{
        device,
        box,
        place: undefined,
        point: '',
        reads: 0,
        lastAtMs: undefined,
        epoch: undefined,
        lastSeq: undefined,
      },
      ...{ state: {}, watch: new ClockWatch(), asked: undefined, gaps: [], figures: undefined },
    };
    if (this.boxes.size < BOXES_MAX) this.boxes.set(device, made);
    return made;
  }

  /** What an earlier process knew, so that a box that was there and is gone is missed, and boxes behind a reader are known. */
  restore({ reads, duplicates, refused, lastReadAt, lastReceivedAt, boxes }: Partial<ReaderState>): void {
    this.reads = reads ?? 0;
    this.duplicates = duplicates ?? 0;
    this.refused = refused ?? 0;
    this.lastAtMs = lastReadAt === undefined ? undefined : Date.parse(lastReadAt);
    this.lastReceivedMs = lastReceivedAt === undefined ? undefined : Date.parse(lastReceivedAt);
    for (const saved of boxes ?? []) {
      const box = this.box(saved.device, saved.box);
      box.place = saved.place;
      box.point = saved.point;
      box.reads = saved.reads;
      box.lastAtMs = saved.lastReadAt === undefined ? undefined : Date.parse(saved.lastReadAt);
      box.epoch = saved.epoch;
      box.lastSeq = saved.lastSeq;
    }
  }

  /** How far the boxes' numbers are known to have come, newest box first; holes are not. */
  cursors(): DeviceCursor[] {
    const known = [...this.boxes.values()].flatMap(({ device, epoch, lastSeq, lastAtMs = 0 }) =>
      epoch === undefined || lastSeq === undefined ? [] : [{ device, epoch, lastSeq, missing: [], atMs: lastAtMs }],
    );
    return known.sort((a, b) => b.atMs - a.atMs);
  }

  /** One record was stored or was there before. @param atMs as it was understood */
  noted(read: CanonicalRead, said: Omit<LastRead, 'read'> & { isNew: boolean }): void {
    const { isNew, ...rest } = said;
    const { device, point, atMs, receivedMs, isMeasured } = rest;
    const box = this.box(device, read.box);
    box.reads++;
    box.point = point;
    box.place = read.place ?? box.place;
    box.epoch = read.epoch ?? box.epoch;
    if (read.seq !== undefined && read.epoch === box.epoch) box.lastSeq = Math.max(read.seq, box.lastSeq ?? 0);
    if (box.lastAtMs === undefined || atMs > box.lastAtMs) box.lastAtMs = atMs;
    if (this.lastAtMs === undefined || atMs > this.lastAtMs) this.lastAtMs = atMs;
    this.lastReceivedMs = receivedMs;
    if (!isNew) {
      this.duplicates++;
      return;
    }
    this.reads++;
    this.#count(receivedMs);
    const last = { read, ...rest };
    feed(box, last);
    if (read.replay !== true && said.isRehearsal !== true && receivedMs - atMs > DAY_MS)
      this.#old(device, receivedMs - atMs, receivedMs);
    box.figures = { basis: read.said.basis, aheadMs: isMeasured ? undefined : aheadOf(read, atMs) };
    this.#lastReads.push(last);
  }

  /** A setting changed what the records mean: what is shown, and what is believed of the clocks, follows. */
  understoodAnew(instantMs: (last: LastRead) => number): void {
    for (const box of this.boxes.values()) box.watch.forget();
    for (const last of this.#lastReads.all) {
      last.atMs = instantMs(last);
      const box = this.boxes.get(last.device);
      if (box === undefined) continue;
      feed(box, last);
      box.figures = {
        basis: last.read.said.basis,
        aheadMs: last.isMeasured ? undefined : aheadOf(last.read, last.atMs),
      };
      box.lastAtMs = this.#lastReads.newestMs(last.device);
    }
    const newest = this.#lastReads.all.map(({ atMs }) => atMs);
    if (newest.length > 0) this.lastAtMs = Math.max(...newest);
  }

  refuse({ code, message, raw }: RefusedRecord, nowMs: number): void {
    this.refused++;
    push(this.#lastRefused, { at: isoInstant(nowMs), code, message, raw });
  }

  notice(level: 'info' | 'warn', code: string, message: string, nowMs: number, device?: string): void {
    const key = `${code} ${device ?? ''}`;
    const count = (this.#notices.get(key)?.count ?? 0) + 1;
    this.#notices.delete(key);
    this.#notices.set(key, {
      at: isoInstant(nowMs),
      level,
      code,
      message,
      count,
      ...(device === undefined ? {} : { device }),
    });
    for (const [oldest] of this.#notices) if (this.#notices.size > LAST_MAX) this.#notices.delete(oldest);
  }

  #old(device: string, lateMs: number, nowMs: number): void {
    const words = `It sends records that are ${Math.floor(lateMs / DAY_MS)} days old. What is left of another race is kept and counts nowhere; if they are of today, set the date of the box.`;
    this.notice('warn', 'old-records', words, nowMs, device);
  }

  /** It no longer holds. */
  drop(code: string): void {
    for (const [key, notice] of this.#notices) if (notice.code === code) this.#notices.delete(key);
  }

  /** What a session says beside reads. */
  told(output: Extract<Output, { kind: 'box' | 'epoch' | 'gap' }>, device: string): void {
    const box = this.box(device, output.box);
    if (output.kind === 'box') {
      Object.assign(box.state, output.state);
      return;
    }
    if (output.kind === 'epoch') {
      // What it answered was of the run that begins now, or of the one before it: then it has to be asked anew.
      if (box.asked !== undefined)
        box.asked =
          box.asked.epoch === undefined || output.clockHolds === true
            ? { ...box.asked, epoch: output.epoch }
            : sameRun(box.asked, output.epoch);
      if (box.epoch !== output.epoch) box.lastSeq = undefined;
      box.epoch = output.epoch;
      return;
    }
    const { epoch, first, last, filled } = output;
    box.gaps = box.gaps.filter((gap) => !(gap.epoch === epoch && gap.first >= first && gap.last <= last));
    if (!filled) box.gaps.push({ epoch, first, last });
    if (box.gaps.length > GAPS_MAX) box.gaps.shift();
  }

  readsPerMinute(nowMs: number): number {
    const minute = Math.floor(nowMs / MINUTE_MS);
    return this.#perMinute.filter((one) => one.minute >= minute - 1).reduce((sum, { count }) => sum + count, 0) / 2;
  }

  state(nowMs: number, clockIsApplied: boolean, isSimulated = false): ReaderState {
    const instant = (ms: number | undefined, name: string): object =>
      ms === undefined ? {} : { [name]: isoInstant(ms) };
    return {
      link: this.link,
      since: isoInstant(this.sinceMs),
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      ...(this.port === undefined ? {} : { port: this.port }),
      peers: this.peers,
      reads: this.reads,
      duplicates: this.duplicates,
      refused: this.refused,
      readsPerMinute: this.readsPerMinute(nowMs),
      ...instant(this.lastAtMs, 'lastReadAt'),
      ...instant(this.lastReceivedMs, 'lastReceivedAt'),
      spooled: this.spooled,
      boxes: [...this.boxes.values()].map((box) => shownBox(box, nowMs, clockIsApplied, isSimulated)),
      lastReads: this.#lastReads.shown(),
      lastRefused: this.#lastRefused.toReversed(),
      notices: [...this.#notices.values()].toReversed(),
    };
  }

  #count(nowMs: number): void {
    const minute = Math.floor(nowMs / MINUTE_MS);
    const last = this.#perMinute.at(-1);
    if (last?.minute === minute) last.count++;
    else this.#perMinute.push({ minute, count: 1 });
    if (this.#perMinute.length > 3) this.#perMinute.shift();
  }
}

const sameRun = (asked: NonNullable<Box['asked']>, epoch: string): Box['asked'] =>
  asked.epoch === epoch ? asked : undefined;

/** How far its figures are taken to be ahead of UTC; undefined where they are no wall clock. */
function aheadOf({ said }: CanonicalRead, atMs: number): number | undefined {
  if (said.basis === 'since-start') return undefined;
  if (said.basis !== 'time-of-day') return said.ms - atMs;
  // Of a time without a date only the part below a day is known; zones go from -12 to +14 h.
  const ahead = (((said.ms - atMs) % DAY_MS) + DAY_MS) % DAY_MS;
  return ahead > 14 * HOUR_MS ? ahead - DAY_MS : ahead;
}

/** Records of another day, while it is no day of the race, are a recording or a rehearsal, whose lateness is no clock's. */
function feed(box: Box, { read, atMs, receivedMs, isRehearsal }: LastRead): void {
  if (read.replay === true || (isRehearsal === true && Math.abs(receivedMs - atMs) > DAY_MS)) return;
  box.watch.seen(atMs, receivedMs);
}

function push<T>(list: T[], one: T): void {
  list.push(one);
  if (list.length > LAST_MAX) list.shift();
}

function shownBox(box: Box, nowMs: number, applied: boolean, isSimulated: boolean): ReaderBox {
  const { device, point, reads, gaps, state, watch, figures } = box;
  const { measured } = watch;
  const leastLateMs = watch.leastLateMs(nowMs);
  const doubt = isSimulated ? undefined : watch.doubt(nowMs);
  return {
    ...state,
    ...{ device, point, reads, gaps },
    ...(box.box === undefined ? {} : { box: box.box }),
    ...(box.place === undefined ? {} : { place: box.place }),
    ...(box.lastAtMs === undefined ? {} : { lastReadAt: isoInstant(box.lastAtMs) }),
    ...(box.epoch === undefined ? {} : { epoch: box.epoch }),
    ...(box.lastSeq === undefined ? {} : { lastSeq: box.lastSeq }),
    clock: {
      ...(figures === undefined ? {} : { basis: figures.basis }),
      ...(figures?.aheadMs === undefined ? {} : { aheadMs: figures.aheadMs }),
      applied: applied && measured !== undefined,
      ...(measured === undefined ? {} : { offsetMs: measured.offsetMs, measuredAt: isoInstant(measured.atMs) }),
      ...(measured?.roundTripMs === undefined ? {} : { roundTripMs: measured.roundTripMs }),
      ...(leastLateMs === undefined ? {} : { leastLateMs }),
      ...(doubt === undefined ? {} : { doubt }),
      history: watch.history.slice(-HISTORY_SHOWN_MAX).map(({ atMs, ...row }) => ({ at: isoInstant(atMs), ...row })),
    },
  };
}
