/** Numbers a device counted and the log never got: a record that was made and did not arrive. */
import type { Pool } from 'pg';
import type { SequenceGap, SequenceGaps } from './ports.js';
import { unstuff } from './text-codec.js';

/** Devices (each start of one apart) an answer speaks of. */
const DEVICES_MAX = 50;
/** Holes named of each. */
const HOLES_MAX = 5;
/** A device counts by ones when nearly all its numbers follow on each other; one that does not (a clock for a number) has no holes. */
const COUNTS_BY_ONES = 0.8;

/** Reads one index and nothing else until it has found the holes. */
const GAPS = `
  with steps as (
    select device, epoch, seq, "offset", seq - lag(seq) over in_order as step, lag("offset") over in_order as before
    from fact where log_id = $1 and seq is not null window in_order as (partition by device, epoch order by seq)
  ), devices as (
    select device, epoch, count(*) as received, sum(step - 1) as missing, count(*) filter (where step > 1) as holes
    from steps group by device, epoch having count(*) filter (where step > 1) > 0
    and count(*) filter (where step = 1) >= $2::float * (count(*) - 1) order by device, epoch limit $3
  )
  select device, epoch, received::float8, missing::float8, hole.* from devices cross join lateral (
    select steps.seq - step + 1 as first, steps.seq - 1 as last, steps.before, steps."offset" as after, fact.received_at_ms
    from steps join fact on fact.log_id = $1 and fact."offset" = steps."offset"
    where steps.device = devices.device and steps.epoch = devices.epoch and step > 1 order by steps.seq desc limit $4
  ) hole`;

interface Row {
  device: string;
  epoch: string;
  received: number;
  missing: number;
  first: string;
  last: string;
  before: string;
  after: string;
  received_at_ms: string;
}

export class PostgresSequenceGaps implements SequenceGaps {
  constructor(private readonly pool: Pool) {}

  async gaps(logId: string): Promise<SequenceGap[]> {
    const { rows } = await this.pool.query<Row>(GAPS, [logId, COUNTS_BY_ONES, DEVICES_MAX, HOLES_MAX]);
    const found = new Map<string, SequenceGap>();
    for (const row of rows) {
      const key = JSON.stringify([row.device, row.epoch]);
      const gap = found.get(key) ?? gapOf(row);
      found.set(key, gap);
      gap.holes.push({
        first: Number(row.first),
        last: Number(row.last),
        beforeOffset: Number(row.before),
        afterOffset: Number(row.after),
        noticedAtMs: Number(row.received_at_ms),
      });
    }
    return [...found.values()];
  }
}

function gapOf({ device, epoch, received, missing }: Row): SequenceGap {
  return {
    device: unstuff(device),
    ...(epoch === '' ? {} : { epoch: unstuff(epoch) }),
    received,
    missing,
    holes: [],
  };
}
