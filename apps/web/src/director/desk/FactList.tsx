/** A runner's reads, passings and taps, newest first: what each became, what people did to it, and what can be done. */
import { useSignal } from '@preact/signals';
import type { WireFact } from '#libs/contracts/index.js';
import { day, timeOfDay } from '../../shared/figures/format.js';
import { instantOf, wallTime } from '../../shared/figures/zoned.js';
import { w } from '../../shared/messages/desk.js';
import { Badge } from '../../shared/ui/Badge.js';
import { Button } from '../../shared/ui/Button.js';
import { TextField } from '../../shared/ui/Field.js';
import type { Desk } from './data.js';
import { type ClaimView, claimWords, correctionWords, field, whoOf } from './facts.js';
import type { NewCorrection } from './outbox.js';
import { Outcome, ReasonField, UndoButton, useSending } from './form-parts.js';

type Action = 'void' | 'restore' | 'retime' | 'reassign';

interface ActionProps {
  desk: Desk;
  claim: ClaimView;
  action: Action;
  close: () => void;
}

/** What is typed about one fact, what is wrong with it, and its way to the server. */
function useAction({ desk, claim, action, close }: ActionProps) {
  const zone = desk.race.timeZone;
  const draft = useSignal({ reason: '', bib: '', at: wallTime(Date.parse(claim.at), zone) });
  const wrong = useSignal<{ reason?: string; bib?: string; at?: string }>({});
  const sending = useSending(desk.outbox);
  const submit = async (event: Event) => {
    event.preventDefault();
    const { reason, bib, at } = draft.value;
    const ms = instantOf(at, zone);
    wrong.value = {
      ...(reason.trim() === '' ? { reason: w('error.reason') } : {}),
      ...(action === 'reassign' && bib.trim() === '' ? { bib: w('error.bib') } : {}),
      ...(action === 'retime' && ms === null ? { at: w('error.instant') } : {}),
    };
    if (Object.keys(wrong.value).length > 0) return;
    const type = action === 'reassign' && claim.fact.kind === 'tap' ? 'assign-tap' : action;
    const correction: NewCorrection = { type, target: claim.fact.id, reason: reason.trim() };
    if (action === 'reassign') correction['bib'] = bib.trim();
    if (action === 'retime') correction['at'] = new Date(ms ?? 0).toISOString();
    if (await sending.send(correction)) close();
  };
  const line = (name: 'reason' | 'bib' | 'at') => ({
    id: `${action}-${claim.fact.offset}-${name}`,
    value: draft.value[name],
    error: wrong.value[name] ?? sending.errorOf(name),
    onInput: (text: string) => {
      draft.value = { ...draft.value, [name]: text };
    },
  });
  return { line, submit, sending };
}

/** One form for what can be done to one fact. */
function ActionForm(props: ActionProps) {
  const { desk, action, close } = props;
  const { line, submit, sending } = useAction(props);
  return (
    <form class="desk-action" noValidate onSubmit={(event) => void submit(event)}>
      {action === 'reassign' && <TextField {...line('bib')} label={w('right.bib')} autoComplete="off" />}
      {action === 'retime' && <TextField {...line('at')} type="datetime-local" step="1" label={w('right.instant')} />}
      <ReasonField {...line('reason')} />
      <div class="console-actions">
        <Button type="submit" look="primary" disabled={sending.busy}>
          {w(`do.${action}`)}
        </Button>
        <Button look="quiet" onClick={close}>
          {w('cancel')}
        </Button>
      </div>
      <Outcome sending={sending} outbox={desk.outbox} />
    </form>
  );
}

/** What became of it, in a pill. */
function Became({ claim }: { claim: ClaimView }) {
  if (!claim.inForce) return <Badge tone="bad">{w('became.void')}</Badge>;
  if (claim.movedTo !== undefined)
    return <Badge tone="warn">{w('became.moved', { bib: claim.movedTo ?? '\u2013' })}</Badge>;
  if (claim.why !== undefined)
    return (
      <Badge>
        {w(`why.${claim.why}`)}
        {claim.lap !== undefined && ` (${claim.lap})`}
      </Badge>
    );
  if (claim.lap !== undefined) return <Badge tone="good">{w('became.lap', { lap: claim.lap })}</Badge>;
  return <Badge>{w('became.split')}</Badge>;
}

/** The instant that counts, and struck through the one that was said when a person moved it. */
function Instant({ claim, zone }: { claim: ClaimView; zone: string }) {
  const moved = claim.at !== claim.fact.at;
  return (
    <span class="desk-when">
      <time dateTime={claim.at} title={`${day(claim.at, zone)}, ${claim.at}`}>
        {timeOfDay(claim.at, zone, true)}
      </time>
      {moved && <s class="muted small">{timeOfDay(claim.fact.at, zone, true)}</s>}
    </span>
  );
}

/** A correction of a fact, struck through when it was undone itself. */
export function CorrectionLine({ fact, inForce, desk }: { fact: WireFact; inForce: boolean; desk: Desk }) {
  const zone = desk.race.timeZone;
  const words = correctionWords(fact, zone);
  const when = timeOfDay(fact.receivedAt, zone, true);
  const reason = field(fact, 'reason');
  return (
    <li class="desk-correction">
      <span>
        {inForce ? <strong>{words}</strong> : <s>{words}</s>}{' '}
        <span class="muted small">
          {w('by', { who: whoOf(fact), when })}
          {reason !== '' && ` \u201c${reason}\u201d`}
          {!inForce && ` ${w('undone')}`}
        </span>
      </span>
      {inForce && fact.kind !== 'worry-dismissed' && <UndoButton outbox={desk.outbox} target={fact.id} />}
    </li>
  );
}

export function FactItem({
  desk,
  claim,
  pointName,
}: {
  desk: Desk;
  claim: ClaimView;
  pointName: (id: string) => string;
}) {
  const open = useSignal<Action | null>(null);
  const action = open.value;
  const words = claimWords(claim.fact, pointName);
  const reason = field(claim.fact, 'reason');
  const actions: Action[] = claim.inForce ? ['void', 'retime', 'reassign'] : ['restore'];
  const corrections = claim.about.filter(({ fact }) => fact.id !== claim.fact.id);
  return (
    <li class="desk-fact" data-fact={claim.fact.id}>
      <div class="desk-fact-line">
        <Instant claim={claim} zone={desk.race.timeZone} />
        <span class="desk-what">
          {claim.inForce ? words : <s>{words}</s>}
          <span class="muted small">
            {whoOf(claim.fact)}
            {reason !== '' && ` \u201c${reason}\u201d`}
          </span>
        </span>
        <Became claim={claim} />
        <span class="desk-fact-actions">
          {actions.map((each) => (
            <Button
              key={each}
              look="quiet"
              pressed={action === each}
              label={w('action.of', { action: w(`do.${each}`), time: timeOfDay(claim.at, desk.race.timeZone, true) })}
              onClick={() => {
                open.value = action === each ? null : each;
              }}
            >
              {w(`do.${each}`)}
            </Button>
          ))}
        </span>
      </div>
      {action && (
        <ActionForm
          key={action}
          desk={desk}
          claim={claim}
          action={action}
          close={() => {
            // The answer may come when another form has been opened in its place.
            if (open.peek() === action) open.value = null;
          }}
        />
      )}
      {corrections.length > 0 && (
        <ul class="desk-corrections">
          {corrections.map(({ fact, inForce }) => (
            <CorrectionLine key={fact.id} fact={fact} inForce={inForce} desk={desk} />
          ))}
        </ul>
      )}
    </li>
  );
}
