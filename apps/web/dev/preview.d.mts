import type { Board } from '#libs/contracts/index.js';
import type { BoardRow } from '#libs/domain/index.js';

export interface Preview {
  url: string;
  board(): Board;
  /** How many sockets watch the live race. */
  watchers(): number;
  change(changes: Record<string, Partial<BoardRow>>): void;
  stop(): Promise<void>;
}
export function startPreview(options?: { port?: number; speed?: number; ticking?: boolean }): Promise<Preview>;
