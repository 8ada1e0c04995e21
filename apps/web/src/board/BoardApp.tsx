/** The spectator's leaderboard. The server draws it whole; in the browser it lives. */
import { useEffect, useMemo } from 'preact/hooks';
import type { BoardPage } from '../server/page-request.js';
import { t } from '../shared/messages/shared.js';
import { Frame } from '../shared/ui/Frame.js';
import { run } from './live/run.js';
import { FreshBanners } from './parts/FreshLine.js';
import { Moment, NoRows } from './parts/Moments.js';
import { RaceHead } from './parts/RaceHead.js';
import { Table } from './parts/Table.js';
import { Count, Toolbar } from './parts/Toolbar.js';
import { Pill, Updates } from './parts/Updates.js';
import { BoardStore } from './store.js';

export function BoardApp({ page }: { page: BoardPage }) {
  const store = useMemo(() => new BoardStore(page), []);
  useEffect(() => run(store), []);
  return (
    <Frame nav={<a href="/">{t('nav.races')}</a>}>
      <RaceHead store={store} />
      <FreshBanners store={store} />
      <Moment store={store} />
      {store.total.value > 0 && (
        <>
          <Toolbar store={store} />
          {store.forecast.value?.panel(store)}
          <div class="table-head">
            <Count store={store} />
            <Updates store={store} />
          </div>
          <Pill store={store} />
          <Table store={store} />
        </>
      )}
      <NoRows store={store} />
      <p class="visually-hidden" role="status" aria-live="polite">
        {store.said}
      </p>
    </Frame>
  );
}
