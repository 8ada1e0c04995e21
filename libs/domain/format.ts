/** How times, distances and paces are written. Rounding is a rule of the sport: a claim is never made better by it (R3.7). */
import { HOUR_MS, MILE_MM, MINUTE_MS, MM_PER_KM, mmFromM, officialM, officialMs, SECOND_MS } from './units.js';

const pad = (value: number): string => String(value).padStart(2, '0');

/** `h:mm:ss`, to the next longer whole second (R3.4); hours are not limited to 24. Negative times keep their sign. */
export function formatTime(elapsedMs: number): string {
  const ms = officialMs(Math.abs(elapsedMs));
  const seconds = (ms % MINUTE_MS) / SECOND_MS;
  const text = `${Math.floor(ms / HOUR_MS)}:${pad(Math.floor((ms % HOUR_MS) / MINUTE_MS))}:${pad(seconds)}`;
  return elapsedMs < 0 ? `-${text}` : text;
}

/** A time of a day or more as `10 d 10:30:36` (R3.12), shorter ones as `h:mm:ss`; to the next longer second (R3.4). */
export function formatDays(elapsedMs: number): string {
  const ms = officialMs(elapsedMs);
  const days = Math.floor(ms / (24 * HOUR_MS));
  if (days < 1) return formatTime(ms);
  const [hours = '', ...rest] = formatTime(ms % (24 * HOUR_MS)).split(':');
  return `${days} d ${[hours.padStart(2, '0'), ...rest].join(':')}`;
}

/** R3.12: multi-day times both ways, `10 d 10:30:36 = 250:30:36`. */
export function formatDaysAndHours(elapsedMs: number): string {
  const days = formatDays(elapsedMs);
  const hours = formatTime(elapsedMs);
  return days === hours ? hours : `${days} = ${hours}`;
}

/** Metres as km with three decimals, whole metres rounded down (R12.6, R3.6): 170309.45 is `170.309`. */
export function formatKm(distanceM: number): string {
  const metres = officialM(mmFromM(distanceM));
  return `${Math.floor(metres / 1000)}.${String(metres % 1000).padStart(3, '0')}`;
}

/** Metres as miles with three decimals, rounded down (R12.6, R1.1). */
export function formatMiles(distanceM: number): string {
  const thousandths = Math.floor((mmFromM(distanceM) * 1000) / MILE_MM);
  return `${Math.floor(thousandths / 1000)}.${String(thousandths % 1000).padStart(3, '0')}`;
}

export type PaceUnit = '/km' | '/mi';

/** A pace as a person entered it: ms per kilometre or per mile. */
export interface Pace {
  ms: number;
  unit: PaceUnit;
}

const UNIT_MM: Readonly<Record<PaceUnit, number>> = { '/km': MM_PER_KM, '/mi': MILE_MM };

export interface PaceFormat {
  unit?: PaceUnit;
  /** Tenths of a second. */
  tenths?: boolean;
  /** A pace somebody must keep is rounded down, or it would not suffice (R14.2, R3.7). */
  required?: boolean;
}

/** A pace over a distance in a time: `4:30/km`, `6:17.5/mi` (R14.1). Exact until the one rounding. Empty when nothing was run. */
export function formatPace(distanceM: number, elapsedMs: number, options: PaceFormat = {}): string {
  const mm = mmFromM(distanceM);
  if (mm <= 0 || elapsedMs <= 0) return '';
  const unit = options.unit ?? '/km';
  const stepMs = options.tenths === true ? 100 : SECOND_MS;
  const steps = (elapsedMs * UNIT_MM[unit]) / (mm * stepMs);
  const ms = (options.required === true ? Math.floor(steps) : Math.round(steps)) * stepMs;
  const minutes = Math.floor(ms / MINUTE_MS);
  const seconds = pad(Math.floor((ms % MINUTE_MS) / SECOND_MS));
  const fraction = options.tenths === true ? `.${(ms % SECOND_MS) / 100}` : '';
  return `${minutes}:${seconds}${fraction}${unit}`;
}

/** Time for a distance at a pace, in ms, rounded to the nearest. */
export function timeAtPaceMs(pace: Pace, distanceM: number): number {
  return Math.round((pace.ms * mmFromM(distanceM)) / UNIT_MM[pace.unit]);
}

/** A pace in the other unit, or in ms per km, exact. */
export function paceIn(pace: Pace, unit: PaceUnit): Pace {
  return { ms: (pace.ms * UNIT_MM[unit]) / UNIT_MM[pace.unit], unit };
}

export type ParsedPace = { ok: true; pace: Pace } | { ok: false; hint: string };

const PACE = /^(\d{1,3}):([0-5]\d)(?:\.(\d{1,3}))?\s*(\/km|\/mi)?$/;
const DECIMAL = /^(\d{1,3})[.,](\d{1,2})\s*(\/km|\/mi)?$/;

/**
 * Reads `m:ss`, `m:ss.s`, with or without a unit. `5.59` is refused with the hint `5:59?`: people write 5:59 that way and mean it (R14.1).
 * @param unit used when the text names none
 */
export function parsePace(text: string, unit: PaceUnit = '/km'): ParsedPace {
  const trimmed = text.trim();
  const match = PACE.exec(trimmed);
  if (match !== null) {
    const fraction = Number((match[3] ?? '').padEnd(3, '0'));
    const ms = Number(match[1]) * MINUTE_MS + Number(match[2]) * SECOND_MS + fraction;
    if (ms === 0) return { ok: false, hint: 'm:ss' };
    return { ok: true, pace: { ms, unit: (match[4] as PaceUnit | undefined) ?? unit } };
  }
  const decimal = DECIMAL.exec(trimmed);
  // A half is as likely a decimal as a time: only two digits that are seconds get a suggestion.
  if (decimal?.[2]?.length === 2 && Number(decimal[2]) < 60) return { ok: false, hint: `${decimal[1]}:${decimal[2]}?` };
  return { ok: false, hint: 'm:ss' };
}
