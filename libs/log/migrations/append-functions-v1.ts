/**
 * The append, in the database: one call per log and flush, so one round trip and one commit.
 * The log's row is locked first; every later statement of a volatile function sees a fresh snapshot (READ COMMITTED), so what it checks after the lock
 * cannot change under it. Offsets are given under that lock and become visible in their order: a reader never sees 8 before 7.
 */

/** Row keys are short because a thousand rows carry each of them. */
const PLAIN_COLUMNS = `i uuid, k text, a bigint, r bigint, d text, e text, s bigint, y text, w text, c json, x text, b json`;
const ALL_COLUMNS = `${PLAIN_COLUMNS}, t uuid, n uuid, pn text, pb date`;

/**
 * append_facts(log, rows, plain) -> (base, outcomes)
 *   base      head before this call; null: no such log
 *   outcomes  null: every row was stored, at base + 1 .. base + n in the order sent; else a JSON array of [code, offset], one per row:
 *             s stored, d duplicate, i id-reused, q sequence-reused, t unknown-target
 * `plain` promises that no row has a target, a person or an erasure: such rows are inserted as one set, and only when a unique
 * key objects is the set taken back and walked row by row.
 */
const APPEND_FACTS = `
create function append_facts(p_log text, p_rows json, p_plain boolean, out base bigint, out outcomes json)
language plpgsql volatile as $$
declare
  v_stored bigint;
begin
  select head into base from log where log_id = p_log for no key update;
  if not found then return; end if;
  if p_plain then
    begin
      insert into fact (log_id, "offset", id, kind, at_ms, received_at_ms, device, epoch, seq, by, reason, clock, raw, body)
      select p_log, base + o, i, k, a, r, d, e, s, y, w, c, x, b
      from rows from (json_to_recordset(p_rows) as (${PLAIN_COLUMNS})) with ordinality as given (i, k, a, r, d, e, s, y, w, c, x, b, o);
      get diagnostics v_stored = row_count;
      update log set head = base + v_stored where log_id = p_log;
      return;
    exception when unique_violation then
      null; -- something was sent before: decide row by row
    end;
  end if;
  outcomes := append_facts_one_by_one(p_log, base, p_rows);
end $$`;

const APPEND_ONE_BY_ONE = `
create function append_facts_one_by_one(p_log text, p_base bigint, p_rows json) returns json
language plpgsql volatile as $$
declare
  v_row record;
  v_head bigint := p_base;
  v_known bigint;
  v_same boolean;
  v_target bigint;
  v_code "char";
  v_refused boolean := false;
  v_outcomes text[] := '{}';
begin
  for v_row in
    select * from rows from (json_to_recordset(p_rows) as (${ALL_COLUMNS})) with ordinality
      as given (i, k, a, r, d, e, s, y, w, c, x, b, t, n, pn, pb, o) order by o
  loop
    v_code := 's';
    v_target := null;
    select f."offset", is_same_fact(f, v_row.k, v_row.a, v_row.d, v_row.e, v_row.s, v_row.t, v_row.b) into v_known, v_same
      from fact f where f.log_id = p_log and f.id = v_row.i;
    if found then
      v_code := case when v_same then 'd' else 'i' end;
    elsif v_row.s is not null then
      select f."offset", is_same_fact(f, v_row.k, v_row.a, v_row.d, v_row.e, v_row.s, v_row.t, v_row.b) into v_known, v_same
        from fact f where f.log_id = p_log and f.device = v_row.d and f.epoch = v_row.e and f.seq = v_row.s;
      if found then v_code := case when v_same then 'd' else 'q' end; end if;
    end if;
    if v_code = 's' and v_row.t is not null then
      select f."offset" into v_target from fact f where f.log_id = p_log and f.id = v_row.t;
      if not found then v_code := 't'; v_known := null; end if;
    end if;
    if v_code = 's' then
      v_head := v_head + 1;
      v_known := v_head;
      insert into fact (log_id, "offset", id, kind, at_ms, received_at_ms, device, epoch, seq, target, target_offset, by, reason, clock, raw, body)
      values (p_log, v_head, v_row.i, v_row.k, v_row.a, v_row.r, v_row.d, v_row.e, v_row.s, v_row.t, v_target, v_row.y, v_row.w, v_row.c, v_row.x, v_row.b);
      if v_row.n is not null then perform set_person(p_log, v_row.k = 'erase', v_row.n, v_row.pn, v_row.pb); end if;
    elsif v_code <> 'd' then
      v_refused := true;
      insert into refusal (log_id, id, code, "offset", evidence)
      values (p_log, v_row.i, case v_code when 'i' then 'id-reused' when 'q' then 'sequence-reused' else 'unknown-target' end, v_known,
        json_build_object('kind', v_row.k, 'atMs', v_row.a, 'receivedAtMs', v_row.r, 'device', v_row.d, 'epoch', v_row.e,
          'seq', v_row.s, 'target', v_row.t, 'by', v_row.y, 'reason', v_row.w, 'clock', v_row.c, 'raw', v_row.x, 'fields', v_row.b))
      on conflict (log_id, id, code) do update
        set "offset" = excluded."offset", refused_at = excluded.refused_at, evidence = excluded.evidence;
    end if;
    v_outcomes := v_outcomes || format('["%s",%s]', v_code, coalesce(v_known::text, 'null'));
  end loop;
  if v_head > p_base then update log set head = v_head where log_id = p_log; end if;
  if v_refused then perform bound_refusals(p_log); end if;
  return ('[' || array_to_string(v_outcomes, ',') || ']')::json;
end $$`;

/** What makes two facts the same: not when we received them, not how the clock was measured, not who typed them. Bodies are canonical text. */
const IS_SAME_FACT = `
create function is_same_fact(f fact, p_kind text, p_at bigint, p_device text, p_epoch text, p_seq bigint, p_target uuid, p_body json)
returns boolean language sql immutable as $$
  select f.kind = p_kind and f.at_ms = p_at and f.device is not distinct from p_device and f.epoch is not distinct from p_epoch
    and f.seq is not distinct from p_seq and f.target is not distinct from p_target and f.body::text = p_body::text
$$`;

/** An erasure also drops the log's snapshots: a fold's state may hold the name. */
const SET_PERSON = `
create function set_person(p_log text, p_erase boolean, p_entrant uuid, p_name text, p_birth_date date) returns void
language plpgsql volatile as $$
begin
  if p_erase then
    update person set name = null, birth_date = null where log_id = p_log and entrant_id = p_entrant;
    delete from fold_snapshot where log_id = p_log;
  else
    insert into person (log_id, entrant_id, name, birth_date) values (p_log, p_entrant, p_name, p_birth_date)
    on conflict (log_id, entrant_id) do update set name = excluded.name, birth_date = excluded.birth_date;
  end if;
end $$`;

export const REFUSALS_PER_LOG_MAX = 1_000;

const BOUND_REFUSALS = `
create function bound_refusals(p_log text) returns void language sql volatile as $$
  delete from refusal where log_id = p_log
    and no <= (select no from refusal where log_id = p_log order by no desc offset ${REFUSALS_PER_LOG_MAX} limit 1)
$$`;

export const APPEND_FUNCTIONS_V1 = [IS_SAME_FACT, SET_PERSON, BOUND_REFUSALS, APPEND_ONE_BY_ONE, APPEND_FACTS];
