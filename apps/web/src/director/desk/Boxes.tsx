/** Where a box stands: one that was carried to another point, or was set up under a wrong name. */
import { instantOf } from '../../shared/figures/zoned.js';
import { w } from '../../shared/messages/desk.js';
import { SelectField, TextField } from '../../shared/ui/Field.js';
import type { Desk } from './data.js';
import { CorrectionLine } from './FactList.js';
import { type Draft, pointOptions, useForm } from './use-form.js';

export function Boxes({ desk }: { desk: Desk }) {
  const options = pointOptions(desk);
  const empty: Draft = { device: '', point: options[0]?.value ?? 'line', from: '', to: '', reason: '' };
  const { line, select, submit, end } = useForm(desk, 'boxes', empty, ({ device, point, from, to, reason }) => {
    const instants = { from: instant(from, desk), to: instant(to, desk) };
    const errors = {
      ...((device ?? '').trim() === '' && { device: w('error.device') }),
      ...(instants.from === null && { from: w('error.instant') }),
      ...(instants.to === null && { to: w('error.instant') }),
    };
    if (Object.keys(errors).length > 0) return { errors };
    const span = Object.fromEntries(
      Object.entries(instants).flatMap(([name, ms]) => (ms == null ? [] : [[name, new Date(ms).toISOString()]])),
    );
    return { correction: { type: 'reader', device: (device ?? '').trim(), point, ...span, reason } };
  });
  const said = (desk.corrections.value?.corrections ?? []).filter(({ fact }) => fact.kind === 'reader');
  return (
    <section class="console-part" aria-labelledby="boxes-title">
      <h3 id="boxes-title">{w('boxes.title')}</h3>
      <p class="muted small">{w('boxes.about')}</p>
      <form class="console-fields" noValidate onSubmit={(event) => void submit(event)}>
        <TextField {...line('device')} label={w('boxes.device')} hint={w('boxes.device.hint')} autoComplete="off" />
        <SelectField {...select('point')} label={w('boxes.point')} options={options} />
        <TextField {...line('from')} optional type="datetime-local" step="1" label={w('boxes.from')} />
        <TextField {...line('to')} optional type="datetime-local" step="1" label={w('boxes.to')} />
        {end}
      </form>
      {said.length > 0 && (
        <ul class="desk-corrections desk-said">
          {said.toReversed().map(({ fact, inForce }) => (
            <CorrectionLine key={fact.id} fact={fact} inForce={inForce} desk={desk} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** Undefined: not said; null: no instant. */
function instant(text: string | undefined, { race }: Desk): number | null | undefined {
  return text ? instantOf(text, race.timeZone) : undefined;
}
