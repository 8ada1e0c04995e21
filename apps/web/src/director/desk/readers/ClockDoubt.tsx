/** A clock that cannot be right, and the one tap that puts right everything its box said. */
import type { ReaderAnswer, ReaderBox, ReaderInput } from '#libs/contracts/index.js';
import { timeOfDay } from '../../../shared/figures/format.js';
import { r } from '../../../shared/messages/readers.js';
import { Banner } from '../../../shared/ui/Badge.js';
import { Button } from '../../../shared/ui/Button.js';
import { type Readers, putReader, useCalling } from './calls.js';
import { Refusal } from './parts.js';
import { inputOfAnswer } from './reader-draft.js';
import { nameOf, signedSpan, span } from './reader-words.js';
import { zoneRepair } from './zone-repair.js';

interface Props {
  readers: Readers;
  reader: ReaderAnswer;
  box: ReaderBox;
}

/** The change, and the words for it; undefined where only a person at the box can help. */
function repairOf({ readers, reader, box }: Props) {
  const { doubt, applied } = box.clock ?? {};
  if (doubt === undefined || applied) return undefined;
  if (doubt.kind === 'zone') {
    const repair = zoneRepair(reader, box.clock, readers.desk.race, readers.nowMs());
    if (repair === undefined) return undefined;
    const action = r(repair.kind === 'follows' ? 'repair.follows' : 'repair.zone', { zone: repair.zone });
    return { action, change: repair.change satisfies Partial<ReaderInput>, preview: 'repair.preview' as const };
  }
  const offsetMs = Math.round((reader.offsetMs ?? 0) + doubt.byMs);
  return {
    ...{ action: r('repair.clock', { by: signedSpan(doubt.byMs) }), change: { offsetMs } },
    preview: 'repair.clock.preview' as const,
  };
}

export function ClockDoubt(props: Props) {
  const { readers, reader, box } = props;
  const calling = useCalling(readers.desk.slug);
  const doubt = box.clock?.doubt;
  if (doubt === undefined) return null;
  const zone = readers.desk.race.timeZone;
  const repair = repairOf(props);
  const put = async (change: Partial<ReaderInput>) => {
    if (await putReader(calling, reader.id, { ...inputOfAnswer(reader), ...change })) {
      readers.reload();
      readers.desk.reload();
    }
  };
  const lastMs = Date.parse(box.lastReadAt ?? '');
  const moved = (ms: number) => (Number.isNaN(ms) ? '\u2013' : timeOfDay(new Date(ms).toISOString(), zone, true));
  return (
    <Banner tone="bad" role="status">
      <p>{r(`doubt.${doubt.kind}.${doubt.byMs > 0 ? 'late' : 'early'}`, { by: span(doubt.byMs) })}</p>
      {repair === undefined ? (
        <p>{r('repair.none')}</p>
      ) : (
        <>
          <p class="small" id={`repair-${box.device}`}>
            {r(repair.preview, { from: moved(lastMs), to: moved(lastMs + doubt.byMs), by: signedSpan(doubt.byMs) })}
          </p>
          <Button
            look="primary"
            disabled={calling.busy}
            label={`${nameOf(reader)}: ${repair.action}`}
            onClick={() => void put(repair.change)}
          >
            {repair.action}
          </Button>
        </>
      )}
      <Refusal problem={calling.problem} />
    </Banner>
  );
}
