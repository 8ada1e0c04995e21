/** Pairs a tablet: a one-time code as QR, as text and as an address. */
import { useSignal } from '@preact/signals';
import type { PairingAnswer, Problem } from '#libs/contracts/index.js';
import type { RaceHeader } from '#libs/domain/index.js';
import { timeOfDay } from '../shared/figures/format.js';
import { fieldError } from '../shared/http.js';
import { d } from '../shared/messages/director.js';
import { Button } from '../shared/ui/Button.js';
import { SelectField, TextField } from '../shared/ui/Field.js';
import { QrCode } from './QrCode.js';
import { directorCall } from './session.js';

function Paired({ answer, zone, again }: { answer: PairingAnswer; zone: string; again: () => void }) {
  return (
    <div class="pairing" role="status">
      <QrCode text={answer.url} label={d('pair.qr')} />
      <div class="pairing-words">
        <p class="small">{d('pair.scan')}</p>
        <p>
          <span class="muted small">{d('pair.code')}</span>
          <span class="pairing-code">{answer.code}</span>
        </p>
        <p class="small pairing-url">
          <a href={answer.url}>{answer.url}</a>
        </p>
        <p class="muted small">{d('pair.expires', { time: timeOfDay(answer.expiresAt, zone, true) })}</p>
        <Button onClick={again}>{d('pair.again')}</Button>
      </div>
    </div>
  );
}

export function Pairing({ race }: { race: RaceHeader }) {
  const device = useSignal('');
  const point = useSignal(race.course.points[0]?.id ?? 'line');
  const answer = useSignal<PairingAnswer | null>(null);
  const problem = useSignal<Problem | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    const body = { race: race.slug, point: point.value, device: device.value.trim() };
    const made = await directorCall<PairingAnswer>('/pairings', { method: 'POST', body });
    answer.value = made.ok ? made.value : null;
    problem.value = made.ok ? null : made.problem;
  };
  const { points } = race.course;
  const error = problem.value ? (fieldError(problem.value, 'device') ?? problem.value.detail) : undefined;
  return (
    <section class="console-part" aria-labelledby="pair-title">
      <h2 id="pair-title">{d('pair.title')}</h2>
      {answer.value ? (
        <Paired
          answer={answer.value}
          zone={race.timeZone}
          again={() => {
            answer.value = null;
            device.value = '';
          }}
        />
      ) : (
        <form class="console-fields" noValidate onSubmit={(event) => void submit(event)}>
          <p class="muted">{d('pair.detail')}</p>
          <TextField
            id="device"
            label={d('pair.device')}
            hint={d('pair.device.hint')}
            value={device.value}
            error={error}
            autoComplete="off"
            onInput={(value) => {
              device.value = value;
            }}
          />
          {points.length > 1 && (
            <SelectField
              id="point"
              label={d('pair.point')}
              value={point.value}
              options={points.map((known) => ({ value: known.id, label: known.name ?? known.id }))}
              onChange={(value) => {
                point.value = value;
              }}
            />
          )}
          <Button type="submit" look="primary">
            {d('pair.button')}
          </Button>
        </form>
      )}
    </section>
  );
}
