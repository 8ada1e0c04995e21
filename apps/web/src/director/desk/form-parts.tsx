/** Small parts of the desk: a reason with chips, the outcome of a correction with its undo, a sentence for what is not there yet. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Problem } from '#libs/contracts/index.js';
import { fieldError } from '../../shared/http.js';
import { w } from '../../shared/messages/desk.js';
import { Banner } from '../../shared/ui/Badge.js';
import { Button } from '../../shared/ui/Button.js';
import { TextField } from '../../shared/ui/Field.js';
import type { NewCorrection, Outbox, Sent } from './outbox.js';

const REASONS = ['judge', 'paper', 'video', 'bib', 'double'] as const;
export const RESULTS_REASONS = ['checked', 'protests', 'decided'] as const;
type Reason = (typeof REASONS)[number] | (typeof RESULTS_REASONS)[number];

/** Why: every correction says so. One tap for the usual reasons. */
export function ReasonField({
  reasons = REASONS,
  ...props
}: {
  id: string;
  value: string;
  error?: string;
  reasons?: readonly Reason[];
  onInput: (text: string) => void;
}) {
  return (
    <div class="desk-reason">
      <TextField {...props} label={w('reason')} autoComplete="off" />
      <div class="desk-chips">
        {reasons.map((reason) => (
          <button key={reason} type="button" class="desk-chip" onClick={() => props.onInput(w(`reason.${reason}`))}>
            {w(`reason.${reason}`)}
          </button>
        ))}
      </div>
    </div>
  );
}

export interface Sending {
  busy: boolean;
  sent: Sent | null;
  /** The server's words about one field. */
  errorOf: (...paths: string[]) => string | undefined;
  /** True when it is stored, or kept for later. */
  send: (correction: NewCorrection) => Promise<boolean>;
  clear: () => void;
}

/** Sends corrections of one form, one at a time. */
export function useSending(outbox: Outbox): Sending {
  const busy = useSignal(false);
  const sent = useSignal<Sent | null>(null);
  const send = async (correction: NewCorrection) => {
    if (busy.peek()) return false;
    busy.value = true;
    sent.value = null;
    sent.value = await outbox.post(correction);
    busy.value = false;
    return sent.value.state !== 'refused';
  };
  const problem = sent.value?.state === 'refused' ? sent.value.problem : null;
  return {
    busy: busy.value,
    sent: sent.value,
    errorOf: (...paths) => fieldError(problem, ...paths),
    send,
    clear: () => {
      sent.value = null;
    },
  };
}

/** What became of the form's correction, with the way back. */
export function Outcome({ sending, outbox }: { sending: Sending; outbox: Outbox }) {
  const { sent } = sending;
  if (sent === null) return null;
  if (sent.state === 'refused')
    return (
      <Banner tone="bad" role="alert">
        {sent.problem.detail}
      </Banner>
    );
  if (sent.state === 'waiting')
    return (
      <Banner tone="warn" role="status">
        {w('waiting.this')}
      </Banner>
    );
  return (
    <div class="desk-done">
      <Banner tone="good" role="status">
        {w('stored')}
      </Banner>
      <UndoButton outbox={outbox} target={sent.id} onDone={sending.clear} />
    </div>
  );
}

/** Undoes a correction by voiding it; both stay in the log. */
export function UndoButton({
  outbox,
  target,
  label = w('undo'),
  onDone,
}: {
  outbox: Outbox;
  target: string;
  label?: string;
  onDone?: () => void;
}) {
  const sending = useSending(outbox);
  const undo = async () => {
    if (await sending.send({ type: 'void', target, reason: w('undo.reason') })) onDone?.();
  };
  return (
    <>
      <Button disabled={sending.busy} onClick={() => void undo()}>
        {label}
      </Button>
      {sending.sent?.state === 'refused' && <span class="field-error">{sending.sent.problem.detail}</span>}
    </>
  );
}

/** Why there is nothing to show: a call this server does not have yet is no fault of anybody's. */
export function Trouble({ problem }: { problem: (Problem & { status: number }) | null }) {
  if (problem === null) return null;
  const missing = problem.status === 404 && problem.code !== 'unknown-race' && problem.code !== 'unknown-bib';
  return (
    <Banner tone="warn" role="status">
      {missing ? w('missing') : problem.detail}
    </Banner>
  );
}

/** A foldable form of a section. */
export function Fold({ title, open, children }: { title: string; open?: boolean; children: ComponentChildren }) {
  return (
    <details class="desk-fold" open={open}>
      <summary>{title}</summary>
      <div class="console-fields">{children}</div>
    </details>
  );
}
