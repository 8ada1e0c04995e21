/** Who wore which chip from when to when, from the log's AddTag and RemoveTag. */
import type { RecordedChip } from './recording.js';
import type { UlyssisEvent } from './ulyssis.js';

/** @param at time of an event to ms after the gun; null for "since ever" */
export function chipIntervals(events: readonly UlyssisEvent[], at: (timeS: number) => number | null): RecordedChip[] {
  const done: RecordedChip[] = [];
  const worn = new Map<string, RecordedChip>();
  const giveBack = (tag: string, toMs: number | null): void => {
    const open = worn.get(tag);
    if (!open) return;
    worn.delete(tag);
    done.push({ ...open, toMs });
  };
  for (const { type, tag, teamNb, time } of events) {
    if (tag === undefined || teamNb === undefined) continue;
    // A chip handed on without being taken back ends with the former team there and then.
    if (type === 'AddTag') {
      const same = worn.get(tag)?.bib === String(teamNb);
      if (same) continue;
      giveBack(tag, at(time));
      worn.set(tag, { chip: tag, bib: String(teamNb), fromMs: at(time), toMs: null });
    } else if (type === 'RemoveTag') giveBack(tag, at(time));
  }
  return [...done, ...worn.values()];
}
