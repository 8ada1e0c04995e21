/** What is typed, and what is known about it before Enter. */
import { k } from '../../shared/messages/keypad.js';
import { roughly } from '../../shared/figures/format.js';
import { Icon } from '../../shared/ui/Icon.js';
import { BIB_FIGURES_MAX, type Recorder } from '../app/recorder.js';
import { clockText } from '../view/clock-text.js';
import type { Preview } from '../view/preview.js';
import { doubtText } from './words.js';

function Known({ preview, recorder, hasList }: { preview: Preview; recorder: Recorder; hasList: boolean }) {
  const since = preview.lastAtMs === null ? null : recorder.trueMs.value - preview.lastAtMs;
  return (
    <p class="known">
      {preview.category && <span class="known-category">{preview.category}</span>}
      {preview.lap !== null && <strong class="known-lap">{k('preview.lap', { lap: preview.lap })}</strong>}
      {since === null && <span>{k('preview.first')}</span>}
      {/* A simulated race runs ahead of this clock: its last passing is still to come here. */}
      {since !== null && since >= 0 && <span>{k('preview.since', { ago: roughly(since) })}</span>}
      {!hasList && <span>{k('preview.noList')}</span>}
    </p>
  );
}

function Doubts({ preview, zone }: { preview: Preview; zone: string }) {
  return (
    <p class="doubts">
      {preview.doubts.map((doubt) => (
        <span key={doubt.code} class={doubt.code === 'unknown-bib' ? 'doubt doubt-bad' : 'doubt'}>
          <Icon name="alert" /> {doubtText(doubt, preview.bib, zone)}
        </span>
      ))}
      <span class="doubt-records">{k('doubt.records')}</span>
    </p>
  );
}

export function BibField({ recorder, zone, hasList }: { recorder: Recorder; zone: string; hasList: boolean }) {
  const typed = recorder.typed.value;
  const preview = recorder.preview.value;
  const aimed = recorder.aimed.value;
  const hint = recorder.hint.value;
  const tone = !preview ? 'idle' : preview.doubts.length > 0 ? 'doubt' : 'ready';
  return (
    <section class="bib" data-tone={tone} data-aimed={aimed ? 'yes' : undefined}>
      <div class="bib-line">
        <h2 class="bib-label">{aimed ? k('field.aim', { time: clockText(aimed.atMs, zone) }) : k('field.label')}</h2>
        {aimed && (
          <button type="button" class="button button-small" onClick={() => recorder.leaveAim()}>
            {k('field.aim.stop')}
          </button>
        )}
        <output class="bib-typed" id="bib" tabIndex={-1} aria-label={k('field.label')}>
          {typed === '' ? <span class="bib-caret" aria-hidden="true" /> : typed}
        </output>
      </div>
      <div class="bib-about" role="status">
        {hint && (
          <p class="doubts">
            <span class="doubt">
              <Icon name="alert" /> {hint === 'empty' ? k('hint.empty') : k('hint.long', { max: BIB_FIGURES_MAX })}
            </span>
          </p>
        )}
        {!hint && !preview && <p class="known">{k('preview.hint')}</p>}
        {!hint && preview && (
          <>
            <p class="bib-name">
              {preview.name ?? (preview.doubts[0]?.code === 'unknown-bib' ? '' : k('preview.unnamed'))}
            </p>
            {preview.doubts.length > 0 ? (
              <Doubts preview={preview} zone={zone} />
            ) : (
              <Known preview={preview} recorder={recorder} hasList={hasList} />
            )}
          </>
        )}
      </div>
    </section>
  );
}
