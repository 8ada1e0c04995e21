/** Where a box or its software finds us: what to type into its menu, or the address to send to; and the token, once. */
import type { ReaderAnswer } from '#libs/contracts/index.js';
import { r } from '../../../shared/messages/readers.js';
import { Banner } from '../../../shared/ui/Badge.js';
import { Button } from '../../../shared/ui/Button.js';
import type { Readers } from './calls.js';
import { CopyLine } from './parts.js';
import { addressOf, nameOf } from './reader-words.js';
import { systemOf } from './systems.js';

export function Connect({ readers, reader }: { readers: Readers; reader: ReaderAnswer }) {
  const address = addressOf(reader, location.hostname, readers.addresses);
  if (address.kind === 'calls') return <p>{r('connect.dial', { address: address.address })}</p>;
  if (address.kind === 'webhook') return <CopyLine label={r('connect.webhook')} value={address.url} />;
  const { allow = [] } = reader.listen ?? {};
  return (
    <>
      {address.addresses.map((one) => (
        <CopyLine key={one} label={r('connect.listen')} value={one} />
      ))}
      <p class="small muted">
        {allow.length > 0 ? r('connect.allow', { list: allow.join(', ') }) : r('connect.any')}{' '}
        {address.isGuess && r('connect.container')}
      </p>
    </>
  );
}

/** Shown until it is said to be copied; nowhere else, and not after a reload. */
export function TokenOnce({ readers, reader }: { readers: Readers; reader: ReaderAnswer }) {
  const token = readers.tokens.get(reader.id);
  if (token === undefined || !systemOf(reader.protocol).usesToken) return null;
  return (
    <Banner tone="warn" role="status">
      <h4>{r('token.title', { name: nameOf(reader) })}</h4>
      <p>{r('token.about')}</p>
      {reader.url !== undefined && (
        <CopyLine label={r('token.url')} value={`${reader.url}?token=${encodeURIComponent(token)}`} />
      )}
      {reader.protocol === 'line' && (
        <CopyLine label={r('token.hello')} value={`HELLO 1 ${reader.id} ${token} epoch=1`} />
      )}
      <CopyLine label={r('token.is')} value={token} />
      <Button onClick={() => readers.keepToken(reader.id, null)}>{r('token.seen')}</Button>
    </Banner>
  );
}
