/** From one row of `POST passings` to one fact: a chip makes a read, a bib a passing, neither a tap. */
import * as v from 'valibot';
import { type PassingInput, type PassingResult, passingSchema, problemItems } from '#libs/contracts/index.js';
import type { Source } from '#libs/domain/index.js';
import type { NewFact } from '#libs/log/index.js';
import { type Principal, authorOf } from '#libs/platform/auth/principal.js';
import { derivedId } from '../fact-ids.js';
import { plainPassing } from './plain-passing.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Records longer than this are cut in `raw`; the fields themselves are bounded by the schema. */
export const RAW_CHARS_MAX = 4096;

export type RowOutcome = { fact: NewFact } | { rejected: PassingResult };

/** One bad row is answered by itself; it never throws, so the good rows beside it are kept. */
export function factOfRow(row: unknown, logId: string, receivedAtMs: number, caller: Principal): RowOutcome {
  const plain = plainPassing(row);
  if (plain) return factOfInput(plain, row, logId, receivedAtMs, caller);
  const parsed = v.safeParse(passingSchema, row, { abortPipeEarly: true });
  if (parsed.success) return factOfInput(parsed.output, row, logId, receivedAtMs, caller);
  const item = problemItems(parsed.issues, 1)[0];
  if (!item?.path) return rejected(idOf(row), 'invalid-passing', item?.message ?? 'is no passing');
  return rejected(idOf(row), item.code, `${item.path} ${item.message}`);
}

function factOfInput(
  input: PassingInput,
  row: unknown,
  logId: string,
  receivedAtMs: number,
  caller: Principal,
): RowOutcome {
  const raw = rawOf(row);
  if (raw === undefined) return rejected(input.id ?? null, 'invalid-passing', 'is nested too deeply; send it flat');
  const refusal = outOfScope(input, caller);
  if (refusal) return rejected(input.id ?? null, refusal.code, refusal.message);
  return { fact: toFact(input, raw, logId, receivedAtMs, caller) };
}

const rejected = (id: string | null, code: string, message: string): RowOutcome => ({
  rejected: { id, outcome: 'rejected', code, message },
});

/** Unknown fields are kept too, whatever they hold; undefined when they are nested deeper than can be written down again. */
function rawOf(row: unknown): string | undefined {
  try {
    return JSON.stringify(row).slice(0, RAW_CHARS_MAX);
  } catch {
    return undefined;
  }
}

function idOf(row: unknown): string | null {
  const id = typeof row === 'object' && row !== null ? (row as { id?: unknown }).id : undefined;
  return typeof id === 'string' && UUID.test(id) ? id.toLowerCase() : null;
}

/** A paired tablet speaks for its own point and device only. */
function outOfScope(input: PassingInput, caller: Principal): { code: string; message: string } | undefined {
  const { point, device } = caller.scope;
  if (point !== undefined && input.point != null && input.point !== point) {
    return {
      code: 'wrong-point',
      message: `point must be "${point}": the tablet is paired for it; pair it again for another point`,
    };
  }
  if (device !== undefined && input.source && input.source.device !== device) {
    return { code: 'wrong-device', message: `source.device must be "${device}", the name the tablet was paired with` };
  }
  return undefined;
}

function sourceOf(input: PassingInput, caller: Principal): Source | undefined {
  const device = input.source?.device ?? caller.scope.device;
  if (device === undefined) return undefined;
  return {
    device,
    // The log takes no epoch and an empty one for the same; the spool must too.
    ...(input.source?.epoch ? { epoch: input.source.epoch } : {}),
    ...(input.source?.seq != null ? { seq: input.source.seq } : {}),
  };
}

function toFact(input: PassingInput, raw: string, logId: string, receivedAtMs: number, caller: Principal): NewFact {
  const source = sourceOf(input, caller);
  const kind = input.bib != null ? 'passing' : input.chip != null ? 'read' : 'tap';
  const fields: Record<string, unknown> = { point: input.point ?? caller.scope.point ?? 'line' };
  if (input.bib != null) fields['bib'] = input.bib;
  if (input.chip != null) fields['chip'] = input.chip;
  if (input.edge === 'out') fields['edge'] = 'out';
  if (input.antenna != null) fields['antenna'] = input.antenna;
  if (input.rssi != null) fields['rssi'] = input.rssi;
  const { clock } = input;
  return {
    id: input.id ?? derivedId(logId, source?.device ?? '', source?.epoch ?? '', String(source?.seq ?? '')),
    kind,
    atMs: Date.parse(input.at),
    receivedAtMs,
    source,
    by: authorOf(caller),
    ...(clock
      ? {
          clock: {
            offsetMs: clock.offsetMs,
            ...(clock.roundTripMs != null ? { roundTripMs: clock.roundTripMs } : {}),
            ...(clock.measuredAt != null ? { measuredAt: clock.measuredAt } : {}),
          },
        }
      : {}),
    raw,
    fields,
  };
}
