/** A form of one correction: draft, check, send; what was typed stays until the server took it. */
import { useSignal } from '@preact/signals';
import { w } from '../../shared/messages/desk.js';
import { Button } from '../../shared/ui/Button.js';
import { type Desk, useDraft } from './data.js';
import { Outcome, ReasonField, useSending } from './form-parts.js';
import type { NewCorrection } from './outbox.js';

export type Draft = Record<string, string> & { reason: string };
type Errors = Record<string, string | undefined>;
type Made = { correction: NewCorrection } | { errors: Errors };

/** @param key of the draft, within the race */
export function useForm(desk: Desk, key: string, empty: Draft, make: (draft: Draft) => Made) {
  const draft = useDraft<Draft>(`${desk.slug}.${key}`, empty);
  const errors = useSignal<Errors>({});
  const sending = useSending(desk.outbox);
  const submit = async (event: Event) => {
    event.preventDefault();
    const made = make(draft.value);
    const wrong: Errors = 'errors' in made ? made.errors : {};
    errors.value = draft.value.reason.trim() === '' ? { ...wrong, reason: w('error.reason') } : wrong;
    if (Object.keys(errors.value).length > 0 || 'errors' in made) return;
    if (await sending.send({ ...made.correction, reason: draft.value.reason.trim() })) draft.value = empty;
  };
  /** Id, value, error and change of one field. */
  const line = (name: string) => ({
    id: `${key}-${name}`,
    value: draft.value[name] ?? '',
    error: errors.value[name] ?? sending.errorOf(name),
    onInput: (text: string) => {
      draft.value = { ...draft.value, [name]: text };
    },
  });
  const select = (name: string) => {
    const { onInput, ...rest } = line(name);
    return { ...rest, onChange: onInput };
  };
  const end = (
    <>
      <ReasonField {...line('reason')} />
      <Button type="submit" look="primary" disabled={sending.busy}>
        {w('save')}
      </Button>
      <Outcome sending={sending} outbox={desk.outbox} />
    </>
  );
  return { draft: draft.value, line, select, submit, end };
}

/** The points of the race, to choose from. */
export const pointOptions = (desk: Desk) =>
  desk.race.course.points.map((point) => ({ value: point.id, label: point.name ?? point.id }));
