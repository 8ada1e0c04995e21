/** One setting of one protocol. */
import { r } from '../../../shared/messages/readers.js';
import { SelectField, TextField } from '../../../shared/ui/Field.js';
import type { SystemSetting } from './systems.js';

type Label = 'setting.version';

export function SettingField({
  id,
  setting,
  value,
  error,
  onChange,
}: {
  id: string;
  setting: SystemSetting;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  const label = r(`setting.${setting.name}` as Label);
  if (setting.kind === 'tick')
    return (
      <label class="console-tick">
        <input
          type="checkbox"
          id={id}
          checked={value === 'true'}
          onChange={(event) => onChange(String(event.currentTarget.checked))}
        />
        <span>{label}</span>
      </label>
    );
  if (setting.kind === 'choice')
    return (
      <SelectField
        {...{ id, label, error, onChange }}
        value={value || (setting.choices[0] ?? '')}
        options={setting.choices.map((one) => ({ value: one, label: r(`setting.${setting.name}.${one}` as Label) }))}
      />
    );
  return (
    <TextField
      {...{ id, label, error, value }}
      optional
      inputMode={setting.kind === 'whole' ? 'numeric' : 'text'}
      autoComplete="off"
      onInput={onChange}
    />
  );
}
