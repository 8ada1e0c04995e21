/** The standings as a real table; rows are keyed by bib, glide to new places, and keep the reader's focus. */
import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { b } from '../../shared/messages/board.js';
import { Icon } from '../../shared/ui/Icon.js';
import { glide, places, refocus } from '../motion.js';
import type { BoardStore } from '../store.js';
import { kindOf } from '../view/kinds.js';
import { searchFrom, showsLaps, sortedBy } from '../view/query.js';
import { type Column, columnsFor } from './columns.js';
import { Row } from './Row.js';

function Header({ store, column }: { store: BoardStore; column: Column }) {
  const view = store.view.value;
  const { sort } = column;
  const active = sort !== undefined && view.sort === sort;
  const label = b(column.label);
  const long = column.long ? b(column.long) : label;
  const to = sort && sortedBy(view, sort);
  return (
    <th
      role="columnheader"
      scope="col"
      class={`c-${column.id}`}
      aria-sort={active ? (view.descending ? 'descending' : 'ascending') : undefined}
    >
      {to ? (
        <a
          class="sort"
          href={searchFrom(to) || '?'}
          aria-label={column.long && long}
          title={b('sort.by', { column: long })}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            store.view.value = to;
            const direction = to.descending ? 'descending' : 'ascending';
            store.said.value = b('sort.said', { column: long, direction });
          }}
        >
          {label}
          {active && <Icon name={view.descending ? 'down' : 'up'} size={11} />}
        </a>
      ) : (
        <span title={column.long && long} class={column.id === 'star' ? 'visually-hidden' : undefined}>
          {label}
        </span>
      )}
    </th>
  );
}

function Body({ store }: { store: BoardStore }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const before = useRef<ReturnType<typeof places> | null>(null);
  const cache = useRef(new Map<string, VNode>());
  const order = store.order.value;
  const laps = showsLaps(store.race.value.state);
  store.beforeMove = () => {
    before.current = body.current ? places(body.current) : null;
  };
  useLayoutEffect(() => {
    if (!body.current || !before.current) return;
    refocus(body.current, before.current);
    glide(before.current);
    before.current = null;
  }, [order]);
  const rows = order.map((bib) => {
    const row = store.row(bib);
    const key = laps ? bib : `${bib} entered`;
    const made = cache.current.get(key) ?? (row && <Row key={bib} store={store} row={row} laps={laps} />);
    if (made) cache.current.set(key, made);
    return made;
  });
  return (
    <tbody role="rowgroup" ref={body}>
      {rows}
    </tbody>
  );
}

const MANY_ROWS = 500;

export function Table({ store }: { store: BoardStore }) {
  const race = store.race.value;
  const laps = showsLaps(race.state);
  const kind = kindOf(race);
  const forecast = laps ? store.forecast.value : null;
  const heads = columnsFor(race).map((column) => <Header key={column.id} store={store} column={column} />);
  const classes = ['board', laps ? '' : 'board-startlist', store.total.value > MANY_ROWS ? 'board-many' : ''];
  return (
    <table
      role="table"
      class={classes.filter(Boolean).join(' ')}
      data-state={race.state}
      data-kind={kind === 'laps' ? undefined : kind}
      data-forecast={forecast?.shape(store)}
      aria-describedby="count fresh"
    >
      <caption class="visually-hidden">
        {laps ? b('caption', { name: race.name }) : b('caption.startList', { name: race.name })}
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          {heads.slice(0, -1)}
          {forecast?.heads(store)}
          {heads.at(-1)}
        </tr>
      </thead>
      <Body store={store} />
    </table>
  );
}
