/** What the live library asks of the rest of Loopline, as narrow ports. Adapters are plugged in by the composing app. */
import type { Board, Frame } from '#libs/contracts/index.js';
import type { Visibility } from '#libs/domain/index.js';

/** Topic on which the leading projector publishes; message: JSON `FrameMessage`. */
export const FRAMES_TOPIC = 'frames';
/** Topic on which a gateway asks the leader for a snapshot frame; message: JSON `FrameWanted`. */
export const FRAME_WANTED_TOPIC = 'frame-wanted';

export interface FrameMessage {
  race: string;
  frame: Frame;
}

/** `race` is a slug, or `*` for every race. */
export interface FrameWanted {
  race: string;
}

/** The part of the change feed (`libs/log/ports.ts`) that is used here. */
export interface LiveFeed {
  publish(topic: string, message: string): Promise<void>;
  tail(
    topic: string,
    onMessage: (message: string) => void | Promise<void>,
    from?: 'now' | 'start',
  ): Promise<{ close(): Promise<void> }>;
}

export interface LiveRace {
  slug: string;
  logId: string;
  visibility: Visibility;
  archived: boolean;
}

export interface LiveRegistry {
  find(slug: string): Promise<LiveRace | undefined>;
}

/** Who may read a private race. */
export interface LiveAccess {
  mayRead(slug: string, token: string | undefined): Promise<boolean>;
}

/** The board as it was at an instant of race time, with everything known now. */
export interface BoardHistory {
  boardAt(slug: string, atMs: number): Promise<Board | undefined>;
}

/** Enough of a logger; pino fits. */
export interface LiveLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export const SILENT_LOG: LiveLog = { info: () => undefined, warn: () => undefined };
