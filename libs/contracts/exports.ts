/** Long exports in the background: `POST /races/{slug}/exports`, `GET .../exports/jobs/{id}`, its file. */
import * as v from 'valibot';
import { bibSchema, objectMessage } from './common.js';

export const EXPORT_KINDS = ['results.pdf', 'lap-sheet.pdf', 'lap-sheet.csv', 'hourly.csv', 'record-pack.zip'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];
const KIND_MESSAGE = `must be one of ${EXPORT_KINDS.join(', ')}`;

export const exportSchema = v.object(
  {
    kind: v.picklist(EXPORT_KINDS, KIND_MESSAGE),
    /** One runner; absent: all. */
    bib: v.nullish(bibSchema),
    /** Log position of an earlier version. */
    offset: v.nullish(
      v.pipe(
        v.number('must be an offset of the log, a whole number'),
        v.safeInteger('must be an offset of the log, a whole number'),
        v.minValue(1, 'must be an offset of the log, 1 or more'),
      ),
    ),
  },
  objectMessage('must be an object such as { "kind": "lap-sheet.pdf" }', { kind: KIND_MESSAGE }),
);
export type ExportInput = v.InferOutput<typeof exportSchema>;

export interface ExportJobAnswer {
  id: string;
  kind: ExportKind;
  bib?: string;
  /** Log position the file is made of. */
  offset: number;
  state: 'queued' | 'running' | 'done' | 'failed';
  /** Of the work, 0 to 100. */
  percent: number;
  askedAt: string;
  /** When failed: why, and the way out. */
  error?: string;
  /** When done, until it is thrown away. */
  file?: { name: string; bytes: number; url: string; until: string };
}
