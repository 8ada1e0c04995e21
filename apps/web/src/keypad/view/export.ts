/** The queue as a file or a row of QR codes, for when nothing else works. The JSON is what a director can post as it stands. Pure. */
import { type CorrectionEntry, type Entry, FORMAT, type PassingEntry, trueMs } from '../queue/entry.js';
import { wireCorrection, wirePassing } from '../queue/network.js';

/** Entries per QR code; a code stays readable by a phone at arm's length. */
export const ROWS_PER_CODE = 12;

const passings = (entries: readonly Entry[]) => entries.filter((e): e is PassingEntry => e.kind === 'passing');
const corrections = (entries: readonly Entry[]) => entries.filter((e): e is CorrectionEntry => e.kind === 'correction');

/** `passings` is a body for POST passings (sending it twice is safe), `corrections` are bodies for POST corrections in their order. */
export function exportJson(race: string, entries: readonly Entry[], exportedAt: string): string {
  const live = entries.filter((e) => e.state !== 'retracted');
  return JSON.stringify(
    {
      format: `loopline-keypad-${FORMAT}`,
      race,
      exportedAt,
      passings: passings(live).map(wirePassing),
      corrections: corrections(live).map(wireCorrection),
      entries,
    },
    null,
    1,
  );
}

/** A cell that spreadsheets neither split nor run. */
function cell(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const HEADER = 'id,kind,state,bib,time,device_time,offset_ms,point,device,epoch,seq,type,target,reason,person';

export function exportCsv(entries: readonly Entry[]): string {
  const lines = entries.map((e) => {
    const cells =
      e.kind === 'passing'
        ? [
            e.bib,
            new Date(trueMs(e)).toISOString(),
            e.at,
            e.clock?.offsetMs,
            e.point,
            e.source.device,
            e.source.epoch,
            e.source.seq,
            '',
            '',
            '',
          ]
        : [e.bib, e.at, '', '', '', '', '', '', e.type, e.target, e.reason];
    return [e.id, e.kind, e.state, ...cells, e.person].map(cell).join(',');
  });
  return `${[HEADER, ...lines].join('\r\n')}\r\n`;
}

/** Texts of the QR codes: `LL1 <part>/<parts> <race> <device>` and then `bib time` a line, for every entry the server does not have. */
export function exportCodes(race: string, entries: readonly Entry[]): string[] {
  const owed = passings(entries).filter((e) => e.state !== 'retracted' && e.state !== 'received');
  const parts = Math.ceil(owed.length / ROWS_PER_CODE);
  return Array.from({ length: parts }, (_, i) => {
    const rows = owed.slice(i * ROWS_PER_CODE, (i + 1) * ROWS_PER_CODE);
    const head = `LL1 ${i + 1}/${parts} ${race} ${rows[0]?.source.device ?? ''}`;
    return [head, ...rows.map((e) => `${e.bib ?? '-'} ${new Date(trueMs(e)).toISOString()}`)].join('\n');
  });
}
