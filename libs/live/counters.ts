/** Counted work of a gateway: what benches gate on and metrics show. Plain numbers, only ever added to. */
export class LiveCounters {
  /** Frames taken from the feed, by what became of them. */
  advanced = 0;
  restarted = 0;
  stale = 0;
  gaps = 0;
  malformed = 0;
  wanted = 0;

  /** `JSON.stringify` of a delta, board or beat. */
  encodes = 0;
  /** WebSocket frames built. */
  framings = 0;
  gzips = 0;

  framesSent = 0;
  bytesSent = 0;
  beatsSent = 0;
  /** Deltas that stand for more than one tick. */
  conflations = 0;
  /** Members told to watch again: another epoch, or a gap that is no longer at hand. */
  nudges = 0;
  fellBehind = 0;
  cutStalled = 0;

  connections = 0;
  connectionsRefused = 0;
  watches = 0;
  watchesRefused = 0;
  /** Clients closed for what they sent. */
  hostile = 0;
}
