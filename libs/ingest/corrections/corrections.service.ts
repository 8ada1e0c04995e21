/** A correction is one more fact that points at another one; nothing is ever changed or removed. */
import { type CorrectionInput, RECORDER_CORRECTIONS } from '#libs/contracts/index.js';
import type { FactLog, StoredFact } from '#libs/log/index.js';
import { type Principal, authorOf } from '#libs/platform/auth/principal.js';
import type { Clock } from '#libs/platform/clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { REFUSAL_MESSAGES, RETRY_AFTER_S, orProblem } from '../log-errors.js';
import type { RaceDirectory } from '../race-directory.js';
import type { Spool } from '../spool/spool.js';
import { checkFields, correctionFact } from './correction-facts.js';

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
    checkFields(input);
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
      if (!mayPointAt(input.type, target.kind))
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

function mayPointAt(type: CorrectionInput['type'], kind: StoredFact['kind']): boolean {
  if (type === 'void' || type === 'restore') return !NOT_VOIDABLE.includes(kind);
  return type === 'part-lap-signed' ? kind === 'part-lap' : CLAIMS.includes(kind);
}
