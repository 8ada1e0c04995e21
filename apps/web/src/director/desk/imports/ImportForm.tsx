/** The file, and what a person knows about it. */
import { useSignal } from '@preact/signals';
import { IMPORT_COLUMNS, IMPORT_FORMATS, type ImportColumn } from '#libs/contracts/readers.js';
import { i } from '../../../shared/messages/imports.js';
import { Button } from '../../../shared/ui/Button.js';
import { SelectField, TextField } from '../../../shared/ui/Field.js';
import { Icon } from '../../../shared/ui/Icon.js';
import type { Desk } from '../data.js';
import { pointOptions } from '../use-form.js';
import { sizeOf } from './file-text.js';
import type { ImportDraft } from './import-query.js';
import type { Import } from './use-import.js';

function FilePick({ list }: { list: Import }) {
  const over = useSignal(false);
  const file = list.file.value;
  const error = list.errors.value.file;
  const size = file && sizeOf(file.bytes);
  return (
    <div
      class="import-drop"
      data-over={over.value ? 'yes' : undefined}
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={() => {
        over.value = false;
      }}
      onDrop={(event) => {
        event.preventDefault();
        over.value = false;
        void list.take(event.dataTransfer?.files[0]);
      }}
    >
      <label class={file ? 'button console-file' : 'button button-primary console-file'}>
        {file ? i('file.other') : i('file.choose')}
        <input
          type="file"
          class="visually-hidden"
          aria-describedby="import-file-hint"
          aria-invalid={error ? 'true' : undefined}
          onChange={(event) => {
            const { currentTarget } = event;
            void list.take(currentTarget.files?.[0]);
            // The same file may be chosen again after it was changed.
            currentTarget.value = '';
          }}
        />
      </label>
      <p class="import-file" id="import-file-hint">
        {file && size ? (
          <strong>{i('file.is', { name: file.name, size: i(`size.${size.unit}`, { n: size.n }) })}</strong>
        ) : (
          <span class="muted">
            <span class="import-drop-words">{i('file.drop')}. </span>
            {i('file.hint')}
          </span>
        )}
      </p>
      {error && (
        <p class="field-error" role="alert">
          <Icon name="alert" /> {error}
        </p>
      )}
    </div>
  );
}

/** What a value of the draft is, as a field wants it. */
const line = (list: Import, name: Exclude<keyof ImportDraft, 'columns'>) => ({
  id: `import-${name}`,
  value: list.draft.value[name],
});

/** Columns that nearly every table has; the others are out of the way. */
const USUAL: readonly ImportColumn[] = ['bib', 'chip', 'at', 'date', 'point'];

function Columns({ list }: { list: Import }) {
  const { heading } = list.file.value!;
  const options = [{ value: '', label: i('column.auto') }, ...heading.map((value) => ({ value, label: value }))];
  const { columns } = list.draft.value;
  const select = (column: ImportColumn) => (
    <SelectField
      key={column}
      id={`import-column-${column}`}
      label={i(`column.${column}`)}
      options={options}
      value={columns[column] ?? ''}
      onChange={(value) => list.say({ columns: { ...columns, [column]: value } })}
    />
  );
  return (
    <fieldset class="import-columns">
      <legend class="field-label">{i('columns')}</legend>
      <p class="field-hint">{i('columns.about')}</p>
      <div class="import-fields">{USUAL.map(select)}</div>
      <details class="desk-fold">
        <summary>{i('columns.more')}</summary>
        <div class="import-fields">{IMPORT_COLUMNS.filter((column) => !USUAL.includes(column)).map(select)}</div>
      </details>
    </fieldset>
  );
}

const choices = (name: 'clock' | 'times', values: readonly string[]) =>
  values.map((value) => ({ value, label: i(`${name}.${value}` as 'clock.auto') }));

/** What few files need. */
function More({ list }: { list: Import }) {
  const { errors } = list;
  return (
    <details class="desk-fold" open={errors.value.reader !== undefined || undefined}>
      <summary>{i('more')}</summary>
      <div class="import-fields">
        <TextField
          {...line(list, 'date')}
          type="date"
          optional
          label={i('date')}
          hint={i('date.hint')}
          onInput={(value) => list.say({ date: value })}
        />
        <SelectField
          {...line(list, 'clockChange')}
          label={i('clock')}
          options={choices('clock', ['auto', 'stays', 'follows'])}
          onChange={(value) => list.say({ clockChange: value })}
        />
        <TextField
          {...line(list, 'reader')}
          optional
          label={i('box')}
          hint={i('box.hint')}
          error={errors.value.reader}
          autoComplete="off"
          onInput={(value) => list.say({ reader: value })}
        />
      </div>
    </details>
  );
}

export function ImportForm({ desk, list }: { desk: Desk; list: Import }) {
  const { errors, draft, found, busy } = list;
  const format = draft.value.format === 'auto' ? found.value : draft.value.format;
  const formats = (['auto', ...IMPORT_FORMATS] as const).map((value) => ({ value, label: i(`format.${value}`) }));
  return (
    <form
      class="import-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void list.look();
      }}
    >
      <FilePick list={list} />
      <div class="import-fields">
        <SelectField
          {...line(list, 'format')}
          label={i('format')}
          options={formats}
          onChange={(value) => list.say({ format: value })}
        />
        <SelectField
          {...line(list, 'point')}
          label={i('point')}
          options={pointOptions(desk)}
          onChange={(value) => list.say({ point: value })}
        />
        <TextField
          {...line(list, 'timeZone')}
          label={i('zone')}
          hint={i('zone.hint')}
          error={errors.value.timeZone}
          autoComplete="off"
          onInput={(value) => list.say({ timeZone: value })}
        />
        {format === 'bib-time' && (
          <SelectField
            {...line(list, 'times')}
            label={i('times')}
            options={choices('times', ['auto', 'since-start', 'of-day'])}
            onChange={(value) => list.say({ times: value })}
          />
        )}
      </div>
      {format === 'csv' && list.file.value !== null && list.file.value.heading.length > 0 && <Columns list={list} />}
      <More list={list} />
      {list.file.value !== null && list.looked.value === null && list.done.value === null && (
        <Button type="submit" look="primary" disabled={busy.value !== ''}>
          {busy.value === 'looking' ? i('looking') : i('look')}
        </Button>
      )}
    </form>
  );
}
