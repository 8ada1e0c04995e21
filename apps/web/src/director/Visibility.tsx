/** Who may see a race, with what each choice means. */
import type { Visibility } from '#libs/domain/index.js';
import { d } from '../shared/messages/director.js';

export const VISIBILITIES = ['public', 'unlisted', 'private'] as const;

export function VisibilityField({ value, onChange }: { value: Visibility; onChange: (value: Visibility) => void }) {
  return (
    <fieldset class="console-choice">
      <legend class="field-label">{d('field.visibility')}</legend>
      {VISIBILITIES.map((one) => (
        <label key={one}>
          <input type="radio" name="visibility" value={one} checked={value === one} onChange={() => onChange(one)} />
          <span>
            <strong>{d(`visibility.${one}`)}</strong>
            <span class="field-hint">{d(`visibility.${one}.hint`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
