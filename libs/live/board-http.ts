/**
 * `GET /api/v1/races/{slug}/board` without a framework: encoded once per version, gzipped once, ETag and 304, resume by `since`, row
 * filters, past boards. `handle` fits any adapter.
 *
 * With a filter or `at`, `since` is not used and the board is answered. Ranks are those of the whole board.
 */
import type { Board } from '#libs/contracts/index.js';
import { type BoardQuery, filterKey, isFault, type QueryValue, readBoardQuery } from './board-query.js';
import type { LiveCounters } from './counters.js';
import { EncodedBoard, etagOf } from './encoded-board.js';
import {
  acceptsGzip,
  bearerOf,
  type BoardAnswer,
  boardHeaders,
  gzipTag,
  isUnchanged,
  problemAnswer,
  type RequestHeaders,
} from './http-answer.js';
import type { LiveLimits } from './limits.js';
import type { BoardHistory } from './ports.js';
import { DirectoryBusyError, type RaceDirectory } from './race-directory.js';
import type { RaceRoom, Version } from './race-room.js';
import type { RaceRooms } from './race-rooms.js';
import { VariantCache } from './variant-cache.js';

export interface BoardRequest {
  slug: string;
  query: Readonly<Record<string, QueryValue>>;
  headers: RequestHeaders;
  /** What the adapter made of the caller's credentials; default: the bearer token. */
  token?: string;
}

const RETRY = { 'retry-after': '1' };

function selects(query: BoardQuery): (row: Board['rows'][number]) => boolean {
  const { category, sex, team } = query;
  return (row) =>
    (category === undefined || row.category === category) &&
    (sex === undefined || row.sex === sex) &&
    (team === undefined || row.team === team);
}

export class BoardHttp {
  private readonly filtered: VariantCache<EncodedBoard>;
  private readonly steps: VariantCache<Buffer>;
  private readonly past: VariantCache<Promise<EncodedBoard | undefined>>;
  private pastRunning = 0;

  constructor(
    private readonly rooms: RaceRooms,
    private readonly directory: RaceDirectory,
    private readonly limits: LiveLimits,
    private readonly counters: LiveCounters,
    private readonly history?: BoardHistory,
  ) {
    this.filtered = new VariantCache(limits.variantsHeldMax, limits.roomsMax);
    this.steps = new VariantCache(limits.variantsHeldMax, limits.roomsMax);
    this.past = new VariantCache(limits.variantsHeldMax, limits.roomsMax);
  }

  async handle(request: BoardRequest): Promise<BoardAnswer> {
    const { slug, headers } = request;
    const open = this.directory.isOpenNow(slug);
    if (!open) {
      const refused = await this.refusal(request);
      if (refused) return refused;
    }
    const query = readBoardQuery(request.query);
    if (isFault(query)) return problemAnswer(400, query.code, query.detail);
    const room = this.rooms.get(slug) ?? (await this.rooms.ready(slug));
    const version = room?.version;
    if (!room || !version) return problemAnswer(503, 'board-not-ready', 'The board is not there yet.', RETRY);
    const shared = open || !(await this.directory.isPrivate(slug));
    const answerHeaders = boardHeaders(etagOf(version), shared);
    if (isUnchanged(headers, etagOf(version))) return { status: 304, headers: answerHeaders, body: '' };
    return this.answer(room, version, query, headers, answerHeaders);
  }

  private async answer(
    room: RaceRoom,
    version: Version,
    query: BoardQuery,
    asked: RequestHeaders,
    headers: Record<string, string>,
  ): Promise<BoardAnswer> {
    if (query.atMs !== undefined) return this.pastBoard(room, version, query, asked, headers);
    const key = filterKey(query);
    if (key === undefined && query.since !== undefined) {
      const step = this.step(room, version, query.epoch ?? version.epoch, query.since);
      if (step) return { status: 200, headers, body: step };
    }
    const encoded = key === undefined ? room.artefacts() : this.filteredBoard(room, version, query, key);
    if (!encoded) return problemAnswer(503, 'board-not-ready', 'The board is not there yet.', RETRY);
    return this.send(encoded, asked, headers);
  }

  private async send(
    encoded: EncodedBoard,
    asked: RequestHeaders,
    headers: Record<string, string>,
  ): Promise<BoardAnswer> {
    const json = encoded.json;
    if (json.length < this.limits.gzipFromBytes || !acceptsGzip(asked)) return { status: 200, headers, body: json };
    const etag = gzipTag(headers['etag'] ?? '');
    return { status: 200, headers: { ...headers, etag, 'content-encoding': 'gzip' }, body: await encoded.gzip() };
  }

  /** `{ epoch, seq, deltas }`: nothing, or one delta that stands for all since then; undefined when they are not at hand. */
  private step(room: RaceRoom, version: Version, epoch: string, since: number): Buffer | undefined {
    if (epoch !== version.epoch) return undefined;
    const key = String(since);
    const held = this.steps.get(room.slug, version, key);
    if (held) return held;
    const delta = since === version.seq ? null : room.conflated(epoch, since, version);
    if (delta === undefined) return undefined;
    this.counters.encodes += 1;
    const body = { epoch: version.epoch, seq: version.seq, deltas: delta ? [delta] : [] };
    return this.steps.set(room.slug, version, key, Buffer.from(JSON.stringify(body)));
  }

  private filteredBoard(room: RaceRoom, version: Version, query: BoardQuery, key: string): EncodedBoard | undefined {
    const held = this.filtered.get(room.slug, version, key);
    if (held) return held;
    const board = room.board();
    return board && this.filtered.set(room.slug, version, key, this.encode(board, query));
  }

  private encode(board: Board, query: BoardQuery): EncodedBoard {
    const rows = filterKey(query) === undefined ? board.rows : board.rows.filter(selects(query));
    return new EncodedBoard({ ...board, rows }, this.counters, this.limits.gzipLevel);
  }

  private async pastBoard(
    room: RaceRoom,
    version: Version,
    query: BoardQuery,
    asked: RequestHeaders,
    headers: Record<string, string>,
  ): Promise<BoardAnswer> {
    const { history } = this;
    if (!history) return problemAnswer(400, 'invalid-at', 'at cannot be answered by this server.');
    const key = `${query.atMs} ${filterKey(query) ?? ''}`;
    let found = this.past.get(room.slug, version, key);
    if (!found) {
      if (this.pastRunning >= this.limits.pastBoardsMax) {
        return problemAnswer(503, 'busy', 'Too many past boards are being computed; try again in a moment.', RETRY);
      }
      found = this.past.set(room.slug, version, key, this.compute(history, room.slug, query));
      found.catch(() => this.past.delete(room.slug, version, key));
    }
    const encoded = await found;
    if (!encoded) return problemAnswer(404, 'no-board', 'There is no board of this race at that instant.');
    return this.send(encoded, asked, headers);
  }

  private async compute(history: BoardHistory, slug: string, query: BoardQuery): Promise<EncodedBoard | undefined> {
    this.pastRunning += 1;
    try {
      const board = await history.boardAt(slug, query.atMs ?? 0);
      return board && this.encode(board, query);
    } finally {
      this.pastRunning -= 1;
    }
  }

  private async refusal(request: BoardRequest): Promise<BoardAnswer | undefined> {
    try {
      const token = request.token ?? bearerOf(request.headers);
      const verdict = await this.directory.verdict(request.slug, token);
      return verdict === 'open' ? undefined : problemAnswer(404, 'unknown-race', noRace(request.slug));
    } catch (error) {
      const code = error instanceof DirectoryBusyError ? 'busy' : 'not-available';
      return problemAnswer(503, code, 'The board cannot be shown now; try again in a moment.', RETRY);
    }
  }
}

/** Word for word what every other call says about a race that is not there. */
function noRace(slug: string): string {
  return `There is no race "${slug.slice(0, 64)}".`;
}
