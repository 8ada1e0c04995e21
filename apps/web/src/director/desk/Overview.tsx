/** The race at a glance: who is where, who is silent, who passed last. */
import { useSignal } from '@preact/signals';
import type { Board } from '#libs/contracts/index.js';
import { type BoardRow, compareBibs } from '#libs/domain/index.js';
import { matches } from '../../board/view/select.js';
import { finalsWords, todayWords } from '../../shared/estimates/trust.js';
import { roughly, timeOfDay } from '../../shared/figures/format.js';
import { w } from '../../shared/messages/desk.js';
import { t } from '../../shared/messages/shared.js';
import { Badge } from '../../shared/ui/Badge.js';
import { TextField } from '../../shared/ui/Field.js';
import type { Desk } from './data.js';
import { distance } from './facts.js';
import { Trouble } from './form-parts.js';

const FILTERS = ['all', 'silent', 'moving', 'out', 'unseen'] as const;
type Filter = (typeof FILTERS)[number];

const SETS: Record<Exclude<Filter, 'all'>, readonly BoardRow['status'][]> = {
  silent: ['overdue', 'resting'],
  moving: ['racing', 'corral', 'resting', 'overdue'],
  out: ['stopped', 'dnf', 'dsq', 'dns', 'out'],
  unseen: ['entered'],
};

const passes = (filter: Filter, row: BoardRow) => filter === 'all' || SETS[filter].includes(row.status);

const href = (bib: string) => `#runners/${encodeURIComponent(bib)}`;

/** Silent longest first, else as the board has them. */
function ordered(rows: readonly BoardRow[], filter: Filter): BoardRow[] {
  if (filter === 'silent') return [...rows].sort((a, b) => Date.parse(a.lastAt ?? '') - Date.parse(b.lastAt ?? ''));
  if (filter === 'unseen') return [...rows].sort((a, b) => compareBibs(a.bib, b.bib));
  return [...rows];
}

function LastReads({ desk, rows }: { desk: Desk; rows: readonly BoardRow[] }) {
  const newest = rows
    .filter((row) => row.lastAt !== undefined)
    .sort((a, b) => Date.parse(b.lastAt ?? '') - Date.parse(a.lastAt ?? ''))
    .slice(0, 12);
  return (
    <aside class="desk-last" aria-labelledby="last-title">
      <h3 id="last-title">{w('last.title')}</h3>
      {newest.length === 0 && <p class="muted">{w('last.none')}</p>}
      <ol>
        {newest.map((row) => (
          <li key={row.bib}>
            <a href={href(row.bib)}>
              <span class="desk-bib">{row.bib}</span>
              <span>{row.name ?? ''}</span>
              <span class="muted small">{timeOfDay(row.lastAt ?? '', desk.race.timeZone, true)}</span>
            </a>
          </li>
        ))}
      </ol>
    </aside>
  );
}

function Rows({ desk, rows, nowMs }: { desk: Desk; rows: readonly BoardRow[]; nowMs: number }) {
  const zone = desk.race.timeZone;
  return (
    <div class="desk-scroll" role="region" aria-label={w('overview.title')} tabIndex={0}>
      <table class="console-table desk-table">
        <thead>
          <tr>
            <th scope="col">{w('col.bib')}</th>
            <th scope="col">{w('col.name')}</th>
            <th scope="col">{w('col.status')}</th>
            <th scope="col" class="num">
              {w('col.laps')}
            </th>
            <th scope="col" class="num">
              {w('col.distance')}
            </th>
            <th scope="col" class="num">
              {w('col.seen')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.bib}>
              <th scope="row">
                <a class="desk-bib" href={href(row.bib)}>
                  {row.bib}
                </a>
              </th>
              <td>
                <a href={href(row.bib)}>{row.name ?? t('runner.unnamed', { bib: row.bib })}</a>
              </td>
              <td>
                <Badge tone={row.status === 'overdue' ? 'warn' : row.status === 'dsq' ? 'bad' : undefined}>
                  {t(`status.${row.status}`)}
                </Badge>
                {row.outsideLimit && (
                  <Badge tone="warn">
                    {w('outside', { point: row.outsideLimit.point, by: roughly(row.outsideLimit.byMs) })}
                  </Badge>
                )}
              </td>
              <td class="num">{row.laps ?? row.lastPoint ?? ''}</td>
              <td class="num">{distance(row.distanceM)}</td>
              <td class="num">
                {row.lastAt === undefined ? (
                  ''
                ) : (
                  <>
                    {timeOfDay(row.lastAt, zone, true)}{' '}
                    <span class="muted small">{w('ago', { ago: roughly(nowMs - Date.parse(row.lastAt)) })}</span>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** How the estimates of this race hold, as they were shown to everybody. */
function Ranges({ board }: { board: Board | null }) {
  const { heldToday, finals } = board?.race.forecast ?? {};
  if (!heldToday && !finals) return null;
  return (
    <p class="muted small">
      {heldToday && `${todayWords(heldToday)}. `}
      {finals && `${finalsWords(finals)}.`}
    </p>
  );
}

export function Overview({ desk }: { desk: Desk }) {
  const filter = useSignal<Filter>('all');
  const search = useSignal('');
  const board = desk.board.value;
  const all = board?.rows ?? [];
  const rows = ordered(
    all.filter((row) => passes(filter.value, row) && matches(row, search.value)),
    filter.value,
  );
  // A simulated race runs ahead of the wall clock.
  const nowMs = Math.max(Date.now(), Date.parse(board?.lastReadAt ?? '') || 0);
  return (
    <section aria-labelledby="overview-title">
      <h2 id="overview-title">{w('overview.title')}</h2>
      <Trouble problem={board ? null : desk.board.problem} />
      <div class="desk-tools">
        <div class="choice" role="group" aria-label={w('filter')}>
          {FILTERS.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={filter.value === one}
              onClick={() => {
                filter.value = one;
              }}
            >
              {w(`filter.${one}`, { count: all.filter((row) => passes(one, row)).length })}
            </button>
          ))}
        </div>
        <TextField
          id="find"
          type="search"
          label={w('find')}
          value={search.value}
          onInput={(text) => {
            search.value = text;
          }}
        />
      </div>
      <Ranges board={board} />
      <div class="desk-columns">
        <div>
          {board && rows.length === 0 && <p class="muted">{all.length === 0 ? w('nobody') : w('nobody.here')}</p>}
          {rows.length > 0 && <Rows desk={desk} rows={rows} nowMs={nowMs} />}
        </div>
        <LastReads desk={desk} rows={all} />
      </div>
    </section>
  );
}
