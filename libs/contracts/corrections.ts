/** `POST /races/{slug}/corrections` (contract section 5). */
import * as v from 'valibot';
import { bibSchema, chipSchema, instantSchema, pointSchema, reasonSchema, uuidSchema } from './common.js';

const base = { id: uuidSchema, reason: reasonSchema };
const edge = v.optional(v.picklist(['in', 'out'], 'must be "in" or "out"'));

export const correctionSchema = v.variant(
  'type',
  [
    v.object({ ...base, type: v.literal('void'), target: uuidSchema }),
    v.object({ ...base, type: v.literal('restore'), target: uuidSchema }),
    v.object({
      ...base,
      type: v.literal('add-passing'),
      bib: bibSchema,
      at: instantSchema,
      point: v.optional(pointSchema),
      edge,
    }),
    v.object({ ...base, type: v.literal('reassign'), target: uuidSchema, bib: bibSchema }),
    v.object({ ...base, type: v.literal('assign-tap'), target: uuidSchema, bib: bibSchema }),
    v.object({ ...base, type: v.literal('retime'), target: uuidSchema, at: instantSchema }),
    v.object({
      ...base,
      type: v.literal('chip-assigned'),
      chip: chipSchema,
      bib: v.nullable(bibSchema),
      from: v.optional(instantSchema),
      to: v.optional(instantSchema),
    }),
    v.object({
      ...base,
      type: v.literal('status'),
      bib: bibSchema,
      status: v.picklist(
        ['dns', 'stopped', 'returned', 'dnf', 'dsq', 'refused-to-continue'],
        'must be dns, stopped, returned, dnf, dsq or refused-to-continue',
      ),
      at: v.optional(instantSchema),
      point: v.optional(pointSchema),
    }),
  ],
  'must be one of void, restore, add-passing, reassign, assign-tap, retime, chip-assigned, status',
);
export type CorrectionInput = v.InferOutput<typeof correctionSchema>;
/** What a recorder may post, and only about its own entries. */
export const RECORDER_CORRECTIONS: readonly CorrectionInput['type'][] = [
  'void',
  'restore',
  'reassign',
  'assign-tap',
  'retime',
];
