/**
 * The append, in the database: one call per log and flush, so one round trip and one commit.
 * The log's row is locked first; every later statement of a volatile function sees a fresh snapshot (READ COMMITTED), so what it checks after the lock
 * cannot change under it. Offsets are given under that lock and become visible in their order: a reader never sees 8 before 7.
 * Rows come column by column, as arrays: the server unpacks binary arrays five times quicker than it parses the same rows as JSON.
 */

/** One array per column, in the order of the rows; a null array is a column of nulls. */
const COLUMN_ARRAYS = `
  p_id text[], p_kind text[], p_at bigint[], p_received bigint[], p_device text[], p_epoch text[], p_seq bigint[], p_by text[],
  p_reason text[], p_clock text[], p_raw text[], p_body text[], p_target text[], p_entrant text[], p_name text[], p_birth_date text[]`;

/**
 * append_facts(log, plain, columns ...) -> (base, outcomes)
 *   base      head before this call; null: no such log
 *   outcomes  null: every row was stored, at base + 1 .. base + n in the order sent; else a JSON array of [code, offset], one per row:
 *             s stored, d duplicate, i id-reused, q sequence-reused, t unknown-target
 * `plain` promises that no row has a target, a person or an erasure: such rows are inserted as one set, and only when a unique
 * key objects is the set taken back and walked row by row.
 */
const APPEND_FACTS = `
create function append_facts(p_log text, p_plain boolean, ${COLUMN_ARRAYS}, out base bigint, out outcomes json)
language plpgsql volatile as $$
declare
  v_stored bigint;
begin
  select head into base from log where log_id = p_log for no key update;
  if not found then return; end if;
  if p_plain then
    begin
      insert into fact (log_id, "offset", id, kind, at_ms, received_at_ms, device, epoch, seq, by, reason, clock, raw, body)
      select p_log, base + o, i::uuid, k, a, r, d, e, s, y, w, c::json, x, b::json
      from unnest(p_id, p_kind, p_at, p_received, p_device, p_epoch, p_seq, p_by, p_reason, p_clock, p_raw, p_body)
        with ordinality as given (i, k, a, r, d, e, s, y, w, c, x, b, o);
      get diagnostics v_stored = row_count;
      update log set head = base + v_stored where log_id = p_log;
      return;
    exception when unique_violation then
      null; -- something was sent before: decide row by row
    end;
  end if;
  outcomes := append_facts_one_by_one(p_log, base, p_id, p_kind, p_at, p_received, p_device, p_epoch, p_seq, p_by, p_reason,
    p_clock, p_raw, p_body, p_target, p_entrant, p_name, p_birth_date);
end $$`;

const APPEND_ONE_BY_ONE = `
create function append_facts_one_by_one(p_log text, p_base bigint, ${COLUMN_ARRAYS}) returns json
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
    select i::uuid as id, k as kind, a as at_ms, r as received_at_ms, d as device, e as epoch, s as seq, y as author, w as reason,
      c::json as clock, x as raw, b as body, t::uuid as target, n::uuid as entrant, pn as name, pb::date as birth_date
    from unnest(p_id, p_kind, p_at, p_received, p_device, p_epoch, p_seq, p_by, p_reason, p_clock, p_raw, p_body, p_target,
      p_entrant, p_name, p_birth_date) with ordinality as given (i, k, a, r, d, e, s, y, w, c, x, b, t, n, pn, pb, o)
    order by o
  loop
    v_code := 's';
    v_target := null;
    select f."offset", is_same_fact(f, v_row.kind, v_row.at_ms, v_row.device, v_row.epoch, v_row.seq, v_row.target, v_row.body)
      into v_known, v_same from fact f where f.log_id = p_log and f.id = v_row.id;
    if found then
      v_code := case when v_same then 'd' else 'i' end;
    elsif v_row.seq is not null then
      select f."offset", is_same_fact(f, v_row.kind, v_row.at_ms, v_row.device, v_row.epoch, v_row.seq, v_row.target, v_row.body)
        into v_known, v_same
        from fact f where f.log_id = p_log and f.device = v_row.device and f.epoch = v_row.epoch and f.seq = v_row.seq;
      if found then v_code := case when v_same then 'd' else 'q' end; end if;
    end if;
    if v_code = 's' and v_row.target is not null then
      select f."offset" into v_target from fact f where f.log_id = p_log and f.id = v_row.target;
      if not found then v_code := 't'; v_known := null; end if;
    end if;
    if v_code = 's' then
      v_head := v_head + 1;
      v_known := v_head;
      insert into fact (log_id, "offset", id, kind, at_ms, received_at_ms, device, epoch, seq, target, target_offset, by, reason,
        clock, raw, body)
      values (p_log, v_head, v_row.id, v_row.kind, v_row.at_ms, v_row.received_at_ms, v_row.device, v_row.epoch, v_row.seq,
        v_row.target, v_target, v_row.author, v_row.reason, v_row.clock, v_row.raw, v_row.body::json);
      if v_row.entrant is not null then
        perform set_person(p_log, v_row.kind = 'erase', v_row.entrant, v_row.name, v_row.birth_date);
      end if;
    elsif v_code <> 'd' then
      v_refused := true;
      insert into refusal (log_id, id, code, "offset", evidence)
      values (p_log, v_row.id, case v_code when 'i' then 'id-reused' when 'q' then 'sequence-reused' else 'unknown-target' end, v_known,
        json_build_object('kind', v_row.kind, 'atMs', v_row.at_ms, 'receivedAtMs', v_row.received_at_ms, 'device', v_row.device,
          'epoch', v_row.epoch, 'seq', v_row.seq, 'target', v_row.target, 'by', v_row.author, 'reason', v_row.reason,
          'clock', v_row.clock, 'raw', v_row.raw, 'fields', v_row.body::json))
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
create function is_same_fact(f fact, p_kind text, p_at bigint, p_device text, p_epoch text, p_seq bigint, p_target uuid, p_body text)
returns boolean language sql immutable as $$
  select f.kind = p_kind and f.at_ms = p_at and f.device is not distinct from p_device and f.epoch is not distinct from p_epoch
    and f.seq is not distinct from p_seq and f.target is not distinct from p_target and f.body::text = p_body
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
