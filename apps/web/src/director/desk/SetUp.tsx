/** Set-up of one race: signals with their former values, tablets, crew links, another loop length, who may see it. */
import { useSignal } from '@preact/signals';
import { instantOf } from '../../shared/figures/zoned.js';
import { w } from '../../shared/messages/desk.js';
import { Banner } from '../../shared/ui/Badge.js';
import { Button } from '../../shared/ui/Button.js';
import { SelectField, TextField } from '../../shared/ui/Field.js';
import { Pairing } from '../Pairing.js';
import { Signals } from '../Signals.js';
import { directorCall } from '../session.js';
import { metresFrom } from '../slug.js';
import { VISIBILITIES, VisibilityField } from '../Visibility.js';
import { ChangeRace } from './ChangeRace.js';
import { CrewLinks } from './CrewLinks.js';
import { type Desk, useDraft } from './data.js';
import { CorrectionLine } from './FactList.js';
import { Editions } from './editions/Editions.js';
import { Outcome, ReasonField, useSending } from './form-parts.js';
import { Records } from './records/Records.js';

/** Every gun and final signal ever said, the one in force first. */
function FormerSignals({ desk }: { desk: Desk }) {
  const said = (desk.corrections.value?.corrections ?? []).filter(
    ({ fact }) => fact.kind === 'started' || fact.kind === 'stopped',
  );
  if (said.length === 0) return null;
  return (
    <section class="console-part" aria-labelledby="former-title">
      <h3 id="former-title">{w('former.title')}</h3>
      <ul class="desk-corrections desk-said">
        {said.toReversed().map(({ fact, inForce }) => (
          <CorrectionLine key={fact.id} fact={fact} inForce={inForce} desk={desk} />
        ))}
      </ul>
    </section>
  );
}

const NO_LOOP = { lapM: '', from: 'start', lap: '', at: '', reason: '' };

/** The draft of another loop, its errors, and its way to the server. */
function useLoop(desk: Desk) {
  const draft = useDraft(`${desk.slug}.loop`, NO_LOOP);
  const errors = useSignal<Record<string, string>>({});
  const sending = useSending(desk.outbox);
  const set = (name: keyof typeof NO_LOOP) => (text: string) => {
    draft.value = { ...draft.value, [name]: text };
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const { from, lap, at, reason } = draft.value;
    const lapM = metresFrom(draft.value.lapM);
    const atMs = instantOf(at, desk.race.timeZone);
    const wrong: Record<string, string> = {};
    if (lapM === null) wrong['lapM'] = w('error.lapM');
    if (from === 'lap' && !/^[1-9]\d*$/.test(lap.trim())) wrong['fromLap'] = w('error.lap');
    if (from === 'at' && atMs === null) wrong['fromAt'] = w('error.instant');
    if (reason.trim() === '') wrong['reason'] = w('error.reason');
    errors.value = wrong;
    if (Object.keys(wrong).length > 0) return;
    const moment = { fromAt: new Date(atMs ?? 0).toISOString() };
    const since = from === 'lap' ? { fromLap: Number(lap) } : from === 'at' ? moment : {};
    if (await sending.send({ type: 'course-changed', lapM, ...since, reason: reason.trim() })) draft.value = NO_LOOP;
  };
  const error = (name: string) => errors.value[name] ?? sending.errorOf(name);
  /** Id, value, error and change of one field; the server's name for it where that differs. */
  const line = (name: keyof typeof NO_LOOP, path: string = name) => ({
    id: `loop-${name}`,
    value: draft.value[name],
    error: error(path),
    onInput: set(name),
  });
  return { draft: draft.value, line, set, submit, sending };
}

/** Another loop (R2.7, R2.8): for the whole race, from a lap on, or for laps begun from an instant on. */
function Loop({ desk }: { desk: Desk }) {
  const { draft, line, set, submit, sending } = useLoop(desk);
  const said = (desk.corrections.value?.corrections ?? []).filter(({ fact }) => fact.kind === 'course-changed');
  return (
    <section class="console-part" aria-labelledby="loop-title">
      <h3 id="loop-title">{w('loop.title')}</h3>
      <p class="muted small">{w('loop.about')}</p>
      <form class="console-fields" noValidate onSubmit={(event) => void submit(event)}>
        <TextField {...line('lapM')} inputMode="decimal" label={w('loop.metres')} />
        <SelectField
          id="loop-from"
          label={w('loop.from')}
          value={draft.from}
          options={(['start', 'lap', 'at'] as const).map((value) => ({ value, label: w(`loop.from.${value}`) }))}
          onChange={set('from')}
        />
        {draft.from === 'lap' && <TextField {...line('lap', 'fromLap')} inputMode="numeric" label={w('loop.lap')} />}
        {draft.from === 'at' && (
          <TextField {...line('at', 'fromAt')} type="datetime-local" step="1" label={w('loop.at')} />
        )}
        <ReasonField {...line('reason')} />
        <Button type="submit" look="primary" disabled={sending.busy}>
          {w('loop.save')}
        </Button>
        <Outcome sending={sending} outbox={desk.outbox} />
      </form>
      {said.length > 0 && (
        <ul class="desk-corrections desk-said">
          {said.map(({ fact, inForce }) => (
            <CorrectionLine key={fact.id} fact={fact} inForce={inForce} desk={desk} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** Who may see the race; a change is public at once, so it has a button of its own. */
function Seen({ desk }: { desk: Desk }) {
  const chosen = useSignal<string>(desk.race.visibility);
  const outcome = useSignal<{ tone: 'good' | 'bad'; text: string } | null>(null);
  const save = async () => {
    const answer = await directorCall(`/races/${desk.slug}`, { method: 'PATCH', body: { visibility: chosen.value } });
    outcome.value = answer.ok ? { tone: 'good', text: w('seen.saved') } : { tone: 'bad', text: answer.problem.detail };
    desk.reload();
  };
  return (
    <section class="console-part" aria-labelledby="seen-title">
      <h3 id="seen-title">{w('seen.title')}</h3>
      <VisibilityField
        value={VISIBILITIES.find((one) => one === chosen.value) ?? 'public'}
        onChange={(value) => {
          chosen.value = value;
        }}
      />
      <Button disabled={chosen.value === desk.race.visibility} onClick={() => void save()}>
        {w('seen.save')}
      </Button>
      {outcome.value && (
        <Banner tone={outcome.value.tone} role="status">
          {outcome.value.text}
        </Banner>
      )}
    </section>
  );
}

export function SetUp({ desk }: { desk: Desk }) {
  return (
    <div class="console-parts">
      <Signals race={desk.race} onChange={desk.reload} />
      <Pairing race={desk.race} />
      <CrewLinks desk={desk} />
      <FormerSignals desk={desk} />
      {desk.race.course.kind === 'loop' && <Loop desk={desk} />}
      <Seen desk={desk} />
      <Records desk={desk} />
      {desk.race.course.kind === 'line' && <Editions slug={desk.slug} />}
      <ChangeRace desk={desk} />
    </div>
  );
}
