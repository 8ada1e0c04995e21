/** What is known of a reader while it runs: for its page, for metrics and for worries. Bounded in every direction. */
import type { ReaderBox, ReaderLink, ReaderState } from '#libs/contracts/index.js';
import { DAY_MS, MINUTE_MS, isoInstant } from '#libs/domain/index.js';
import type { DeviceCursor } from '#libs/log/index.js';
import { type BoxState, type CanonicalRead, ClockWatch, type Output, type RefusedRecord } from '#libs/readers/index.js';

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
  #lastReads: ReaderState['lastReads'] = [];
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
      ...{ state: {}, watch: new ClockWatch(), asked: undefined, gaps: [] },
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

  /** The settings say something else of its clock now: how late records were until then says nothing. */
  forgetLateness(): void {
    for (const { watch } of this.boxes.values()) watch.forget();
  }

  /** One record was stored or was there before. @param atMs as it was understood */
  noted(
    read: CanonicalRead,
    said: { device: string; point: string; atMs: number; receivedMs: number; isNew: boolean; isRehearsal?: boolean },
  ): void {
    const { device, point, atMs, receivedMs, isNew } = said;
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
    // Records of another day, while it is no day of the race: a recording or a rehearsal, whose lateness is no clock's.
    if (read.replay !== true && !(said.isRehearsal === true && Math.abs(receivedMs - atMs) > DAY_MS))
      box.watch.seen(atMs, receivedMs);
    if (read.replay !== true && said.isRehearsal !== true && receivedMs - atMs > DAY_MS)
      this.#old(device, receivedMs - atMs, receivedMs);
    const { chip, bib, kind, antenna, rssi } = read;
    const shown = { kind, at: isoInstant(atMs), device, point };
    push(this.#lastReads, {
      ...shown,
      ...(chip === undefined ? {} : { chip }),
      ...(bib === undefined ? {} : { bib }),
      ...(antenna === undefined ? {} : { antenna }),
      ...(rssi === undefined ? {} : { rssi }),
    });
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
      lastReads: this.#lastReads.toReversed(),
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

function push<T>(list: T[], one: T): void {
  list.push(one);
  if (list.length > LAST_MAX) list.shift();
}

function shownBox(box: Box, nowMs: number, applied: boolean, isSimulated: boolean): ReaderBox {
  const { device, point, reads, gaps, state, watch } = box;
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
      applied: applied && measured !== undefined,
      ...(measured === undefined ? {} : { offsetMs: measured.offsetMs, measuredAt: isoInstant(measured.atMs) }),
      ...(measured?.roundTripMs === undefined ? {} : { roundTripMs: measured.roundTripMs }),
      ...(leastLateMs === undefined ? {} : { leastLateMs }),
      ...(doubt === undefined ? {} : { doubt }),
      history: watch.history.slice(-HISTORY_SHOWN_MAX).map(({ atMs, ...row }) => ({ at: isoInstant(atMs), ...row })),
    },
  };
}
