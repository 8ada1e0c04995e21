/** One entry with everything that was said about it since. Nothing ever disappears; what is undone is struck through. */
import { k } from '../../shared/messages/keypad.js';
import { Icon } from '../../shared/ui/Icon.js';
import type { Recorder } from '../app/recorder.js';
import { clockText } from '../view/clock-text.js';
import type { CorrectionLine, Row } from '../view/rows.js';
import { PHASE_ICONS, bibText, correctionText, doubtText, refusalText, rowLabel } from './words.js';

function Correction({ line, zone }: { line: CorrectionLine; zone: string }) {
  const refused = line.phase === 'needs-attention';
  return (
    <li class="entry-note" data-phase={line.phase}>
      <Icon name={PHASE_ICONS[line.phase]} />
      <span>
        {refused ? <s>{correctionText(line, zone)}</s> : correctionText(line, zone)} <em>{k(`phase.${line.phase}`)}</em>
        {refused && <strong> {refusalText(line)}</strong>}
      </span>
    </li>
  );
}

function Notes({ row, zone, recorder }: { row: Row; zone: string; recorder: Recorder }) {
  const openDoubts = row.struck || row.kept ? [] : row.doubts;
  return (
    <ul class="entry-notes">
      {openDoubts.map((doubt) => (
        <li key={doubt.code} class="entry-note entry-doubt">
          <Icon name="alert" /> <span>{doubtText(doubt, row.bib, zone)}</span>
          {doubt.code === 'duplicate' && (
            <button type="button" class="button button-small" onClick={() => recorder.keep(row.id)}>
              {k('row.keep')}
            </button>
          )}
        </li>
      ))}
      {row.kept && row.doubts.length > 0 && (
        <li class="entry-note">
          <Icon name="check" /> <span>{k('row.kept')}</span>
        </li>
      )}
      {row.phase === 'needs-attention' && (
        <li class="entry-note" data-phase="needs-attention">
          <Icon name="alert" /> <strong>{refusalText(row)}</strong>
        </li>
      )}
      {row.corrections.map((line) => (
        <Correction key={line.id} line={line} zone={zone} />
      ))}
    </ul>
  );
}

function Figures({ row, zone, name }: { row: Row; zone: string; name: string | undefined }) {
  const bib = bibText(row.bib);
  const time = clockText(row.atMs, zone);
  return (
    <>
      <span class={row.bib === null ? 'entry-bib entry-blank' : 'entry-bib'}>{row.struck ? <s>{bib}</s> : bib}</span>
      <span class="entry-main">
        <span class="entry-time">{row.struck ? <s>{time}</s> : time}</span>
        <span class="entry-who">
          {row.wasBib !== undefined && <s>{bibText(row.wasBib)}</s>}
          {row.wasAtMs !== undefined && <s>{clockText(row.wasAtMs, zone)}</s>}
          {name}
        </span>
      </span>
    </>
  );
}

export interface EntryRowProps {
  row: Row;
  zone: string;
  name: string | undefined;
  selected: boolean;
  recorder: Recorder;
}

export function EntryRow({ row, zone, name, selected, recorder }: EntryRowProps) {
  const blank = row.bib === null && !row.struck && row.phase !== 'needs-attention';
  return (
    <li
      class="entry"
      data-phase={row.phase}
      data-struck={row.struck ? 'yes' : undefined}
      data-selected={selected ? 'yes' : undefined}
      data-id={row.id}
    >
      <div class="entry-line">
        <Figures row={row} zone={zone} name={name} />
        <span class="entry-phase">
          <Icon name={PHASE_ICONS[row.phase]} /> <span>{k(`phase.${row.phase}`)}</span>
        </span>
        {blank && (
          <button type="button" class="button entry-give" onClick={() => (recorder.aim.value = row.id)}>
            {k('row.giveBib')}
          </button>
        )}
        <button
          type="button"
          class="entry-edit"
          aria-label={rowLabel(row, zone)}
          onClick={() => (recorder.open.value = { kind: 'edit', id: row.id })}
        >
          <svg class="glyph" viewBox="0 0 20 20" aria-hidden="true">
            <path d="M4 10H4.1M10 10H10.1M16 10H16.1" />
          </svg>
        </button>
      </div>
      <Notes row={row} zone={zone} recorder={recorder} />
    </li>
  );
}
