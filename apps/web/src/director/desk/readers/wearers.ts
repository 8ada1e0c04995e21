/** Who wears the chips that were read last; asked again while one of them belongs to nobody. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type ReaderState, WEARERS_MAX, type WearersAnswer } from '#libs/contracts/index.js';
import { directorCall } from '../../session.js';
import type { Desk } from '../data.js';

export type Wearer = WearersAnswer['wearers'][number];
/** By chip; `null`: nobody wears it; not there: not known yet. */
export type Wearers = ReadonlyMap<string, Wearer | null>;

const AGAIN_MS = 5000;
const AFTER_WRITE_MS = [300, 1000, 2000];

export function useWearers(desk: Desk, reads: ReaderState['lastReads']): Wearers {
  const known = useSignal<Wearers>(new Map());
  const chips = [...new Set(reads.flatMap(({ chip, bib }) => (chip === undefined || bib !== undefined ? [] : [chip])))];
  const asked = chips.slice(0, WEARERS_MAX).sort();
  const key = asked.join('\n');
  const version = desk.outbox.version.value;
  useEffect(() => {
    if (key === '') return undefined;
    let alive = true;
    const load = async () => {
      const query = asked.map((chip) => `chip=${encodeURIComponent(chip)}`).join('&');
      const answer = await directorCall<WearersAnswer>(`/races/${desk.slug}/wearers?${query}`);
      if (!alive || !answer.ok) return;
      const found = new Map(answer.value.wearers.map((wearer) => [wearer.chip, wearer]));
      known.value = new Map(asked.map((chip) => [chip, found.get(chip) ?? null]));
    };
    void load();
    const late = version === 0 ? [] : AFTER_WRITE_MS.map((ms) => setTimeout(() => void load(), ms));
    const timer = setInterval(() => {
      if (!document.hidden) void load();
    }, AGAIN_MS);
    return () => {
      alive = false;
      clearInterval(timer);
      late.forEach(clearTimeout);
    };
  }, [key, version, desk.slug]);
  return known.value;
}
