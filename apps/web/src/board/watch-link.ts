/** Sharing the watched runners: a link whose fragment names them; it never reaches a server. */
import { b } from '../shared/messages/board.js';
import { t } from '../shared/messages/shared.js';
import type { BoardStore } from './store.js';
import { fragmentFor } from './stars.js';

/** Offers the link to the system's share sheet, else copies it. */
export function copyWatchLink(store: BoardStore): void {
  const url = new URL(location.href);
  url.search = '?watched=1';
  url.hash = fragmentFor(store.stars.watched.value);
  const link = url.toString();
  const copied = () => {
    store.said.value = t('copied');
  };
  if (typeof navigator.share === 'function')
    navigator.share({ url: link, title: b('filter.watched') }).catch(() => undefined);
  else navigator.clipboard?.writeText(link).then(copied, () => undefined);
}
