/** The sync strip: one honest sentence about where the entries are. Pure. */
import type { Engine } from '../queue/engine.js';
import type { Trouble } from '../queue/lane.js';

export interface QueueFigures {
  /** On the screen, not in the store. */
  unsaved: number;
  unsavedTrouble: boolean;
  /** In the store, not at the server. */
  waiting: number;
  sending: boolean;
  attention: number;
  refused: boolean;
  trouble: Trouble | null;
  /** Monotonic ms of the next try; 0 when nothing is put off. */
  retryAt: number;
  /** ISO instant by the tablet's clock of the newest word from the server about an entry. */
  lastReceivedAt: string | null;
}

export function figuresOf(engine: Engine): QueueFigures {
  const lanes = Object.values(engine.lanes);
  let attention = 0;
  let lastReceivedAt: string | null = null;
  for (const entry of engine.ledger.entries.values()) {
    if (entry.state === 'needs-attention') attention += 1;
    const at = entry.state === 'received' ? (entry.answer?.at ?? null) : null;
    if (at !== null && (lastReceivedAt === null || at > lastReceivedAt)) lastReceivedAt = at;
  }
  const stuck = lanes.filter((lane) => lane.trouble !== null);
  const unsaved = [...engine.unsaved.values()];
  return {
    unsaved: unsaved.length,
    unsavedTrouble: unsaved.some((u) => u.trouble !== null),
    waiting: engine.ledger.waiting.size,
    sending: lanes.some((lane) => lane.stage !== 'idle'),
    attention,
    refused: engine.refusal !== null,
    trouble: stuck[0]?.trouble ?? null,
    retryAt: Math.min(...(stuck.length > 0 ? stuck.map((lane) => lane.retryAt) : [0])),
    lastReceivedAt,
  };
}

export type StripKind =
  'not-saved' | 'refused' | 'offline' | 'failed' | 'sending' | 'waiting' | 'all-sent' | 'nothing-yet';
export interface Strip {
  kind: StripKind;
  tone: 'good' | 'plain' | 'warn' | 'bad';
  count: number;
  /** Seconds to the next try; null when it is under way or none is due. */
  retryInS: number | null;
  canRetry: boolean;
}

/** @param online what the device says about its network; false is always true, true is only a hope */
export function stripOf(figures: QueueFigures, online: boolean, nowMs: number): Strip {
  const count = figures.waiting + figures.unsaved;
  const due = figures.retryAt - nowMs;
  const retryInS = figures.trouble && !figures.sending && due > 0 ? Math.ceil(due / 1000) : null;
  const strip = (kind: StripKind, tone: Strip['tone'], canRetry = false): Strip => ({
    kind,
    tone,
    count,
    retryInS,
    canRetry,
  });
  if (figures.unsavedTrouble) return strip('not-saved', 'bad');
  if (figures.refused) return strip('refused', 'bad', true);
  if (count > 0 && (!online || figures.trouble === 'offline')) return strip('offline', 'warn', true);
  if (!online) return strip('offline', 'warn');
  if (count > 0 && figures.trouble) return strip('failed', 'warn', true);
  if (count > 0) return strip(figures.sending ? 'sending' : 'waiting', 'plain');
  return strip(figures.lastReceivedAt === null ? 'nothing-yet' : 'all-sent', 'good');
}
