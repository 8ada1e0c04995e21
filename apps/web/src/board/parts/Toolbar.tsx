/** Find and filter. A plain GET form without scripts; with them every change is applied at once. */
import type { RunnerStatus } from '#libs/domain/index.js';
import { useSignal } from '@preact/signals';
import { b } from '../../shared/messages/board.js';
import { t } from '../../shared/messages/shared.js';
import { Icon } from '../../shared/ui/Icon.js';
import type { BoardStore } from '../store.js';
import { isOffered } from '../forecast/choice.js';
import { type BoardView, SORTS, isFiltered, showsLaps } from '../view/query.js';
import { copyWatchLink } from '../watch-link.js';

interface Option {
  value: string;
  label: string;
}

function Choice({
  name,
  label,
  value,
  options,
  onChange,
}: {
  name: string;
  label: string;
  value: string;
  options: Option[];
  onChange: (value: string) => void;
}) {
  return (
    <label class="tool">
      <span class="tool-label">{label}</span>
      <select class="input" name={name} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}

const any = (): Option => ({ value: '', label: b('filter.any') });
const sexLabel = (sex: string) => (sex === 'F' || sex === 'M' || sex === 'X' ? b(`sex.${sex}`) : sex);

function sortOptions(laps: boolean): Option[] {
  const names = {
    rank: b('sort.rank'),
    bib: b('col.bib'),
    name: b('col.name'),
    category: b('col.category'),
    laps: b('col.laps'),
    lastLap: b('col.lastLap'),
    seen: b('col.seen'),
    pace: b('col.pace'),
    status: b('col.status'),
  };
  const keys = SORTS.filter((key) => laps || key === 'bib' || key === 'name' || key === 'category' || key === 'rank');
  return keys.map((key) => ({ value: key === 'laps' || key === 'seen' ? `-${key}` : key, label: names[key] }));
}

function Filters({ store, change }: { store: BoardStore; change: (part: Partial<BoardView>) => void }) {
  const view = store.view.value;
  const { category, sex, status } = store.choices.value;
  const laps = showsLaps(store.race.value.state);
  return (
    <>
      {category.length > 1 && (
        <Choice
          name="category"
          label={b('filter.category')}
          value={view.category}
          options={[any(), ...category.map((value) => ({ value, label: value }))]}
          onChange={(value) => change({ category: value })}
        />
      )}
      {sex.length > 1 && (
        <Choice
          name="sex"
          label={b('filter.sex')}
          value={view.sex}
          options={[any(), ...sex.map((value) => ({ value, label: sexLabel(value) }))]}
          onChange={(value) => change({ sex: value })}
        />
      )}
      {laps && status.length > 1 && (
        <Choice
          name="status"
          label={b('filter.status')}
          value={view.status}
          options={[any(), ...status.map((value) => ({ value, label: t(`status.${value as RunnerStatus}`) }))]}
          onChange={(value) => change({ status: value })}
        />
      )}
      <Choice
        name="sort"
        label={b('sort.label')}
        value={`${view.descending ? '-' : ''}${view.sort}`}
        options={sortOptions(laps)}
        onChange={(value) => {
          const descending = value.startsWith('-');
          const sort = SORTS.find((key) => key === value.replace('-', '')) ?? 'rank';
          change({ sort, descending });
        }}
      />
    </>
  );
}

function Watched({ store, change }: { store: BoardStore; change: (part: Partial<BoardView>) => void }) {
  const view = store.view.value;
  const count = store.stars.watched.value.size;
  return (
    <span class="tool-watch needs-scripts">
      <button
        type="button"
        class="button"
        aria-pressed={view.watched}
        onClick={() => change({ watched: !view.watched })}
      >
        <Icon name="star" filled={view.watched} />
        {b('filter.watched')}
        {count > 0 && <span class="muted">{count}</span>}
      </button>
      {view.watched && count > 0 && (
        <button
          type="button"
          class="button button-quiet"
          onClick={() => copyWatchLink(store)}
          aria-label={b('watch.share')}
          title={b('watch.share')}
        >
          <Icon name="share" />
        </button>
      )}
    </span>
  );
}

function ForecastSwitch({ store }: { store: BoardStore }) {
  if (!isOffered(store.race.value)) return null;
  const on = store.forecastOn.value;
  return (
    <button
      type="button"
      role="switch"
      class="button needs-scripts"
      aria-checked={on}
      aria-describedby={on ? 'forecast-about' : undefined}
      onClick={() => store.switchForecast(!on)}
    >
      {b('forecast')}
    </button>
  );
}

export function Count({ store }: { store: BoardStore }) {
  const count = store.total.value;
  const shown = store.order.value.length;
  const view = store.view.value;
  const text = count === shown ? b('count.all', { count }) : b('count.some', { shown, count });
  return (
    <p class="count" id="count" role="status">
      {text}
      {isFiltered(view) && (
        <a
          class="count-clear"
          href="?"
          onClick={(event) => {
            event.preventDefault();
            store.view.value = { ...view, q: '', category: '', sex: '', status: '', watched: false };
          }}
        >
          {b('clear')}
        </a>
      )}
    </p>
  );
}

export function Toolbar({ store }: { store: BoardStore }) {
  const view = store.view.value;
  const open = useSignal(false);
  const change = (part: Partial<BoardView>) => {
    store.view.value = { ...store.view.value, ...part };
  };
  return (
    <form
      class="toolbar"
      data-open={open.value ? 'yes' : undefined}
      method="get"
      role="search"
      aria-label={b('filter.label')}
      onSubmit={(event) => event.preventDefault()}
    >
      <label class="tool tool-search">
        <span class="tool-label">{b('filter.search')}</span>
        <input
          class="input"
          id="search"
          type="search"
          name="q"
          value={view.q}
          placeholder={b('filter.search.hint')}
          autoComplete="off"
          onInput={(event) => change({ q: event.currentTarget.value })}
        />
      </label>
      <button
        type="button"
        class="button tool-more"
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <Icon name="filter" />
        <span class="visually-hidden">{b('filter.more')}</span>
      </button>
      <Filters store={store} change={change} />
      <button type="submit" class="button without-scripts">
        {b('filter.apply')}
      </button>
      <ForecastSwitch store={store} />
      <Watched store={store} change={change} />
    </form>
  );
}
