/** The race as it was set up, to be changed: a logged fact, and everything is computed again. */
import { useSignal } from '@preact/signals';
import type { RaceDefinition } from '#libs/domain/index.js';
import { w } from '../../shared/messages/desk.js';
import { Banner } from '../../shared/ui/Badge.js';
import { Button } from '../../shared/ui/Button.js';
import { TextField } from '../../shared/ui/Field.js';
import { RaceFields, useRaceForm } from '../NewRace.js';
import { changeFrom, draftOf } from '../race-edit.js';
import { directorCall } from '../session.js';
import type { Desk } from './data.js';

function ChangeForm({ desk, race }: { desk: Desk; race: RaceDefinition }) {
  const reason = useSignal('');
  const unsaid = useSignal('');
  const saved = useSignal(false);
  const form = useRaceForm(`${race.slug}.change`, draftOf(race), async (made) => {
    unsaid.value = reason.value.trim() === '' ? w('error.reason') : '';
    saved.value = false;
    if (unsaid.value !== '') return null;
    const body = changeFrom(race, made, reason.value.trim());
    const answer = await directorCall(`/races/${race.slug}`, { method: 'PATCH', body });
    saved.value = answer.ok;
    if (answer.ok) {
      reason.value = '';
      desk.reload();
    }
    return answer;
  });
  return (
    <form class="console-form" noValidate onSubmit={(event) => void form.submit(event)}>
      {desk.race.state !== 'set-up' && <Banner tone="warn">{w('change.running')}</Banner>}
      <RaceFields form={form} editing />
      <TextField
        id="change-reason"
        label={w('reason')}
        value={reason.value}
        error={unsaid.value}
        onInput={(text) => {
          reason.value = text;
        }}
      />
      <Button look="primary" type="submit" disabled={form.busy}>
        {w('change.save')}
      </Button>
      {form.problem && (
        <Banner tone="bad" role="alert">
          {form.problem.detail}
        </Banner>
      )}
      {saved.value && (
        <Banner tone="good" role="status">
          {w('change.saved')}
        </Banner>
      )}
    </form>
  );
}

export function ChangeRace({ desk }: { desk: Desk }) {
  const open = useSignal(false);
  const race = useSignal<RaceDefinition | null>(null);
  const show = async () => {
    open.value = !open.value;
    if (!open.value) return;
    const answer = await directorCall<RaceDefinition>(`/races/${desk.slug}`);
    race.value = answer.ok ? answer.value : null;
  };
  return (
    <section class="console-part desk-change" aria-labelledby="change-title">
      <h3 id="change-title">{w('change.title')}</h3>
      <p class="muted small">{w('change.about')}</p>
      <Button pressed={open.value} onClick={() => void show()}>
        {w('change.open')}
      </Button>
      {open.value && race.value && <ChangeForm desk={desk} race={race.value} />}
    </section>
  );
}
