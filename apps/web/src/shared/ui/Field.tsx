/** A labelled form field with hint and error tied to it for screen readers. */
import type { ComponentChildren } from 'preact';
import { t } from '../messages/shared.js';
import { Icon } from './Icon.js';

export interface FieldFrameProps {
  id: string;
  label: string;
  hint?: string;
  error?: string;
  optional?: boolean;
}

/** Ids of hint and error for `aria-describedby`, or nothing. */
export function describedBy({ id, hint, error }: Pick<FieldFrameProps, 'id' | 'hint' | 'error'>): string | undefined {
  return [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
}

/** Label above, hint and error below; the control itself is the child. */
export function FieldFrame({
  id,
  label,
  hint,
  error,
  optional,
  children,
}: FieldFrameProps & { children: ComponentChildren }) {
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label} {optional && <span class="muted">({t('field.optional')})</span>}
      </label>
      {children}
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          <Icon name="alert" /> {error}
        </p>
      )}
    </div>
  );
}

export interface TextFieldProps extends FieldFrameProps {
  name?: string;
  value: string;
  onInput?: (text: string) => void;
  type?: 'text' | 'search' | 'number' | 'date' | 'datetime-local' | 'password' | 'url';
  inputMode?: 'text' | 'numeric' | 'decimal' | 'search';
  placeholder?: string;
  required?: boolean;
  autoComplete?: 'off' | 'one-time-code' | 'current-password';
  step?: string;
  min?: string;
}

/** One line of text, a number or an instant. */
export function TextField(props: TextFieldProps) {
  const {
    id,
    name = id,
    value,
    onInput,
    type = 'text',
    inputMode,
    placeholder,
    required,
    autoComplete,
    step,
    min,
  } = props;
  return (
    <FieldFrame {...props}>
      <input
        class="input"
        id={id}
        name={name}
        // Preact types each input type apart; to us they are all one line of text.
        type={type as 'text'}
        value={value}
        inputMode={inputMode}
        placeholder={placeholder}
        required={required}
        autoComplete={autoComplete}
        step={step}
        min={min}
        aria-invalid={props.error ? 'true' : undefined}
        aria-describedby={describedBy(props)}
        onInput={(event) => onInput?.(event.currentTarget.value)}
      />
    </FieldFrame>
  );
}

export interface SelectFieldProps extends FieldFrameProps {
  name?: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange?: (value: string) => void;
}

/** One choice of a short list. */
export function SelectField(props: SelectFieldProps) {
  const { id, name = id, value, options, onChange } = props;
  return (
    <FieldFrame {...props}>
      <select
        class="input"
        id={id}
        name={name}
        aria-invalid={props.error ? 'true' : undefined}
        aria-describedby={describedBy(props)}
        onChange={(event) => onChange?.(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}
