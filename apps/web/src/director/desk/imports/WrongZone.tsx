/** The zone of a file that is in already was wrong: one correction about its box puts everything it said right, and can be undone. */
import { useSignal } from '@preact/signals';
import type { ImportAnswer } from '#libs/contracts/index.js';
import { i } from '../../../shared/messages/imports.js';
import { Banner } from '../../../shared/ui/Badge.js';
import { Button } from '../../../shared/ui/Button.js';
import { TextField } from '../../../shared/ui/Field.js';
import type { Desk } from '../data.js';
import { UndoButton, useSending } from '../form-parts.js';
import { isZone } from './import-query.js';

export function WrongZone({ desk, answer }: { desk: Desk; answer: ImportAnswer }) {
  const zone = useSignal('');
  const error = useSignal('');
  const said = useSignal('');
  const sending = useSending(desk.outbox);
  const { device, stated, timeZone } = answer;
  if (device === undefined) return null;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const text = zone.value.trim();
    error.value = isZone(text) ? '' : i('error.zone');
    if (error.value !== '') return;
    const isStated = stated === true ? { statedZone: 'ignore' } : {};
    const correction = { type: 'reader', device, timeZone: text, ...isStated, reason: i('wrong.reason') };
    if (await sending.send(correction)) said.value = text;
  };
  const { sent } = sending;
  return (
    <details class="desk-fold">
      <summary>{i('wrong.title')}</summary>
      <form class="console-fields" noValidate onSubmit={(event) => void submit(event)}>
        <p class="small">{i(stated === true ? 'wrong.about.stated' : 'wrong.about')}</p>
        {device.startsWith('import-') && <p class="muted small">{i('wrong.others')}</p>}
        <TextField
          id="import-wrong-zone"
          label={i('wrong.zone')}
          placeholder={timeZone}
          value={zone.value}
          error={error.value || sending.errorOf('timeZone')}
          autoComplete="off"
          onInput={(text) => {
            zone.value = text;
          }}
        />
        <Button type="submit" disabled={sending.busy}>
          {i('wrong.send')}
        </Button>
        {sent?.state === 'refused' && (
          <Banner tone="bad" role="alert">
            {sent.problem.detail}
          </Banner>
        )}
        {sent?.state === 'stored' && (
          <div class="desk-done">
            <Banner tone="good" role="status">
              {i('wrong.done', { device, zone: said.value })}
            </Banner>
            <UndoButton outbox={desk.outbox} target={sent.id} onDone={sending.clear} />
          </div>
        )}
      </form>
    </details>
  );
}
