/** Files of timing systems come in here: chosen, looked at, stored; and what to do when the zone was wrong. */
import { i } from '../../../shared/messages/imports.js';
import { Banner } from '../../../shared/ui/Badge.js';
import { Button } from '../../../shared/ui/Button.js';
import type { Desk } from '../data.js';
import { Bad, Found } from './Found.js';
import { ImportForm } from './ImportForm.js';
import { WrongZone } from './WrongZone.js';
import { useImport } from './use-import.js';

export function Imports({ desk }: { desk: Desk }) {
  const list = useImport(desk);
  const looked = list.looked.value;
  const done = list.done.value;
  return (
    <section class="import" aria-labelledby="import-title">
      <h2 id="import-title">{i('title')}</h2>
      <p class="muted">{i('about')}</p>
      <ImportForm desk={desk} list={list} />
      <div aria-live="polite" class="visually-hidden">
        {list.busy.value === 'looking' ? i('looking') : list.busy.value === 'storing' ? i('importing') : ''}
      </div>
      {list.errors.value.server && (
        <Banner tone="bad" role="alert">
          {list.errors.value.server}
        </Banner>
      )}
      {looked && (
        <>
          {looked.reads > 0 && (
            <div class="console-actions">
              <Button look="primary" disabled={list.busy.value !== ''} onClick={() => void list.store()}>
                {list.busy.value === 'storing' ? i('importing') : i('import', { count: looked.reads })}
              </Button>
            </div>
          )}
          <Found desk={desk} answer={looked} />
        </>
      )}
      {done && (
        <div class="console-answer">
          <Banner tone={done.rejected.length > 0 ? 'warn' : 'good'} role="status">
            {done.stored === 0
              ? i('done.again', { duplicates: done.duplicates })
              : i('done', { stored: done.stored, duplicates: done.duplicates })}{' '}
            {done.rejected.length > 0 && i('done.rejected', { count: done.rejected.length + (done.rejectedMore ?? 0) })}
          </Banner>
          <Bad answer={done} />
          <WrongZone desk={desk} answer={done} />
        </div>
      )}
    </section>
  );
}
