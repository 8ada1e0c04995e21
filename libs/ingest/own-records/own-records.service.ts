/** Records a race keeps for itself: the list as it is to be, checked row by row; good rows are kept beside bad ones. */
import type { OwnRecordFault, OwnRecordsPutAnswer } from '#libs/contracts/index.js';
import type { RaceDefinition } from '#libs/domain/index.js';
import type { OwnRecordList, OwnRecordStore, SetUpFacts } from '#libs/log/index.js';
import { type Principal, authorOf } from '#libs/platform/auth/principal.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import {
  checkOwn,
  OWN_COLUMN_OF,
  OWN_RECORDS_MAX,
  ownDrafts,
  type OwnDrafts,
  type OwnRecord,
  parseOwn,
  type RecordFault,
  recordRaceOf,
} from '#libs/records/index.js';
import { orProblem } from '../log-errors.js';
import { OneByOne } from '../one-by-one.js';
import type { RaceDirectory } from '../race-directory.js';

export interface PutOptions {
  /** Rows are added or put in the place of the one with their id; nothing is removed. */
  add: boolean;
  /** Answer, and store nothing. */
  dryRun: boolean;
  /** Revision the sender's list was made from; undefined: whatever is there. */
  over?: number;
}

/** Two lists at once without a revision: the later one is tried again on top of the other, so often. */
const TRIES_MAX = 5;

export class OwnRecordsService {
  private readonly turns = new OneByOne();

  constructor(
    private readonly directory: RaceDirectory,
    private readonly setUp: SetUpFacts,
    private readonly store: OwnRecordStore,
  ) {}

  /**
   * @param body a JSON list, or CSV in the columns of the record book
   * @throws ProblemError 400 when it is neither, or too long; 412 `changed-meanwhile` when `over` is not the newest revision
   */
  async put(slug: string, body: unknown, options: PutOptions, caller: Principal): Promise<OwnRecordsPutAnswer> {
    const { logId } = await this.directory.get(slug);
    return this.turns.run(slug, async () => {
      const known = await orProblem(this.setUp.definition(logId, slug));
      if (!known) throw new ProblemError(404, 'unknown-race', `There is no race "${slug.slice(0, 64)}".`);
      const sent = draftsOf(body, known.definition);
      for (let turn = 0; turn < TRIES_MAX; turn++) {
        const before = await orProblem(this.store.of(slug));
        const answer = await this.tryPut(slug, sent, before, known.definition, options, caller);
        if (answer !== undefined) return answer;
      }
      throw new ProblemError(503, 'busy', 'Others change these records all the time; send yours again.', {
        retryAfterS: 1,
      });
    });
  }

  /** @returns undefined when somebody else was quicker */
  private async tryPut(
    slug: string,
    sent: Sent,
    before: OwnRecordList | undefined,
    definition: RaceDefinition,
    { add, dryRun, over }: PutOptions,
    caller: Principal,
  ): Promise<OwnRecordsPutAnswer | undefined> {
    const revision = before?.revision ?? 0;
    if (over !== undefined && over !== revision)
      throw new ProblemError(
        412,
        'changed-meanwhile',
        `Somebody changed the records meanwhile (revision ${revision}, yours is made from ${over}); read them again and send yours on top.`,
      );
    const old = (before?.records ?? []) as unknown as OwnRecord[];
    const { records, faults } = merged(sent, old, definition, add);
    const was = new Map(old.map((record) => [record.id, JSON.stringify(record)]));
    const created = records.filter(({ id }) => !was.has(id)).length;
    const updated = records.filter((record) => was.has(record.id) && was.get(record.id) !== same(record)).length;
    const removed = old.length - (records.length - created);
    const figures = { created, updated, removed, total: records.length, rejected: faults.map(faultOf) };
    if (dryRun) return { revision, ...figures, dryRun };
    if (created + updated + removed === 0 && inOrder(old, records)) return { revision, ...figures };
    const list = { race: slug, records: records.map((record) => ({ ...record })), changedBy: authorOf(caller) };
    const stored = await orProblem(this.store.put(list, revision));
    return stored && { revision: stored.revision, ...figures };
  }
}

type Sent = OwnDrafts & { names: typeof OWN_COLUMN_OF | undefined };

function draftsOf(body: unknown, definition: RaceDefinition): Sent {
  try {
    if (typeof body === 'string') return { ...parseOwn(body, recordRaceOf(definition)), names: OWN_COLUMN_OF };
    if (Array.isArray(body)) return { ...ownDrafts(body), names: undefined };
  } catch (error) {
    if (error instanceof RangeError) throw new ProblemError(400, 'too-many-records', error.message, { cause: error });
    throw new ProblemError(400, 'invalid-csv', sentence((error as Error).message), { cause: error });
  }
  throw new ProblemError(
    400,
    'invalid-body',
    'Send a JSON list of records, or text/csv in the columns of the record book.',
  );
}

const sentence = (text: string): string => {
  const said = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
  return said.endsWith('.') ? said : `${said}.`;
};

/** The list afterwards. A record whose new row is wrong stays as it was: a slip of the pen removes nothing. */
function merged(
  { drafts, faults, names }: Sent,
  old: readonly OwnRecord[],
  definition: RaceDefinition,
  add: boolean,
): { records: OwnRecord[]; faults: RecordFault[] } {
  const race = recordRaceOf(definition);
  const checked = checkOwn(drafts, race, names);
  const wrong = [...faults, ...checked.faults].sort((a, b) => a.line - b.line);
  const good = new Map(checked.records.map((record) => [record.id, record]));
  const meant = new Set(wrong.flatMap(({ id }) => [id, `own-${id}`]));
  const stays = old.filter(({ id }) => add || good.has(id) || meant.has(id));
  const rest = checked.records.filter(({ id }) => !old.some((record) => record.id === id));
  const order = add
    ? [...stays.map((record) => good.get(record.id) ?? record), ...rest]
    : [...checked.records, ...stays.filter(({ id }) => !good.has(id))];
  if (order.length > OWN_RECORDS_MAX)
    throw new ProblemError(
      400,
      'too-many-records',
      `A race keeps at most ${OWN_RECORDS_MAX} records of its own; together these would be ${order.length}.`,
    );
  return { records: order, faults: wrong };
}

const same = (record: OwnRecord): string => JSON.stringify(record);
const inOrder = (a: readonly OwnRecord[], b: readonly OwnRecord[]): boolean =>
  a.length === b.length && a.every(({ id }, i) => id === b[i]?.id);

const faultOf = ({ line, id, field, message }: RecordFault): OwnRecordFault => ({
  ...{ line, id, field, code: 'invalid-record' },
  message: `${field} ${message}`,
});
