/** What was recorded here, newest first. Undo stands above it, where the thumb already is. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { k } from '../../shared/messages/keypad.js';
import type { Recorder } from '../app/recorder.js';
import { clockText } from '../view/clock-text.js';
import type { Knowledge } from '../view/preview.js';
import { EntryRow } from './EntryRow.js';
import { Press } from './Press.js';

const ROWS_AT_FIRST = 40;
const ROWS_MORE = 200;

function Undo({ recorder, zone }: { recorder: Recorder; zone: string }) {
  const last = recorder.last.value;
  return (
    <Press class="undo" onPress={() => recorder.undoLast()}>
      <svg class="glyph" viewBox="0 0 28 20" aria-hidden="true">
        <path d="M9 3L3 9L9 15M3 9H18A6 6 0 0 1 18 19H12" />
      </svg>
      <span class="undo-words">
        <strong>
          {last ? (last.bib === null ? k('undo.tap') : k('undo.last', { bib: last.bib })) : k('undo.none')}
        </strong>
        {last && (
          <span class="undo-sub">
            {clockText(last.atMs, zone)}, {k(`phase.${last.phase}`)}
          </span>
        )}
      </span>
    </Press>
  );
}

export interface EntryListProps {
  recorder: Recorder;
  zone: string;
  known: Knowledge;
  /** Warnings: above the rows, where they push nothing away that a finger is on. */
  children: ComponentChildren;
}

export function EntryList({ recorder, zone, known, children }: EntryListProps) {
  const shown = useSignal(ROWS_AT_FIRST);
  const rows = recorder.rows.value;
  const selected = recorder.selected.value;
  const at = selected === null ? -1 : rows.findIndex((row) => row.id === selected);
  const limit = Math.max(shown.value, at + 2);
  useEffect(() => {
    if (selected) document.querySelector(`[data-id="${selected}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const nameOf = (bib: string | null) =>
    bib === null ? undefined : (known.entrants?.get(bib)?.name ?? known.rows.get(bib)?.name);
  return (
    <section class="log">
      <header class="log-head">
        <Undo recorder={recorder} zone={zone} />
        <div class="log-title">
          <h2>{k('list.title')}</h2>
          <p>{k('list.count', { count: rows.length })}</p>
        </div>
      </header>
      <div class="log-scroll" tabIndex={0} role="region" aria-label={k('list.title')}>
        {children}
        {rows.length === 0 && <p class="log-empty">{k('list.empty')}</p>}
        <ol class="entries" reversed>
          {rows.slice(0, limit).map((row) => (
            <EntryRow
              key={row.id}
              row={row}
              zone={zone}
              name={nameOf(row.bib)}
              selected={row.id === selected}
              recorder={recorder}
            />
          ))}
        </ol>
        {rows.length > limit && (
          <button type="button" class="button log-older" onClick={() => (shown.value = limit + ROWS_MORE)}>
            {k('list.older')}
          </button>
        )}
      </div>
    </section>
  );
}
