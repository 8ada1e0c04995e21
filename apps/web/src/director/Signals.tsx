/** Gun and final signal, held for a second; either instant can be corrected afterwards. */
import { useSignal } from '@preact/signals';
import type { RaceHeader } from '#libs/domain/index.js';
import { day, timeOfDay, zonePlace } from '../shared/figures/format.js';
import { instantOf, wallTime } from '../shared/figures/zoned.js';
import { d } from '../shared/messages/director.js';
import { Banner } from '../shared/ui/Badge.js';
import { HOLD_MS, HoldButton } from '../shared/ui/Button.js';
import { SelectField, TextField } from '../shared/ui/Field.js';
import { useServerTime } from './server-time.js';
import { directorCall } from './session.js';

type Which = 'start' | 'stop';

interface SignalsProps {
  race: RaceHeader;
  onChange: () => void;
}

function useSend({ race, onChange }: SignalsProps) {
  const error = useSignal('');
  const saved = useSignal(false);
  const send = async (which: Which, body: { at?: string; reason?: string }) => {
    saved.value = false;
    const answer = await directorCall(`/races/${race.slug}/${which}`, { method: 'POST', body });
    error.value = answer.ok ? '' : answer.problem.detail;
    saved.value = answer.ok;
    if (answer.ok) onChange();
  };
  return { error, saved, send };
}

function Correct(props: SignalsProps) {
  const { race } = props;
  const { error, saved, send } = useSend(props);
  const which = useSignal<Which>(race.state === 'ended' ? 'stop' : 'start');
  const shownMs = Date.parse((which.value === 'stop' ? race.endsAt : race.startedAt) ?? race.scheduledStart);
  const at = useSignal('');
  const reason = useSignal('');
  const save = () => {
    const ms = instantOf(at.value || wallTime(shownMs, race.timeZone), race.timeZone);
    if (ms === null) error.value = d('error.start');
    else if (reason.value.trim() === '') error.value = d('error.reason');
    else void send(which.value, { at: new Date(ms).toISOString(), reason: reason.value.trim() });
  };
  return (
    <details class="console-more">
      <summary>{d('signals.correct')}</summary>
      <div class="console-fields">
        {race.startedAt !== undefined && (
          <SelectField
            id="which"
            label={d('signals.which')}
            value={which.value}
            options={[
              { value: 'start', label: d('signals.which.start') },
              { value: 'stop', label: d('signals.which.stop') },
            ]}
            onChange={(value) => {
              which.value = value === 'stop' ? 'stop' : 'start';
              at.value = '';
            }}
          />
        )}
        <TextField
          id="instant"
          type="datetime-local"
          step="1"
          label={d('signals.at', { place: zonePlace(race.timeZone) })}
          value={at.value || wallTime(shownMs, race.timeZone)}
          error={error.value}
          onInput={(value) => {
            at.value = value;
          }}
        />
        <TextField
          id="reason"
          label={d('signals.reason')}
          value={reason.value}
          onInput={(value) => {
            reason.value = value;
          }}
        />
        <HoldButton action={d('signals.save')} look="primary" onHeld={save} />
        {saved.value && (
          <Banner tone="good" role="status">
            {d('signals.saved')}
          </Banner>
        )}
      </div>
    </details>
  );
}

export function Signals(props: SignalsProps) {
  const { race } = props;
  const { error, send } = useSend(props);
  const server = useServerTime(race.slug);
  const full = (iso: string) =>
    `${day(iso, race.timeZone)}, ${timeOfDay(iso, race.timeZone, true)} (${zonePlace(race.timeZone)})`;
  // The press counts, not the end of the holding.
  const signal = (which: Which) => () => void send(which, { at: server.at(performance.now() - HOLD_MS) });
  const sure = server.errorMs === null ? 'no' : 'yes';
  return (
    <section class="console-part" aria-labelledby="signals-title">
      <h2 id="signals-title">{d('signals.title')}</h2>
      <p>
        {race.startedAt === undefined
          ? d('signals.notStarted', { time: full(race.scheduledStart) })
          : d('signals.started', { time: full(race.startedAt) })}
        {race.endsAt !== undefined && (
          <>
            {' '}
            {race.state === 'ended'
              ? d('signals.ended', { time: full(race.endsAt) })
              : d('signals.ends', { time: full(race.endsAt) })}
          </>
        )}
      </p>
      {race.state === 'set-up' && <HoldButton action={d('signals.gun')} look="primary" onHeld={signal('start')} />}
      {race.state === 'running' && <HoldButton action={d('signals.final')} onHeld={signal('stop')} />}
      {race.state !== 'ended' && (
        <p class="muted small">
          {d('signals.moment', { sure, ms: String(Math.max(1, Math.round(server.errorMs ?? 0))) })}
        </p>
      )}
      {error.value && (
        <Banner tone="bad" role="alert">
          {error.value}
        </Banner>
      )}
      <Correct key={`${race.startedAt ?? ''} ${race.endsAt ?? ''} ${race.state}`} {...props} />
    </section>
  );
}
