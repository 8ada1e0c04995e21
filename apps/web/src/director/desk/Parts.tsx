/** The part-lap table (R5.2 to R5.4): bib after bib, metres or marker, who measured; where the markers lie; provisional until signed. */
import { type Signal, useSignal } from '@preact/signals';
import { decimal } from '../../shared/figures/format.js';
import { w } from '../../shared/messages/desk.js';
import { t } from '../../shared/messages/shared.js';
import { Badge, Banner } from '../../shared/ui/Badge.js';
import { Button, HoldButton } from '../../shared/ui/Button.js';
import { TextField } from '../../shared/ui/Field.js';
import { type Desk, useDraft } from './data.js';
import { field } from './facts.js';
import { type PartRow, markersOf, partInput, partRows } from './part-laps.js';
import { Outcome, Trouble, UndoButton, useSending } from './form-parts.js';

interface Sheet {
  measuredBy: string;
  /** What is typed and not sent yet, by bib. */
  parts: Record<string, string>;
  marker: string;
  markerM: string;
}

const EMPTY: Sheet = { measuredBy: '', parts: {}, marker: '', markerM: '' };

function focusNext(from: HTMLElement): void {
  const inputs = [...document.querySelectorAll<HTMLInputElement>('.desk-parts input')];
  const at = inputs.findIndex((input) => input === from);
  inputs[at + 1]?.focus();
}

function Entered({ part, desk }: { part: PartRow; desk: Desk }) {
  const { row, entered } = part;
  if (entered === undefined) return <span class="muted">{w('part.none')}</span>;
  const marker = field(entered, 'marker');
  const metres = row.partM === undefined ? '' : decimal(row.partM, row.partM % 1 === 0 ? 0 : 2);
  return (
    <span class="desk-entered">
      <span>
        {metres === '' ? w('part.nowhere', { marker }) : w('part.metres', { metres })}
        {marker !== '' && metres !== '' && <span class="muted small"> {w('part.marker', { marker })}</span>}
        <span class="muted small"> {w('part.who', { who: field(entered, 'measuredBy') })}</span>
      </span>
      {row.partState === 'signed' ? (
        <Badge tone="good" icon="check">
          {w('part.signed')}
        </Badge>
      ) : (
        <Badge tone="warn">{w('part.provisional')}</Badge>
      )}
      <UndoButton outbox={desk.outbox} target={entered.id} />
    </span>
  );
}

interface LineProps {
  desk: Desk;
  part: PartRow;
  sheet: Signal<Sheet>;
}

/** One runner's input: Enter saves and goes to the next one. */
function usePartInput({ desk, part, sheet }: LineProps) {
  const { row, entered } = part;
  const wrong = useSignal('');
  const sending = useSending(desk.outbox);
  const text = sheet.value.parts[row.bib] ?? '';
  const type = (value: string) => {
    sheet.value = { ...sheet.value, parts: { ...sheet.value.parts, [row.bib]: value } };
  };
  const { course } = desk.race;
  const save = async (event: Event) => {
    event.preventDefault();
    const input = event.currentTarget instanceof HTMLElement ? event.currentTarget.querySelector('input') : null;
    const made = partInput(text, course.kind === 'loop' ? course.lapM : Infinity);
    const measuredBy = sheet.value.measuredBy.trim();
    wrong.value = 'error' in made ? w(`error.part.${made.error}`) : measuredBy === '' ? w('error.measuredBy') : '';
    if (measuredBy === '') document.getElementById('measured-by')?.focus();
    if (wrong.value !== '' || 'error' in made) return;
    if (await sending.send({ type: 'part-lap', bib: row.bib, ...made, measuredBy, reason: w('part.reason') })) {
      type('');
      if (input) focusNext(input);
    }
  };
  const sign = () =>
    void sending.send({
      type: 'part-lap-signed',
      target: entered?.id,
      by: sheet.value.measuredBy.trim() || w('part.director'),
      reason: w('part.sign.reason'),
    });
  return {
    text,
    type,
    save,
    sign,
    sending,
    error: wrong.value || sending.errorOf('pastLineM', 'marker', 'measuredBy'),
  };
}

function PartLine(props: LineProps) {
  const { desk, part } = props;
  const { row, entered } = part;
  const { text, type, save, sign, sending, error } = usePartInput(props);
  return (
    <tr data-bib={row.bib}>
      <th scope="row">
        <a class="desk-bib" href={`#runners/${encodeURIComponent(row.bib)}`}>
          {row.bib}
        </a>
      </th>
      <td>{row.name ?? t('runner.unnamed', { bib: row.bib })}</td>
      <td class="num">{row.laps ?? ''}</td>
      <td>
        <Entered part={part} desk={desk} />
      </td>
      <td>
        <form class="desk-part-form" noValidate onSubmit={(event) => void save(event)}>
          <input
            class="input"
            inputMode="decimal"
            autocomplete="off"
            aria-label={w('part.field', { bib: row.bib })}
            aria-invalid={error ? 'true' : undefined}
            value={text}
            onInput={(event) => type(event.currentTarget.value)}
          />
          <Button type="submit" disabled={sending.busy || text.trim() === ''}>
            {w('save')}
          </Button>
          {entered !== undefined && row.partState === 'provisional' && (
            <Button disabled={sending.busy} onClick={sign}>
              {w('part.sign')}
            </Button>
          )}
        </form>
        {error && (
          <p class="field-error" role="alert">
            {error}
          </p>
        )}
        {sending.sent?.state === 'refused' && !error && <Outcome sending={sending} outbox={desk.outbox} />}
      </td>
    </tr>
  );
}

function Markers({ desk, sheet }: { desk: Desk; sheet: Signal<Sheet> }) {
  const sending = useSending(desk.outbox);
  const wrong = useSignal<{ marker?: string; markerM?: string }>({});
  const markers = markersOf(desk.corrections.value?.corrections ?? []);
  const { course } = desk.race;
  const save = async (event: Event) => {
    event.preventDefault();
    const { marker, markerM, measuredBy } = sheet.value;
    const made = partInput(markerM, course.kind === 'loop' ? course.lapM : Infinity);
    wrong.value = {
      ...(marker.trim() === '' ? { marker: w('error.marker') } : {}),
      ...(!('pastLineM' in made)
        ? { markerM: 'error' in made ? w(`error.part.${made.error}`) : w('error.part.metres') }
        : measuredBy.trim() === ''
          ? { markerM: w('error.measuredBy') }
          : {}),
    };
    if (Object.keys(wrong.value).length > 0 || !('pastLineM' in made)) return;
    const correction = {
      type: 'part-lap-marker',
      marker: marker.trim(),
      ...made,
      measuredBy: measuredBy.trim(),
      reason: w('part.reason'),
    };
    if (await sending.send(correction)) sheet.value = { ...sheet.value, marker: '', markerM: '' };
  };
  return (
    <section class="console-part" aria-labelledby="markers-title">
      <h3 id="markers-title">{w('markers.title')}</h3>
      <p class="muted small">{w('markers.about')}</p>
      <ul class="desk-markers">
        {markers.map((fact) => (
          <li key={fact.id}>
            <span>{w('markers.line', { marker: field(fact, 'marker'), metres: field(fact, 'pastLineM') })}</span>
            <span class="muted small">{field(fact, 'measuredBy')}</span>
            <UndoButton outbox={desk.outbox} target={fact.id} />
          </li>
        ))}
      </ul>
      <form class="console-fields" noValidate onSubmit={(event) => void save(event)}>
        <TextField
          id="marker"
          label={w('markers.marker')}
          value={sheet.value.marker}
          error={wrong.value.marker ?? sending.errorOf('marker')}
          autoComplete="off"
          onInput={(marker) => {
            sheet.value = { ...sheet.value, marker };
          }}
        />
        <TextField
          id="marker-m"
          inputMode="decimal"
          label={w('markers.metres')}
          value={sheet.value.markerM}
          error={wrong.value.markerM ?? sending.errorOf('pastLineM', 'measuredBy')}
          autoComplete="off"
          onInput={(markerM) => {
            sheet.value = { ...sheet.value, markerM };
          }}
        />
        <Button type="submit" disabled={sending.busy}>
          {w('markers.add')}
        </Button>
        <Outcome sending={sending} outbox={desk.outbox} />
      </form>
    </section>
  );
}

export function Parts({ desk }: { desk: Desk }) {
  const sheet = useDraft<Sheet>(`${desk.slug}.parts`, EMPTY);
  const signing = useSending(desk.outbox);
  const rows = partRows(desk.board.value?.rows ?? [], desk.corrections.value?.corrections ?? []);
  const unsigned = rows.filter(({ row, entered }) => entered !== undefined && row.partState === 'provisional');
  const missing = rows.filter(({ entered }) => entered === undefined).length;
  const signAll = async () => {
    const by = sheet.value.measuredBy.trim() || w('part.director');
    for (const { entered } of unsigned)
      if (!(await signing.send({ type: 'part-lap-signed', target: entered?.id, by, reason: w('part.sign.reason') })))
        return;
  };
  return (
    <section aria-labelledby="parts-title">
      <h2 id="parts-title">{w('parts.title')}</h2>
      <p class="muted">{w('parts.about')}</p>
      {desk.race.state !== 'ended' && <Banner tone="warn">{w('parts.early')}</Banner>}
      <Trouble problem={desk.corrections.problem} />
      <div class="desk-tools">
        <TextField
          id="measured-by"
          label={w('parts.measuredBy')}
          value={sheet.value.measuredBy}
          onInput={(measuredBy) => {
            sheet.value = { ...sheet.value, measuredBy };
          }}
        />
        <p class="muted">{w('parts.left', { missing, unsigned: unsigned.length })}</p>
        {unsigned.length > 0 && (
          <HoldButton
            action={w('parts.signAll', { count: unsigned.length })}
            look="primary"
            onHeld={() => void signAll()}
          />
        )}
      </div>
      <div class="desk-columns">
        <div class="desk-scroll" role="region" aria-label={w('parts.title')} tabIndex={0}>
          <table class="console-table desk-table desk-parts">
            <thead>
              <tr>
                <th scope="col">{w('col.bib')}</th>
                <th scope="col">{w('col.name')}</th>
                <th scope="col" class="num">
                  {w('col.laps')}
                </th>
                <th scope="col">{w('col.part')}</th>
                <th scope="col">{w('col.enter')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((part) => (
                <PartLine key={part.row.bib} desk={desk} part={part} sheet={sheet} />
              ))}
            </tbody>
          </table>
        </div>
        <Markers desk={desk} sheet={sheet} />
      </div>
    </section>
  );
}
