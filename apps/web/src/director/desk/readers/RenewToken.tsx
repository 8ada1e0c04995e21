/** A new token in place of one that was lost, or that somebody should no longer have. */
import type { ReaderAnswer } from '#libs/contracts/index.js';
import { r } from '../../../shared/messages/readers.js';
import { HoldButton } from '../../../shared/ui/Button.js';
import { type Readers, useCalling } from './calls.js';
import { Refusal } from './parts.js';

export function RenewToken({ readers, reader }: { readers: Readers; reader: ReaderAnswer }) {
  const calling = useCalling(readers.desk.slug);
  const renew = async () => {
    const made = await calling.call<{ token: string }>(`/${reader.id}/token`, 'POST');
    if (made === null) return;
    readers.keepToken(reader.id, made.token);
    location.hash = `readers/${reader.id}`;
  };
  return (
    <div class="reader-renew">
      <p class="small">{r('token.renew.about')}</p>
      <HoldButton action={r('token.renew')} disabled={calling.busy} onHeld={() => void renew()} />
      <Refusal problem={calling.problem} />
    </div>
  );
}
