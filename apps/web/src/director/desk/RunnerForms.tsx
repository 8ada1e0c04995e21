/** What can be said about one runner: a passing nobody recorded, a status, a penalty or credit, a chip, a yard. */
import { instantOf, wallTime } from '../../shared/figures/zoned.js';
import { w } from '../../shared/messages/desk.js';
import { Button } from '../../shared/ui/Button.js';
import { SelectField, TextField } from '../../shared/ui/Field.js';
import type { Desk } from './data.js';
import { DECLARED, statusWord } from './facts.js';
import { Fold } from './form-parts.js';
import { type Draft, pointOptions, useForm } from './use-form.js';

function AddPassing({ desk, bib }: { desk: Desk; bib: string }) {
  const zone = desk.race.timeZone;
  const options = pointOptions(desk);
  const empty: Draft = { at: '', point: options[0]?.value ?? 'line', edge: 'in', reason: '' };
  const { line, select, submit, end } = useForm(desk, `add.${bib}`, empty, ({ at, point, edge, reason }) => {
    const ms = instantOf(at ?? '', zone);
    if (ms === null) return { errors: { at: w('error.instant') } };
    const out = edge === 'out' ? { edge } : {};
    return { correction: { type: 'add-passing', bib, at: new Date(ms).toISOString(), point, ...out, reason } };
  });
  const now = () => line('at').onInput(wallTime(Date.now(), zone));
  return (
    <Fold title={w('add.title')}>
      <form class="console-fields" noValidate onSubmit={(event) => void submit(event)}>
        <TextField {...line('at')} type="datetime-local" step="1" label={w('add.at')} />
        <Button look="quiet" onClick={now}>
          {w('add.now')}
        </Button>
        {options.length > 1 && <SelectField {...select('point')} label={w('point')} options={options} />}
        {desk.race.course.kind === 'line' && (
          <SelectField
            {...select('edge')}
            label={w('edge')}
            options={[
              { value: 'in', label: w('edge.in') },
              { value: 'out', label: w('edge.out') },
            ]}
          />
        )}
        {end}
      </form>
    </Fold>
  );
}

function Status({ desk, bib }: { desk: Desk; bib: string }) {
  const empty: Draft = { status: '', at: '', reason: '' };
  const { line, select, submit, end } = useForm(desk, `status.${bib}`, empty, ({ status, at, reason }) => {
    const ms = at === '' ? undefined : instantOf(at ?? '', desk.race.timeZone);
    if (status === '' || ms === null)
      return {
        errors: { ...(status === '' && { status: w('error.status') }), ...(ms === null && { at: w('error.instant') }) },
      };
    const when = ms === undefined ? {} : { at: new Date(ms).toISOString() };
    return { correction: { type: 'status', bib, status, ...when, reason } };
  });
  return (
    <Fold title={w('status.title')}>
      <form class="console-fields" noValidate onSubmit={(event) => void submit(event)}>
        <SelectField
          {...select('status')}
          label={w('status.field')}
          options={[
            { value: '', label: w('choose') },
            ...DECLARED.filter((one) => one !== 'refused-to-continue' || desk.race.format.kind === 'backyard').map(
              (value) => ({ value, label: statusWord(value) }),
            ),
          ]}
        />
        <TextField
          {...line('at')}
          optional
          type="datetime-local"
          step="1"
          label={w('status.at')}
          hint={w('status.at.hint')}
        />
        {end}
      </form>
    </Fold>
  );
}

function Adjust({ desk, bib }: { desk: Desk; bib: string }) {
  const empty: Draft = { unit: 'm', sign: '-', size: '', reason: '' };
  const { draft, line, select, submit, end } = useForm(desk, `adjust.${bib}`, empty, ({ unit, sign, size, reason }) => {
    const value = Number((size ?? '').trim().replace(',', '.'));
    if (!(value > 0)) return { errors: { size: w('error.size') } };
    const signedSize = sign === '-' ? -value : value;
    // A penalty in time makes the runner slower: more milliseconds.
    const by = unit === 'm' ? { distanceM: signedSize } : { timeMs: Math.round(-signedSize * 1000) };
    return { correction: { type: 'adjustment', bib, ...by, reason } };
  });
  return (
    <Fold title={w('adjust.title')}>
      <form class="console-fields" noValidate onSubmit={(event) => void submit(event)}>
        <SelectField
          {...select('sign')}
          label={w('adjust.which')}
          options={[
            { value: '-', label: w('adjust.penalty') },
            { value: '+', label: w('adjust.credit') },
          ]}
        />
        <SelectField
          {...select('unit')}
          label={w('adjust.unit')}
          options={[
            { value: 'm', label: w('adjust.m') },
            { value: 's', label: w('adjust.s') },
          ]}
        />
        <TextField
          {...line('size')}
          inputMode="decimal"
          label={w('adjust.size', { unit: draft['unit'] ?? 'm' })}
          autoComplete="off"
        />
        {end}
      </form>
    </Fold>
  );
}

function Chip({ desk, bib }: { desk: Desk; bib: string }) {
  const empty: Draft = { chip: '', from: '', reason: '' };
  const { line, submit, end } = useForm(desk, `chip.${bib}`, empty, ({ chip, from, reason }) => {
    const ms = from === '' ? undefined : instantOf(from ?? '', desk.race.timeZone);
    if ((chip ?? '').trim() === '' || ms === null)
      return {
        errors: {
          ...((chip ?? '').trim() === '' && { chip: w('error.chip') }),
          ...(ms === null && { from: w('error.instant') }),
        },
      };
    const since = ms === undefined ? {} : { from: new Date(ms).toISOString() };
    return { correction: { type: 'chip-assigned', chip: (chip ?? '').trim(), bib, ...since, reason } };
  });
  return (
    <Fold title={w('chip.title')}>
      <form class="console-fields" noValidate onSubmit={(event) => void submit(event)}>
        <TextField {...line('chip')} label={w('chip.field')} autoComplete="off" />
        <TextField {...line('from')} optional type="datetime-local" step="1" label={w('chip.from')} />
        {end}
      </form>
    </Fold>
  );
}

export function RunnerForms({ desk, bib }: { desk: Desk; bib: string }) {
  return (
    <div class="desk-forms">
      <AddPassing desk={desk} bib={bib} />
      <Status desk={desk} bib={bib} />
      <Adjust desk={desk} bib={bib} />
      <Chip desk={desk} bib={bib} />
    </div>
  );
}
