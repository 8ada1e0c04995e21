/** State of the results (R13.3) and the files made of them. */
import { useSignal } from '@preact/signals';
import { timeOfDay } from '../../shared/figures/format.js';
import { w } from '../../shared/messages/desk.js';
import { Badge, Banner } from '../../shared/ui/Badge.js';
import { HoldButton } from '../../shared/ui/Button.js';
import { type Desk, useDraft, usePolled } from './data.js';
import { CorrectionLine } from './FactList.js';
import { field } from './facts.js';
import { Files } from './Files.js';
import { Outcome, RESULTS_REASONS, ReasonField, useSending } from './form-parts.js';

const STATES = ['live', 'provisional', 'official', 'amended'] as const;
type State = (typeof STATES)[number];
const isState = (text: string): text is State => STATES.some((one) => one === text);
/** What may be declared next. */
const NEXT: Record<State, readonly Exclude<State, 'live'>[]> = {
  live: ['provisional'],
  provisional: ['official'],
  official: ['amended'],
  amended: ['official'],
};

const EVERY_MS = 5000;
interface Known {
  /** Undefined while nobody has said. */
  state: State | undefined;
  offset: number | undefined;
  failed: boolean;
}

/** What the results say of themselves (they may be amended without anybody saying so); where they cannot be had, what people declared. */
function useState(desk: Desk): Known {
  const results = usePolled<{ state: string; offset: number }>(
    `/races/${desk.slug}/results.json`,
    EVERY_MS,
    desk.outbox,
  );
  const said = desk.corrections.value?.corrections
    .filter(({ fact, inForce }) => inForce && fact.kind === 'results-state')
    .map(({ fact }) => field(fact, 'state'));
  const failed = results.problem !== null;
  const state = results.value?.state ?? (failed && said ? (said.at(-1) ?? 'live') : undefined);
  return { state: state === undefined || isState(state) ? state : 'live', offset: results.value?.offset, failed };
}

/** What should be done first. */
function Before({ desk }: { desk: Desk }) {
  const rows = desk.board.value?.rows ?? [];
  const provisional = rows.filter((row) => row.partState === 'provisional').length;
  const racing = desk.race.state !== 'ended';
  return (
    <>
      {racing && <Banner tone="warn">{w('results.running')}</Banner>}
      {provisional > 0 && (
        <Banner tone="warn">
          {w('results.unsigned', { count: provisional })} <a href="#parts">{w('section.parts')}</a>
        </Banner>
      )}
    </>
  );
}

/** The four states, the one in force marked. */
function Ladder({ state }: { state: State | undefined }) {
  return (
    <ol class="desk-states">
      {STATES.map((one) => (
        <li key={one} aria-current={one === state ? 'step' : undefined}>
          <strong>{w(`results.${one}`)}</strong>
          <span class="muted small">{w(`results.${one}.about`)}</span>
        </li>
      ))}
    </ol>
  );
}

function StateBadge({ state, failed }: Known) {
  if (state === undefined) return failed ? <Badge tone="warn">{w('results.unknown')}</Badge> : null;
  return (
    <Badge tone={state === 'official' ? 'good' : state === 'live' ? 'live' : 'warn'}>{w(`results.${state}`)}</Badge>
  );
}

export function Results({ desk }: { desk: Desk }) {
  const known = useState(desk);
  const { state, offset } = known;
  const draft = useDraft(`${desk.slug}.results`, { reason: '' });
  const error = useSignal('');
  const sending = useSending(desk.outbox);
  const declare = async (next: State) => {
    error.value = draft.value.reason.trim() === '' ? w('error.reason') : '';
    if (error.value !== '') return document.getElementById('results-reason')?.focus();
    if (await sending.send({ type: 'results-state', state: next, reason: draft.value.reason.trim() }))
      draft.value = { reason: '' };
    return undefined;
  };
  const history = (desk.corrections.value?.corrections ?? []).filter(({ fact }) => fact.kind === 'results-state');
  const newest = history.filter(({ inForce }) => inForce).at(-1)?.fact;
  return (
    <section aria-labelledby="results-title">
      <h2 id="results-title">{w('results.title')}</h2>
      <Ladder state={state} />
      <p>
        <StateBadge {...known} />{' '}
        <span class="muted small">
          {newest &&
            w('by', { who: field(newest, 'by'), when: timeOfDay(newest.receivedAt, desk.race.timeZone, true) })}{' '}
          {offset !== undefined && w('results.offset', { offset })}
        </span>
      </p>
      <Before desk={desk} />
      <div class="desk-columns">
        <div class="console-part">
          <h3>{w('results.declare')}</h3>
          <ReasonField
            id="results-reason"
            reasons={RESULTS_REASONS}
            value={draft.value.reason}
            error={error.value || sending.errorOf('reason')}
            onInput={(reason) => {
              draft.value = { reason };
            }}
          />
          <div class="console-actions">
            {(state === undefined ? [] : NEXT[state]).map((next) => (
              <HoldButton
                key={next}
                action={w(`results.hold.${next}`)}
                look="primary"
                disabled={sending.busy}
                onHeld={() => void declare(next)}
              />
            ))}
          </div>
          <Outcome sending={sending} outbox={desk.outbox} />
          {history.length > 0 && (
            <ul class="desk-corrections desk-said">
              {history.toReversed().map(({ fact, inForce }) => (
                <CorrectionLine key={fact.id} fact={fact} inForce={inForce} desk={desk} />
              ))}
            </ul>
          )}
        </div>
        <Files slug={desk.slug} />
      </div>
    </section>
  );
}
