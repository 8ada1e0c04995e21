/** Names under which the log's ports are injected. */
export const FACT_LOG = Symbol('fact-log');
export const REGISTRY = Symbol('registry');
export const FEED = Symbol('feed');
export const FOLD_SNAPSHOTS = Symbol('fold-snapshots');
export const SET_UP_FACTS = Symbol('set-up-facts');
export const LEADER_ELECTION = Symbol('leader-election');
export const REFUSALS = Symbol('refusals');
export const SEQUENCE_GAPS = Symbol('sequence-gaps');
export const EDITIONS = Symbol('editions');
export const READERS = Symbol('readers');
export const OWN_RECORDS = Symbol('own-records');
