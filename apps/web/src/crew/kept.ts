/** What a crew keeps on its device: notes and quiet hours. Nothing where nothing may be kept. */
import type { QuietHours } from './alerts.js';

export interface Note {
  /** Epoch ms by the race's now. */
  atMs: number;
  text: string;
}

export const NOTES_MAX = 200;
export const NOTE_CHARS_MAX = 300;

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as unknown;
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // It holds for this page then.
  }
}

const notesKey = (slug: string, bib: string) => `loopline.crew-notes.${slug}.${bib}`;
const QUIET_KEY = 'loopline.crew-quiet';

const isNote = (value: unknown): value is Note =>
  typeof value === 'object' &&
  value !== null &&
  'atMs' in value &&
  Number.isFinite(value.atMs) &&
  'text' in value &&
  typeof value.text === 'string';

export function keptNotes(slug: string, bib: string): Note[] {
  const kept = read(notesKey(slug, bib));
  return Array.isArray(kept) ? kept.filter(isNote).slice(-NOTES_MAX) : [];
}

export function keepNotes(slug: string, bib: string, notes: readonly Note[]): void {
  write(notesKey(slug, bib), notes);
}

export function keptQuiet(): QuietHours {
  const kept = read(QUIET_KEY);
  if (typeof kept !== 'object' || kept === null) return { from: '', to: '' };
  const clock = (value: unknown) => (typeof value === 'string' && /^\d\d:\d\d$/.test(value) ? value : '');
  return { from: 'from' in kept ? clock(kept.from) : '', to: 'to' in kept ? clock(kept.to) : '' };
}

export function keepQuiet(quiet: QuietHours): void {
  write(QUIET_KEY, quiet);
}
