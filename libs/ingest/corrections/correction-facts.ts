/** A correction, as posted, becomes a fact. */
import type { CorrectionInput } from '#libs/contracts/index.js';
import { mmFromM } from '#libs/domain/index.js';
import type { NewFact, StoredFact } from '#libs/log/index.js';
import { type Principal, authorOf } from '#libs/platform/auth/principal.js';
import { ProblemError } from '#libs/platform/http/problem.js';

/** What no field alone can say. @throws ProblemError 400 `invalid-body`, naming the field */
export function checkFields(input: CorrectionInput): void {
  const wrong = wrongField(input);
  if (wrong === undefined) return;
  const [path, message] = wrong;
  const item = { path, code: `invalid-${path.toLowerCase()}`, message };
  throw new ProblemError(400, 'invalid-body', `${path} ${message}`, { errors: [item] });
}

function wrongField(input: CorrectionInput): [path: string, message: string] | undefined {
  switch (input.type) {
    case 'reader':
      if (input.point === undefined && input.timeZone === undefined && input.offsetMs === undefined)
        return ['point', 'or timeZone or offsetMs: say what is to change'];
      return wrongSpan(input);
    case 'chip-assigned':
      // A chip worn for no time at all would be a correction that does nothing.
      return wrongSpan(input);
    case 'part-lap':
      return (input.pastLineM === undefined) === (input.marker === undefined)
        ? ['pastLineM', 'or marker: say one of the two']
        : undefined;
    case 'adjustment':
      return (input.distanceM === undefined) === (input.timeMs === undefined)
        ? ['distanceM', 'or timeMs: say one of the two']
        : undefined;
    case 'course-changed':
      return input.fromLap !== undefined && input.fromAt !== undefined
        ? ['fromAt', 'or fromLap: say one of the two, or none for the whole race']
        : undefined;
    default:
      return undefined;
  }
}

const wrongSpan = ({
  from,
  to,
}: {
  from?: string | undefined;
  to?: string | undefined;
}): [string, string] | undefined =>
  from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to)
    ? ['to', 'must be later than from']
    : undefined;

/** A correction sent again carries no instant of its own: it keeps the one of its first arrival, so that both are the same fact. */
export function correctionFact(
  input: CorrectionInput,
  slug: string,
  caller: Principal,
  nowMs: number,
  before: StoredFact | undefined,
): NewFact {
  const at = 'at' in input && input.at !== undefined ? Date.parse(input.at) : (before?.deviceAtMs ?? nowMs);
  const base = { id: input.id, receivedAtMs: nowMs, atMs: at, by: authorOf(caller), reason: input.reason };
  switch (input.type) {
    case 'assign-tap':
      return { ...base, kind: 'reassign', target: input.target, fields: { bib: input.bib } };
    case 'add-passing':
      return { ...base, kind: 'passing', fields: fieldsOf(input, slug) };
    default: {
      const fact = { ...base, kind: input.type, fields: fieldsOf(input, slug) };
      return 'target' in input ? { ...fact, target: input.target } : fact;
    }
  }
}

/** The fact's own fields; none of them undefined. */
function fieldsOf(input: CorrectionInput, race: string): Record<string, unknown> {
  switch (input.type) {
    case 'void':
    case 'restore':
    case 'retime':
      return {};
    case 'reassign':
    case 'assign-tap':
      return { bib: input.bib };
    case 'add-passing':
      return { bib: input.bib, point: input.point ?? 'line', ...(input.edge === 'out' ? { edge: 'out' } : {}) };
    case 'chip-assigned':
      return { chip: input.chip, bib: input.bib, ...said({ fromMs: ms(input.from), toMs: ms(input.to) }) };
    case 'reader':
      return readerFields(input);
    case 'status':
      return { race, bib: input.bib, status: input.status, ...said({ point: input.point }) };
    case 'yard':
      return { race, bib: input.bib, yard: input.yard, inTime: input.inTime };
    case 'part-lap': {
      const { bib, marker, measuredBy } = input;
      return { race, bib, measuredBy, ...said({ pastLineMm: mm(input.pastLineM), marker }) };
    }
    case 'part-lap-marker':
      return { race, marker: input.marker, pastLineMm: mm(input.pastLineM), measuredBy: input.measuredBy };
    case 'part-lap-signed':
      return { race, signedBy: input.by };
    case 'adjustment':
      return { race, bib: input.bib, ...said({ distanceMm: mm(input.distanceM), timeMs: input.timeMs }) };
    case 'course-changed':
      return { race, lapMm: mm(input.lapM), ...said({ fromLap: input.fromLap, fromMs: ms(input.fromAt) }) };
    case 'worry-dismissed':
      return { race, worry: input.worry };
    case 'results-state':
      return { race, state: input.state };
  }
}

function readerFields(input: Extract<CorrectionInput, { type: 'reader' }>): Record<string, unknown> {
  const { device, point, timeZone, statedZone, offsetMs } = input;
  const span = { fromMs: ms(input.from), toMs: ms(input.to) };
  return { device, ...said({ point, timeZone, statedZone, setAtMs: ms(input.setAt), offsetMs, ...span }) };
}

const ms = (instant: string | undefined): number | undefined =>
  instant === undefined ? undefined : Date.parse(instant);
const mm = (metres: number | undefined): number | undefined => (metres === undefined ? undefined : mmFromM(metres));
const said = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
