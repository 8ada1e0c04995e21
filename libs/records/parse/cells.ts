/** One cell of the book at a time: read, or refused with a sentence that names the field. */
import { mFromMm } from '#libs/domain/index.js';
import type { RecordFault } from '../row.js';

const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/** A day of the calendar, a month or a year: `2022-09-18`, `2017-11`, `2019`. */
export function isRecordDate(text: string): boolean {
  const match = DATE.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1)];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1800 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

export class Cells {
  constructor(
    private readonly line: number,
    private readonly id: string,
    private readonly cells: Readonly<Record<string, string>>,
    private readonly faults: RecordFault[],
  ) {}

  fault(field: string, message: string): void {
    this.faults.push({ line: this.line, id: this.id, field, message });
  }

  /** Trimmed; undefined when empty. */
  text(field: string): string | undefined {
    const text = (this.cells[field] ?? '').trim();
    return text === '' ? undefined : text;
  }

  needed(field: string): string {
    const text = this.text(field);
    if (text === undefined) this.fault(field, 'must not be empty');
    return text ?? '';
  }

  word<T extends string>(field: string, words: readonly T[]): T {
    const text = this.needed(field);
    const word = words.find((each) => each === text);
    if (word === undefined && text !== '') this.fault(field, `is "${text}"; it must be one of ${words.join(', ')}`);
    return word ?? words[0]!;
  }

  maybeWord<T extends string>(field: string, words: readonly T[]): T | undefined {
    return this.text(field) === undefined ? undefined : this.word(field, words);
  }

  /** A positive number with at most three decimals, in thousandths: metres become mm, seconds become ms. */
  thousandths(field: string): number | undefined {
    const text = this.text(field);
    if (text === undefined) return undefined;
    const value = Math.round(Number(text) * 1000);
    if (/^\d{1,9}(\.\d{1,3})?$/.test(text) && value > 0) return value;
    this.fault(field, `is "${text}"; it must be a number above zero with at most three decimals`);
    return undefined;
  }

  metres(field: string): number | undefined {
    const mm = this.thousandths(field);
    return mm === undefined ? undefined : mFromMm(mm);
  }

  count(field: string): number | undefined {
    const thousandths = this.thousandths(field);
    if (thousandths === undefined || thousandths % 1000 === 0) return thousandths && thousandths / 1000;
    this.fault(field, 'must be a whole number');
    return undefined;
  }

  date(field: string): string | undefined {
    const text = this.text(field);
    if (text !== undefined && !isRecordDate(text))
      this.fault(field, `is "${text}"; it must be a date such as 2022-09-18, 2022-09 or 2022`);
    return text;
  }

  /** Parts between ` | `. */
  parts(field: string): string[] {
    return (this.text(field) ?? '')
      .split(' | ')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }
}
