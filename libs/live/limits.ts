/** Every bound of the live library in one place. An app or a test may override single ones. */
import { BEAT_MS } from '#libs/contracts/index.js';

export const LIVE_LIMITS = {
  /** Deltas kept per race for resuming: five minutes at the shortest tick. */
  deltasHeldMax: 1200,
  /** Their JSON, per race. */
  deltaBytesHeldMax: 4 * 1024 * 1024,
  /** Races whose boards are held; the longest unwatched ones go first. */
  roomsMax: 512,
  /** Frames built for members that are not all at the same `seq`, kept until the next tick. */
  framesHeldMax: 4096,

  /** Bytes that may wait on one socket, the next frame included; beyond it the socket is behind. */
  pendingBytesMax: 64 * 1024,
  /** How often sockets that are behind are looked at. */
  sweepMs: 250,
  /** A socket that is behind and takes nothing for this long is cut. */
  stalledMsMax: 60_000,
  /** Sockets written to in one turn of the event loop. */
  writesPerTurn: 250,
  beatMs: BEAT_MS,

  /** Snapshot asked for again this often while a board is missing or has a gap. */
  askMs: 1000,
  /** An unanswered wish is given up after this; the next watcher renews it. */
  askForMs: 60_000,
  /** A watcher or a GET waits this long for a board that is not there yet. */
  boardWaitMs: 4000,
  /** Whether a race exists and who may read it is asked again after this. */
  directoryMs: 1000,
  directoryMax: 2000,
  /** Watched races are checked this often for having become private or archived. */
  accessRecheckMs: 2000,

  /** Biggest message a client may send. */
  clientBytesMax: 4096,
  /** A connection that has not joined the namespace by then is closed. */
  handshakeMs: 10_000,
  connectionsMax: 50_000,
  /** One address may be a whole venue behind a NAT: hundreds of phones and the press room. */
  connectionsPerAddressMax: 2000,
  /** Handshakes per address: a burst (venue Wi-Fi coming back), then a rate. */
  handshakesPerAddressBurst: 1000,
  handshakesPerAddressPerS: 100,
  addressesMax: 100_000,
  /** Messages per client: a burst, then a rate. A page sends a few watches and a pong every 25 s. */
  messagesBurst: 40,
  messagesPerS: 4,
  watchesMax: 8,
  tokenCharsMax: 512,
  pingIntervalMs: 25_000,
  pingTimeoutMs: 20_000,
  closeMsMax: 2000,

  /** Filtered, merged or past boards kept per race and version. */
  variantsHeldMax: 64,
  /** Past boards (`at=`) computed at the same time. */
  pastBoardsMax: 4,
  /** Bodies under this are not worth compressing. */
  gzipFromBytes: 1024,
  gzipLevel: 5,
};

export type LiveLimits = typeof LIVE_LIMITS;

export function liveLimits(overrides: Partial<LiveLimits> = {}): LiveLimits {
  return { ...LIVE_LIMITS, ...overrides };
}
