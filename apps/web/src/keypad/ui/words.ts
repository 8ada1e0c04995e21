/** Sentences made of several messages. */
import { k } from '../../shared/messages/keypad.js';
import type { Doubt } from '../queue/entry.js';
import { clockText } from '../view/clock-text.js';
import type { CorrectionLine, Phase, Row } from '../view/rows.js';
import type { IconName } from '../../shared/ui/Icon.js';
import type { Strip } from '../view/strip.js';

export function doubtText(doubt: Doubt, bib: string | null, zone: string): string {
  const time = doubt.of === undefined ? '' : clockText(Date.parse(doubt.of), zone);
  return k(`doubt.${doubt.code}`, { bib: bib ?? '', time });
}

export const bibText = (bib: string | null): string => bib ?? k('row.noBib');

export function correctionText(line: CorrectionLine, zone: string): string {
  const time = line.atMs === undefined ? '' : clockText(line.atMs, zone);
  return k(`correction.${line.type}`, { reason: line.reason, bib: line.bib ?? '', time });
}

/** The server's words, or ours for the one refusal that is made here. */
export function refusalText({ code, message }: { code: string; message: string }): string {
  return code === 'target-not-received' ? k('correction.target-not-received') : message || code;
}

export const PHASE_ICONS: Record<Phase, IconName> = {
  saving: 'clock',
  'not-saved': 'alert',
  held: 'pause',
  saved: 'square',
  sending: 'up',
  received: 'check',
  'needs-attention': 'alert',
  retracted: 'cross',
};

/** @param sentAt time of day of the server's last word */
export function stripText(strip: Strip, sentAt: string): string {
  const { kind, count, retryInS } = strip;
  if (kind === 'failed' && retryInS !== null) return k('sync.failed.in', { seconds: retryInS, count });
  return k(`sync.${kind}`, { count, time: sentAt });
}

export function rowLabel(row: Row, zone: string): string {
  return k('row.edit', { bib: bibText(row.bib), time: clockText(row.atMs, zone) });
}
