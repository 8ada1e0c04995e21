/** The recording page: strip, bib, keys, list, and whatever is open over them. */
import { useLayoutEffect } from 'preact/hooks';
import { k } from '../../shared/messages/keypad.js';
import type { Desk } from '../app/desk.js';
import { BIB_FIGURES_MAX } from '../app/recorder.js';
import { Banners } from './Banners.js';
import { BibField } from './BibField.js';
import { EditSheet } from './EditSheet.js';
import { EntryList } from './EntryList.js';
import { MenuSheet } from './MenuSheet.js';
import { Pad } from './Pad.js';
import { TopStrip } from './TopStrip.js';
import { UndoSheet } from './UndoSheet.js';
import { listenToKeys } from './keys.js';
import { bibText, doubtText } from './words.js';

export interface RecordPageProps {
  desk: Desk;
  onUnpair: () => void;
}

/** One sentence about the last entry, for those who listen. */
function Said({ desk, zone }: { desk: Desk; zone: string }) {
  const { recorder } = desk;
  const row = recorder.rows.value.find((r) => r.id === recorder.said.value?.id);
  if (!row) return <p class="visually-hidden" role="status" />;
  const why = row.doubts.map((doubt) => doubtText(doubt, row.bib, zone)).join(', ');
  const bib = bibText(row.bib);
  const sentence = row.isTap ? k('say.tap') : why ? k('say.doubt', { bib, why }) : k('say.recorded', { bib });
  return (
    <p class="visually-hidden" role="status">
      {sentence.slice(0, 120 + BIB_FIGURES_MAX)}
    </p>
  );
}

function Opened({ desk, zone, onUnpair }: RecordPageProps & { zone: string }) {
  const { recorder } = desk;
  const open = recorder.open.value;
  if (open?.kind === 'menu') return <MenuSheet desk={desk} zone={zone} onUnpair={onUnpair} />;
  if (open?.kind !== 'undo' && open?.kind !== 'edit') return null;
  const row = recorder.rows.value.find((r) => r.id === open.id);
  if (!row) return null;
  return open.kind === 'undo' ? (
    <UndoSheet recorder={recorder} row={row} zone={zone} />
  ) : (
    <EditSheet key={row.id} recorder={recorder} row={row} zone={zone} />
  );
}

export function RecordPage({ desk, onUnpair }: RecordPageProps) {
  const { recorder } = desk;
  const known = desk.feed.known.value;
  const zone = known.race?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  // Before the page is painted: the first figure of a bib typed at once must not be lost, or another bib would be recorded.
  useLayoutEffect(() => listenToKeys(recorder), [recorder]);
  return (
    <>
      <div class="desk">
        <TopStrip desk={desk} zone={zone} />
        <main class="work">
          <h1 class="visually-hidden">{k('title', { race: known.race?.name ?? recorder.pairing.value.race })}</h1>
          <div class="hand">
            <BibField recorder={recorder} zone={zone} hasList={known.entrants !== null} />
            <Pad recorder={recorder} zone={zone} />
          </div>
          <EntryList recorder={recorder} zone={zone} known={known}>
            <Banners desk={desk} zone={zone} />
          </EntryList>
        </main>
        <Said desk={desk} zone={zone} />
      </div>
      <Opened desk={desk} zone={zone} onUnpair={onUnpair} />
    </>
  );
}
