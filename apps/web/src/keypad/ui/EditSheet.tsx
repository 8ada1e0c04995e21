/** One entry opened: change its bib or time, void it or bring it back, deal with what the server refused. */
import { useSignal } from '@preact/signals';
import { k } from '../../shared/messages/keypad.js';
import { Banner } from '../../shared/ui/Badge.js';
import { TextField } from '../../shared/ui/Field.js';
import type { Reason, Recorder } from '../app/recorder.js';
import { clockText, instantNear } from '../view/clock-text.js';
import type { Row } from '../view/rows.js';
import { Reasons } from './Reasons.js';
import { Sheet } from './Sheet.js';
import { bibText, correctionText, refusalText } from './words.js';

/** As in the contract; written here because the schemas would weigh more than the rest of this page. */
const BIB_CHARS_MAX = 16;

interface EditProps {
  recorder: Recorder;
  row: Row;
  zone: string;
  close: () => void;
}

const isBib = (text: string): boolean => /^[^\s/?#,;]+$/.test(text) && text.length <= BIB_CHARS_MAX;

/** Bib and time with one reason for both. */
function Change({ recorder, row, zone, close }: EditProps) {
  const bib = useSignal(row.bib ?? '');
  const time = useSignal(clockText(row.atMs, zone));
  const reason = useSignal<Reason>('wrong-bib');
  const wrong = useSignal<{ bib?: string; time?: string }>({});
  const saveBib = (event: Event) => {
    event.preventDefault();
    const text = bib.value.trim();
    if (!isBib(text)) wrong.value = { bib: k('dialog.bib.bad', { max: BIB_CHARS_MAX }) };
    else if (text === row.bib) wrong.value = { bib: k('dialog.same') };
    else {
      recorder.giveBib(row, text, reason.value);
      close();
    }
  };
  const saveTime = (event: Event) => {
    event.preventDefault();
    const at = instantNear(time.value, row.atMs, zone);
    if (at === null) wrong.value = { time: k('dialog.time.bad') };
    else if (at === row.atMs) wrong.value = { time: k('dialog.same') };
    else {
      recorder.retime(row, at, reason.value);
      close();
    }
  };
  return (
    <>
      <p class="sheet-why">{k('dialog.reason')}</p>
      <Reasons chosen={reason.value} onChoose={(r) => (reason.value = r)} />
      <form class="sheet-field" onSubmit={saveBib}>
        <TextField
          id="edit-bib"
          label={k('dialog.bib')}
          value={bib.value}
          inputMode="numeric"
          autoComplete="off"
          error={wrong.value.bib}
          onInput={(text) => (bib.value = text)}
        />
        <button class="button button-primary">{k('dialog.saveBib')}</button>
      </form>
      <form class="sheet-field" onSubmit={saveTime}>
        <TextField
          id="edit-time"
          label={k('dialog.time')}
          value={time.value}
          autoComplete="off"
          error={wrong.value.time}
          onInput={(text) => (time.value = text)}
        />
        <button class="button button-primary">{k('dialog.saveTime')}</button>
      </form>
      <button
        type="button"
        class="button button-danger sheet-wide"
        onClick={() => {
          recorder.undo(row.id, reason.value);
          close();
        }}
      >
        {k('dialog.void')}
      </button>
    </>
  );
}

/** What the server did not take: its words, and the two ways out. */
function Refused({ recorder, row, close }: EditProps) {
  const bib = useSignal(row.bib ?? '');
  const again = (event: Event) => {
    event.preventDefault();
    if (isBib(bib.value)) recorder.recordAgain(row, bib.value);
    close();
  };
  const aside = () => {
    recorder.setAside(row.id);
    close();
  };
  return (
    <>
      <Banner tone="bad">{k('dialog.refused', { message: refusalText(row) })}</Banner>
      <form class="sheet-field" onSubmit={again}>
        <TextField
          id="edit-bib"
          label={k('dialog.bib')}
          value={bib.value}
          inputMode="numeric"
          autoComplete="off"
          onInput={(text) => (bib.value = text)}
        />
        <button class="button button-primary">{k('dialog.again')}</button>
      </form>
      <button type="button" class="button sheet-wide" onClick={aside}>
        {k('dialog.setAside')}
      </button>
    </>
  );
}

/** Corrections the server did not take. */
function RefusedCorrections({ recorder, row, zone }: EditProps) {
  return (
    <>
      {row.corrections
        .filter((line) => line.phase === 'needs-attention')
        .map((line) => (
          <Banner key={line.id} tone="bad">
            <p>{correctionText(line, zone)}</p>
            <p>{k('dialog.refused', { message: refusalText(line) })}</p>
            <button type="button" class="button" onClick={() => recorder.setAside(line.id)}>
              {k('dialog.setAside')}
            </button>
          </Banner>
        ))}
    </>
  );
}

export function EditSheet({ recorder, row, zone }: { recorder: Recorder; row: Row; zone: string }) {
  const close = () => (recorder.open.value = null);
  const props: EditProps = { recorder, row, zone, close };
  const bringBack = () => {
    recorder.restore(row.id);
    close();
  };
  return (
    <Sheet title={k('dialog.edit', { bib: bibText(row.bib), time: clockText(row.atMs, zone) })} onClose={close}>
      <RefusedCorrections {...props} />
      {row.phase === 'needs-attention' && <Refused {...props} />}
      {row.phase === 'retracted' && <p>{k('phase.retracted')}</p>}
      {row.struck && row.phase !== 'retracted' && (
        <button type="button" class="button button-primary sheet-wide" onClick={bringBack}>
          {k('dialog.restore')}
        </button>
      )}
      {!row.struck && row.phase !== 'needs-attention' && <Change {...props} />}
    </Sheet>
  );
}
