/** The way in: a one-time link, or the token behind it. */
import { useSignal } from '@preact/signals';
import { d } from '../shared/messages/director.js';
import { Banner } from '../shared/ui/Badge.js';
import { Button } from '../shared/ui/Button.js';
import { TextField } from '../shared/ui/Field.js';
import { signIn } from './session.js';

export function SignIn({ trouble }: { trouble: string }) {
  const text = useSignal('');
  const error = useSignal('');
  const busy = useSignal(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (text.value.trim() === '') {
      error.value = d('signin.empty');
      return;
    }
    busy.value = true;
    error.value = (await signIn(text.value))?.detail ?? '';
    busy.value = false;
  };
  return (
    <form class="console-narrow" onSubmit={(event) => void submit(event)}>
      <h1>{d('signin.title')}</h1>
      <p class="muted">{d('signin.detail')}</p>
      {trouble && !error.value && (
        <Banner tone="bad" role="alert">
          {trouble}
        </Banner>
      )}
      <TextField
        id="secret"
        type="password"
        autoComplete="current-password"
        label={d('signin.field')}
        value={text.value}
        error={error.value}
        onInput={(value) => {
          text.value = value;
        }}
      />
      <Button look="primary" type="submit" disabled={busy.value}>
        {busy.value ? d('signin.working') : d('signin.button')}
      </Button>
    </form>
  );
}
