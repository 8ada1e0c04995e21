/** A record of the race as it is typed, and as it is sent. Pure. */
import type { OwnRecordWire } from '#libs/contracts/index.js';
import { formatKm, formatTime, type Format, officialM } from '#libs/domain/index.js';
import { RECORD_EVENTS } from '#libs/records/events.js';
import { r } from '../../../shared/messages/records.js';

const TEXTS = ['club', 'category', 'athlete', 'nationality', 'race', 'date', 'source'] as const;

export interface RecordDraft extends Record<(typeof TEXTS)[number] | 'event' | 'mark', string> {
  /** Of the record that is changed; empty: a new one. */
  id: string;
  of: string;
  sex: string;
}

export const NO_RECORD: RecordDraft = {
  ...{ id: '', of: 'course', club: '', event: '', sex: 'F', category: '', mark: '' },
  ...{ athlete: '', nationality: '', race: '', date: '', source: '' },
};

export type MarkKind = 'time' | 'distance' | 'laps';

/** What the mark of an event is: kilometres, a time, or yards. */
export function markKind(event: string, format: Format): MarkKind {
  const kind = event === '' ? kindOf(format) : (RECORD_EVENTS[event]?.kind ?? 'distance');
  return kind === 'course' ? 'distance' : kind;
}

function kindOf({ kind }: Format): MarkKind {
  if (kind === 'backyard') return 'laps';
  return kind === 'fixed-time' ? 'time' : 'distance';
}

export function markText({ markMs, markM, markLaps }: OwnRecordWire): string {
  if (markLaps !== undefined) return String(markLaps);
  return markM === undefined ? formatTime(markMs ?? 0) : formatKm(markM);
}

export function draftOf(record: OwnRecordWire): RecordDraft {
  const draft: RecordDraft = { ...NO_RECORD, id: record.id, of: record.of, sex: record.sex, mark: markText(record) };
  for (const name of [...TEXTS, 'event'] as const) draft[name] = record[name] ?? '';
  return draft;
}

/**
 * @param before the record that is changed: what the form does not show stays
 * @param taken ids of the others
 */
export function recordFrom(
  draft: RecordDraft,
  format: Format,
  before: OwnRecordWire | undefined,
  taken: ReadonlySet<string>,
): { record: OwnRecordWire } | { errors: Partial<Record<keyof RecordDraft, string>> } {
  const errors: Partial<Record<keyof RecordDraft, string>> = {};
  const kind = markKind(draft.event, format);
  const mark = markFrom(kind, draft.mark.trim());
  if (mark === null) errors.mark = r(`error.mark.${kind}`);
  if (draft.athlete.trim() === '') errors.athlete = r('error.athlete');
  if (mark === null || Object.keys(errors).length > 0) return { errors };
  const { markMs: _ms, markM: _m, markLaps: _laps, event: _event, ...kept } = before ?? ({} as OwnRecordWire);
  const record: Record<string, unknown> = { ...kept, of: draft.of, sex: draft.sex, ...mark };
  for (const name of TEXTS) {
    const text = draft[name].trim();
    if (text === '' || (name === 'club' && draft.of !== 'club')) delete record[name];
    else record[name] = text;
  }
  if (draft.event !== '') record['event'] = draft.event;
  record['id'] = draft.id || idOf(draft, taken);
  return { record: record as unknown as OwnRecordWire };
}

function markFrom(kind: MarkKind, text: string): Partial<OwnRecordWire> | null {
  if (kind === 'laps') return /^[1-9]\d{0,3}$/.test(text) ? { markLaps: Number(text) } : null;
  if (kind === 'time') {
    const km = Number(text.replace(',', '.'));
    const markM = officialM(Math.round(km * 1_000_000));
    return text !== '' && Number.isFinite(km) && markM > 0 ? { markM } : null;
  }
  const match = /^(\d{1,4}):([0-5]\d):([0-5]\d)$/.exec(text);
  return match ? { markMs: (Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3])) * 1000 } : null;
}

/** A name for a new record, by what it is. */
function idOf({ of, club, event, sex, category }: RecordDraft, taken: ReadonlySet<string>): string {
  const words = [of, of === 'club' ? club : '', event, sex, category].map((word) =>
    word
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, ''),
  );
  const base = `own-${words.filter((word) => word !== '').join('-')}`.slice(0, 56);
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(id)) return id;
  }
}

/** Fields of the server by the field of the form that says them. */
export const FORM_FIELD: Readonly<Record<string, keyof RecordDraft>> = {
  markMs: 'mark',
  markM: 'mark',
  markLaps: 'mark',
};
