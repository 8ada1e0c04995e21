/** A correction is one more fact that points at another one; nothing is ever changed or removed. */
import { type CorrectionInput, RECORDER_CORRECTIONS } from '#libs/contracts/index.js';
import type { FactLog, NewFact, StoredFact } from '#libs/log/index.js';
import { type Principal, authorOf } from '#libs/platform/auth/principal.js';
import type { Clock } from '#libs/platform/clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { REFUSAL_MESSAGES, RETRY_AFTER_S, orProblem } from '../log-errors.js';
import type { RaceDirectory } from '../race-directory.js';
import type { Spool } from '../spool/spool.js';

/** Kinds that a void, restore, reassign or retime may not point at: a race, a name or a gun has its own way of being changed. */
const CLAIMS: readonly string[] = ['read', 'passing', 'tap'];
const NOT_VOIDABLE: readonly string[] = ['race', 'entrant', 'erase'];

export class CorrectionsService {
  constructor(
    private readonly directory: RaceDirectory,
    private readonly log: FactLog,
    private readonly spool: Spool,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError 400, 403, 404 `unknown-target`, 409 `id-reused`, 422 `wrong-target`, 503 */
  async post(slug: string, input: CorrectionInput, caller: Principal): Promise<{ offset: number }> {
    const race = await this.directory.getFor(slug, caller);
    checkSpan(input);
    if (this.spool.inUse) {
      throw new ProblemError(
        503,
        'log-unavailable',
        'The database is away; passings are kept, corrections must wait. Send the same again in a few seconds.',
        { retryAfterS: RETRY_AFTER_S },
      );
    }
    await this.checkTarget(race.logId, slug, input, caller);
    const before = await orProblem(this.log.factById(race.logId, input.id));
    const fact = correctionFact(input, slug, caller, this.clock.nowMs(), before);
    const [outcome] = await orProblem(this.log.append(race.logId, [fact]));
    if (!outcome) throw new Error('the log gave no outcome');
    if (outcome.status === 'refused') {
      const status = outcome.code === 'unknown-target' ? 404 : 409;
      throw new ProblemError(status, outcome.code, REFUSAL_MESSAGES[outcome.code]);
    }
    return { offset: outcome.offset };
  }

  private async checkTarget(logId: string, slug: string, input: CorrectionInput, caller: Principal): Promise<void> {
    const target = 'target' in input ? await orProblem(this.log.factById(logId, input.target)) : undefined;
    if ('target' in input) {
      if (!target) throw new ProblemError(404, 'unknown-target', REFUSAL_MESSAGES['unknown-target']);
      const fits =
        input.type === 'void' || input.type === 'restore'
          ? !NOT_VOIDABLE.includes(target.kind)
          : CLAIMS.includes(target.kind);
      if (!fits)
        throw new ProblemError(422, 'wrong-target', `A ${input.type} cannot point at a fact of kind "${target.kind}".`);
    }
    if (caller.role !== 'director') this.checkRecorder(slug, input, target, caller);
  }

  /** A recorder may void, restore, reassign and retime what its own device entered. */
  private checkRecorder(slug: string, input: CorrectionInput, target: StoredFact | undefined, caller: Principal): void {
    if (caller.scope.race !== slug || !RECORDER_CORRECTIONS.includes(input.type)) {
      throw new ProblemError(
        403,
        'not-allowed',
        `A recorder may only ${RECORDER_CORRECTIONS.join(', ')} its own entries.`,
      );
    }
    // A void or restore may point at an own correction (undo of an undo): it was written by the same author.
    const { device } = caller.scope;
    const own = (device !== undefined && target?.source?.device === device) || target?.by === authorOf(caller);
    if (!own)
      throw new ProblemError(403, 'not-own-entry', 'This entry was made by another device; a director can correct it.');
  }
}

/** A chip worn for no time at all would be a correction that does nothing. */
function checkSpan(input: CorrectionInput): void {
  if (input.type !== 'chip-assigned' || input.from === undefined || input.to === undefined) return;
  if (Date.parse(input.from) < Date.parse(input.to)) return;
  const item = { path: 'to', code: 'invalid-to', message: 'must be later than from' };
  throw new ProblemError(400, 'invalid-body', `${item.path} ${item.message}`, { errors: [item] });
}

/** A correction sent again carries no instant of its own: it keeps the one of its first arrival, so that both are the same fact. */
function correctionFact(
  input: CorrectionInput,
  slug: string,
  caller: Principal,
  nowMs: number,
  before: StoredFact | undefined,
): NewFact {
  const at = 'at' in input && input.at !== undefined ? Date.parse(input.at) : (before?.deviceAtMs ?? nowMs);
  const base = { id: input.id, receivedAtMs: nowMs, atMs: at, by: authorOf(caller), reason: input.reason };
  switch (input.type) {
    case 'void':
    case 'restore':
    case 'retime':
      return { ...base, kind: input.type, target: input.target, fields: {} };
    case 'reassign':
    case 'assign-tap':
      return { ...base, kind: 'reassign', target: input.target, fields: { bib: input.bib } };
    case 'add-passing':
      return {
        ...base,
        kind: 'passing',
        fields: { bib: input.bib, point: input.point ?? 'line', ...(input.edge === 'out' ? { edge: 'out' } : {}) },
      };
    case 'chip-assigned':
      return {
        ...base,
        kind: 'chip-assigned',
        fields: {
          chip: input.chip,
          bib: input.bib,
          ...(input.from === undefined ? {} : { fromMs: Date.parse(input.from) }),
          ...(input.to === undefined ? {} : { toMs: Date.parse(input.to) }),
        },
      };
    case 'status':
      return {
        ...base,
        kind: 'status',
        fields: {
          race: slug,
          bib: input.bib,
          status: input.status,
          ...(input.point === undefined ? {} : { point: input.point }),
        },
      };
  }
}
