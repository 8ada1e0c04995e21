/** The forecast on the board: columns, and what stands above the table. Loaded when it is switched on. */
import './forecast.css';
import type { ForecastParts } from '../store.js';
import { FinalCell, NextCell } from './Cells.js';
import { columnsOf, Head } from './columns.js';
import { Panel } from './Panel.js';

export const parts: ForecastParts = {
  panel: (store) => <Panel store={store} />,
  heads: (store) => columnsOf(store).map((column) => <Head key={column} store={store} column={column} />),
  cells: (store, row) =>
    columnsOf(store).map((column) =>
      column === 'next' ? (
        <NextCell key={column} store={store} row={row} />
      ) : (
        <FinalCell key={column} store={store} row={row} />
      ),
    ),
  shape: (store) => columnsOf(store).join(' ') || undefined,
};
