/** Figures of a wall clock as boxes write them; ms read as if they were UTC. */

const two = (value: number): string => String(value).padStart(2, '0');

export interface WallText {
  year: number;
  /** `2026-10-03` */
  date: string;
  /** `261003` */
  shortDate: string;
  /** `10:00:00` */
  time: string;
  /** `477` */
  ms: string;
  /** `47` */
  hundredths: number;
}

export function wallText(wallMs: number): WallText {
  const at = new Date(wallMs);
  const ms = at.getUTCMilliseconds();
  const year = at.getUTCFullYear();
  const day = [two(at.getUTCMonth() + 1), two(at.getUTCDate())] as const;
  return {
    year,
    date: `${year}-${day[0]}-${day[1]}`,
    shortDate: `${two(year % 100)}${day[0]}${day[1]}`,
    time: [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':'),
    ms: String(ms).padStart(3, '0'),
    hundredths: Math.floor(ms / 10),
  };
}

/** Splits what was heard at an end of record and keeps the rest. */
export class Hearing {
  #rest = '';

  constructor(private readonly end: string | RegExp) {}

  hear(bytes: Buffer): string[] {
    const parts = (this.#rest + bytes.toString('latin1')).split(this.end);
    this.#rest = (parts.pop() ?? '').slice(-4096);
    return parts;
  }
}
