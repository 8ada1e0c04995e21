/** The live board: HTTP document, socket messages, and the frames the projector hands to the gateways (contract sections 3 and 4). */
import type { BoardRow, RaceHeader } from '#libs/domain/index.js';
import * as v from 'valibot';
import { bibSchema, slugSchema } from './common.js';

/** Bump on any change of a message's meaning; `docs/protocol.md` keeps the history. */
export const PROTOCOL = 1;
export const LIVE_NAMESPACE = '/live';
export const BEAT_MS = 5000;
export const WATCH_BIBS_MAX = 50;

/** `GET board`, and the socket's `snapshot`. `offset` is the log position it was folded to. */
export interface Board {
  race: RaceHeader;
  epoch: string;
  seq: number;
  /** The instant the board speaks of: the server's clock, or the newest counted crossing where that is later (a simulated race). */
  at: string;
  lastReadAt: string | null;
  offset: number;
  rows: BoardRow[];
}

/** A changed row: `bib` plus the changed fields; a field that no longer applies is null. */
export type RowChange = { bib: string } & { [K in keyof Omit<BoardRow, 'bib'>]?: BoardRow[K] | null };

export interface Delta {
  race: string;
  epoch: string;
  from: number;
  seq: number;
  at: string;
  lastReadAt: string | null;
  offset: number;
  rows: RowChange[];
  gone: string[];
  /** The whole header when it changed. */
  header?: RaceHeader;
}

export interface Beat {
  race: string;
  epoch: string;
  seq: number;
  serverNow: string;
  lastReadAt: string | null;
}

export const watchSchema = v.object({
  race: slugSchema,
  since: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  epoch: v.optional(v.pipe(v.string(), v.maxLength(64))),
  bibs: v.optional(v.pipe(v.array(bibSchema), v.maxLength(WATCH_BIBS_MAX))),
});
export const unwatchSchema = v.object({ race: slugSchema });
export type Watch = v.InferOutput<typeof watchSchema>;

export type WatchAnswer =
  | { protocol: number; epoch: string; seq: number; serverNow: string; snapshot?: Board; deltas?: Delta[] }
  | { error: { code: string; detail: string } };

/** What the leading projector publishes per race; gateways hold the newest and forward. */
export type Frame = { kind: 'snapshot'; board: Board } | { kind: 'delta'; delta: Delta };
