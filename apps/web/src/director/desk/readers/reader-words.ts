/** A box's state in words. Pure. */
import type { ReaderAnswer, ReaderBox, ReaderState } from '#libs/contracts/index.js';
import { decimal, roughly } from '../../../shared/figures/format.js';
import { r } from '../../../shared/messages/readers.js';
import type { Tone } from '../../../shared/ui/Badge.js';
import type { IconName } from '../../../shared/ui/Icon.js';
import { isWebhook, systemOf } from './systems.js';

export const nameOf = ({ id, name }: Pick<ReaderAnswer, 'id' | 'name'>): string => name ?? id;

export interface LinkWords {
  tone: Tone | undefined;
  icon: IconName;
  text: string;
}

/** A webhook that was heard so recently is receiving. */
const HEARD_MS = 120_000;

export function linkWords(reader: Pick<ReaderAnswer, 'protocol' | 'state'>, nowMs: number): LinkWords {
  const { link, lastReceivedAt } = reader.state;
  switch (link) {
    case 'connected':
      return { tone: 'good', icon: 'check', text: r('link.connected') };
    case 'connecting':
      return { tone: 'warn', icon: 'clock', text: r('link.connecting') };
    case 'listening':
      return { tone: 'warn', icon: 'signal', text: r('link.listening') };
    case 'waiting': {
      if (lastReceivedAt === undefined || !isWebhook(systemOf(reader.protocol)))
        return { tone: undefined, icon: 'clock', text: r('link.waiting') };
      const agoMs = nowMs - Date.parse(lastReceivedAt);
      if (agoMs < HEARD_MS) return { tone: 'good', icon: 'check', text: r('link.receiving') };
      return { tone: undefined, icon: 'clock', text: r('link.quiet', { ago: roughly(agoMs) }) };
    }
    case 'away':
      return { tone: 'bad', icon: 'cross', text: r('link.away') };
    case 'failed':
      return { tone: 'bad', icon: 'alert', text: r('link.failed') };
  }
}

/** In red while it records nothing; undefined when it records, or does not say. */
export function notRecordingWords({ recording, mode }: Pick<ReaderBox, 'recording' | 'mode'>): string | undefined {
  if (recording !== false) return undefined;
  return mode === undefined || mode === 'test' ? r('mode.test') : r('mode.other', { mode });
}

/** `0.4 s`, `42 s`, `2 h`: how far off a clock is. */
export function span(ms: number): string {
  const size = Math.abs(ms);
  return size < 10_000 ? `${decimal(size / 1000, 1)} s` : roughly(size);
}

/** `+1.8 s`, `−0.2 s`: what is added to its times. Nothing at all has no minus. */
export function signedSpan(ms: number): string {
  return `${Math.round(ms / 100) < 0 ? '\u2212' : '+'}${span(ms)}`;
}

/** Below this a clock is right: nobody steps on a mat more exactly. */
const RIGHT_MS = 100;

/** A wall clock whose whole zone is in the offset must not be called hours fast. */
const HALF_QUARTER_MS = 450_000;
const QUARTER_MS = 900_000;

/** The error of a clock in an offset that may hold its zone as well, ms; what is added to its times. */
export const errorOf = (offsetMs: number): number =>
  Math.abs(offsetMs) < HALF_QUARTER_MS ? offsetMs : offsetMs - Math.round(offsetMs / QUARTER_MS) * QUARTER_MS;

/** What is known of a clock, one sentence each. */
export function clockWords({ clock, timeSource }: Pick<ReaderBox, 'clock' | 'timeSource'>, nowMs: number): string[] {
  const { offsetMs, measuredAt, roundTripMs = 0, applied, leastLateMs } = clock ?? {};
  const words: string[] = [];
  if (offsetMs !== undefined && measuredAt !== undefined) {
    const error = errorOf(offsetMs);
    const offset =
      Math.abs(error) <= RIGHT_MS ? r('clock.ok') : r(error > 0 ? 'clock.behind' : 'clock.ahead', { by: span(error) });
    const ago = roughly(Math.max(0, nowMs - Date.parse(measuredAt)));
    words.push(
      `${r('clock.asked', { ago, offset, round: Math.max(1, Math.round(roundTripMs / 2)) })}, ${r(applied ? 'clock.applied' : 'clock.watched')}`,
    );
  }
  if (leastLateMs !== undefined)
    words.push(r(leastLateMs < 0 ? 'clock.early' : 'clock.late', { by: span(leastLateMs) }));
  if (timeSource !== undefined) words.push(r('clock.source', { source: timeSource }));
  return words.length === 0 ? [r('clock.unknown')] : words;
}

export function powerWords(box: ReaderBox): string[] {
  const { batteryPct, batteryV, power, antennas, temperatureC } = box;
  return [
    ...(power === undefined ? [] : [r(power ? 'power.yes' : 'power.no')]),
    ...(batteryPct === undefined ? [] : [r('battery.pct', { value: Math.round(batteryPct) })]),
    ...(batteryV === undefined ? [] : [r('battery.v', { value: decimal(batteryV, 1) })]),
    ...(antennas === undefined || antennas === '' ? [] : [r('antennas', { list: antennas })]),
    ...(temperatureC === undefined ? [] : [r('temperature', { value: Math.round(temperatureC) })]),
  ];
}

/** A battery below this will not last the night. */
const BATTERY_LOW_PCT = 25;
export const isBatteryLow = ({ batteryPct, power }: ReaderBox): boolean =>
  batteryPct !== undefined && batteryPct < BATTERY_LOW_PCT && power !== true;

const GAPS_SHOWN = 6;

/** `12 to 14, 20`: numbers that never came; empty when none is missing. */
export function gapWords(gaps: ReaderBox['gaps']): string {
  if (gaps.length === 0) return '';
  const numbers = gaps
    .slice(-GAPS_SHOWN)
    .map(({ first, last }) => (first === last ? `${first}` : `${first}\u2013${last}`))
    .join(', ');
  const more = gaps.length > GAPS_SHOWN ? ` ${r('gaps.more', { count: gaps.length - GAPS_SHOWN })}` : '';
  return r('gaps.are', { numbers: `${numbers}${more}` });
}

/** What a box has to type into its menu, or its software into a field; `calls`: we call it. */
export type Address =
  | { kind: 'calls'; address: string }
  | { kind: 'typed'; addresses: string[]; isGuess: boolean }
  | { kind: 'webhook'; url: string };

const LOOPBACK = /^(localhost|127\.|\[?::1\]?$)/;

/**
 * @param pageHost where the director's browser finds the server
 * @param own addresses of the machine, where that is of no use to a box
 */
export function addressOf(reader: ReaderAnswer, pageHost: string, own: readonly string[]): Address {
  const { url, connect, listen, protocol, state } = reader;
  const system = systemOf(protocol);
  if (url !== undefined) return { kind: 'webhook', url };
  const port = connect?.port ?? state.port ?? listen?.port ?? system.port ?? 0;
  if (connect !== undefined) return { kind: 'calls', address: `${connect.host}:${port}` };
  const bound = listen?.host;
  if (bound !== undefined && bound !== '0.0.0.0' && bound !== '::')
    return { kind: 'typed', addresses: [`${bound}:${port}`], isGuess: false };
  const isHere = LOOPBACK.test(pageHost);
  const hosts = isHere && own.length > 0 ? own : [pageHost];
  return { kind: 'typed', addresses: hosts.map((host) => `${host}:${port}`), isGuess: isHere };
}

type Read = ReaderState['lastReads'][number];

/** How late it came, in words; nothing for what came from memory. */
export function latenessWords({ at, receivedAt, replay }: Read): { text: string; isOdd: boolean } {
  if (replay) return { text: r('wave.replay'), isOdd: false };
  const lateMs = Date.parse(receivedAt) - Date.parse(at);
  if (Math.abs(lateMs) < AT_ONCE_MS) return { text: r('wave.now'), isOdd: false };
  if (lateMs < 0) return { text: r('wave.early', { by: span(lateMs) }), isOdd: lateMs < -ODD_MS };
  return { text: r('wave.late', { by: span(lateMs) }), isOdd: lateMs > ODD_MS };
}
/** As long as the server itself waits before it doubts a clock. */
const ODD_MS = 2000;
/** Less is the network's, and what two good clocks differ by. */
const AT_ONCE_MS = 300;

/** Tells one read from the others of a list. */
export const readKey = ({ receivedAt, at, chip, bib, device, antenna }: Read): string =>
  [receivedAt, at, chip, bib, device, antenna].join(' ');
