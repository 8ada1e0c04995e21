/** What needs a person: each worry with its evidence, the correction that would settle it, and the way to hear no more of it. */
import { useSignal } from '@preact/signals';
import type { WorryAnswer } from '#libs/contracts/index.js';
import { timeOfDay } from '../../shared/figures/format.js';
import { w } from '../../shared/messages/desk.js';
import { r } from '../../shared/messages/readers.js';
import { Badge } from '../../shared/ui/Badge.js';
import { Button, ButtonLink, HoldButton } from '../../shared/ui/Button.js';
import type { Desk } from './data.js';
import { statusWord } from './facts.js';
import { Outcome, type Sending, Trouble, useSending } from './form-parts.js';
import type { NewCorrection } from './outbox.js';

/** From here on a sum of chances is called sure enough to be green. */
const SURE = 0.8;

/** What the tap will do, as an order. */
export function settleWords(settle: NonNullable<WorryAnswer['settle']>, zone: string): string {
  switch (settle.type) {
    case 'add-passing':
      return w('settle.add', { bib: settle.bib, time: timeOfDay(settle.at, zone, true) });
    case 'void':
      return w('settle.void');
    case 'reassign':
      return w('settle.reassign', { bib: settle.bib });
    case 'chip-assigned':
      return w('settle.chip', { bib: settle.bib ?? '\u2013' });
    case 'status':
      return w('settle.status', { bib: settle.bib, status: statusWord(settle.status) });
    case 'yard':
      return w('settle.yard', { bib: settle.bib, yard: String(settle.yard) });
    case 'retime':
      return w('settle.retime', { time: timeOfDay(settle.at, zone, true) });
    default:
      return w('settle.other');
  }
}

const BibLink = ({ bib }: { bib: string }) => (
  <a class="desk-bib" href={`#runners/${encodeURIComponent(bib)}`}>
    {bib}
  </a>
);

/** A mat that was down took a lap from many: one hold adds them all, each a correction of its own. */
function LostLaps({ desk, silence }: { desk: Desk; silence: string }) {
  const left = useSignal(0);
  const lost = (desk.worries.value?.worries ?? []).flatMap(({ evidence, settle }) =>
    evidence.silence === silence && settle !== null ? [settle] : [],
  );
  if (left.value > 0) return <p role="status">{w('settle.silence.left', { count: left.value })}</p>;
  if (lost.length < 2) return null;
  const addAll = async () => {
    left.value = lost.length;
    for (const settle of lost) {
      await desk.outbox.post(settle);
      left.value -= 1;
    }
    desk.reload();
  };
  return (
    <HoldButton action={w('settle.silence', { count: lost.length })} look="primary" onHeld={() => void addAll()} />
  );
}

function WorryItem({ desk, worry, sending }: { desk: Desk; worry: WorryAnswer; sending: Sending }) {
  const zone = desk.race.timeZone;
  const { evidence, settle } = worry;
  const post = async (correction: NewCorrection) => {
    if (await sending.send(correction)) void desk.worries.reload();
  };
  const others = (evidence.bibs ?? []).filter((bib) => bib !== worry.bib);
  const known = worry.kind !== 'unknown-bib' && worry.bib !== undefined;
  return (
    <li class="desk-worry" data-worry={worry.id} data-kind={worry.kind}>
      <div class="desk-worry-what">
        <p class="desk-worry-title">
          <strong>{w(`worry.${worry.kind}`)}</strong>
          {worry.bib !== undefined && (known ? <BibLink bib={worry.bib} /> : <b class="desk-bib">{worry.bib}</b>)}
          {worry.point !== undefined && <Badge>{worry.point}</Badge>}
          {evidence.confidence !== undefined && (
            <Badge tone={evidence.confidence >= SURE ? 'good' : undefined}>
              {w('worry.sure', { percent: String(Math.min(99, Math.round(evidence.confidence * 100))) })}
            </Badge>
          )}
          <span class="muted small">{timeOfDay(worry.at, zone, true)}</span>
        </p>
        <p class="small">{evidence.text}</p>
        {others.length > 0 && (
          <p class="small muted desk-worry-bibs">
            {w('worry.bibs')}{' '}
            {others.map((bib) => (
              <BibLink key={bib} bib={bib} />
            ))}
          </p>
        )}
      </div>
      <div class="console-actions">
        {worry.kind === 'silent-point' && <LostLaps desk={desk} silence={worry.id} />}
        {evidence.reader !== undefined && (
          <ButtonLink href={`#readers/${evidence.reader}`}>{r('worry.link')}</ButtonLink>
        )}
        {settle && (
          <Button look="primary" disabled={sending.busy} onClick={() => void post(settle)}>
            {settleWords(settle, zone)}
          </Button>
        )}
        <Button
          disabled={sending.busy}
          onClick={() => void post({ type: 'worry-dismissed', worry: worry.id, reason: w('dismiss.reason') })}
        >
          {w('dismiss')}
        </Button>
      </div>
    </li>
  );
}

export function Worries({ desk }: { desk: Desk }) {
  const { worries } = desk;
  const sending = useSending(desk.outbox);
  const kind = useSignal('');
  const list = worries.value?.worries ?? [];
  const kinds = [...new Set(list.map((worry) => worry.kind))];
  const chosen = kinds.some((one) => one === kind.value) ? kind.value : '';
  const shown = list.filter((worry) => chosen === '' || worry.kind === chosen);
  return (
    <section aria-labelledby="worries-title">
      <h2 id="worries-title">{w('worries.title')}</h2>
      <p class="muted">{w('worries.about')}</p>
      <Trouble problem={worries.problem} />
      {kinds.length > 1 && (
        <div class="choice" role="group" aria-label={w('filter')}>
          {(['', ...kinds] as const).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={chosen === one}
              onClick={() => {
                kind.value = one;
              }}
            >
              {one === '' ? w('worries.all', { count: list.length }) : w(`worry.${one}`)}
            </button>
          ))}
        </div>
      )}
      <Outcome sending={sending} outbox={desk.outbox} />
      {worries.value && list.length === 0 && <p>{w('worries.none')}</p>}
      <ul class="desk-worries">
        {shown.map((worry) => (
          <WorryItem key={worry.id} desk={desk} worry={worry} sending={sending} />
        ))}
      </ul>
      {worries.value?.cut && <p class="muted">{w('worries.cut', { count: list.length })}</p>}
    </section>
  );
}
