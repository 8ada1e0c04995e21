/** The newest board of a race: the one the gateway holds, so that page, HTTP and socket agree on epoch and seq. */
import type { Board } from '#libs/contracts/index.js';

export abstract class CurrentBoards {
  /** @throws ProblemError 503 while no frame of this race has arrived */
  abstract get(slug: string): Promise<Board>;
}
