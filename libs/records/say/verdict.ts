/** A comparison in words: possible, needs, out of reach, fallen. Pages with a language of their own use the fields instead. */
import { formatKm, formatPace, formatTime, MM_PER_KM, mmFromM, officialMs } from '#libs/domain/index.js';
import type { Comparison } from '../compare/compare.js';
import type { RecordRow } from '../row.js';
import type { Caveat } from './caveats.js';

/** `4:12/km`, rounded down: slower does not suffice (R14.2). */
export function requiredWords(msPerKm: number): string {
  return formatPace(MM_PER_KM / 1000, msPerKm, { required: true, tenths: true });
}

/** What a runner can claim, as the record lists print it; "+" on the way (R8.3). */
export function claimWords({ claimable, enRoute }: Comparison, row: RecordRow): string {
  if (claimable === null) return '';
  const plus = enRoute ? '+' : '';
  if (row.kind === 'laps') return '';
  if (row.kind === 'time') return `${formatKm(claimable.distanceM)} km${plus}`;
  return `${formatTime(officialMs(claimable.elapsedMs))}${plus}`;
}

/** @param caveats of the mark: what is known to be missing is said where a mark is beaten */
export function verdictWords(comparison: Comparison, row: RecordRow, caveats: readonly Caveat[] = []): string {
  const { verdict, requiredMsPerKm, yardsToGo } = comparison;
  const claim = claimWords(comparison, row);
  switch (verdict) {
    case 'fallen':
      return fallenWords(claim, caveats);
    case 'equalled':
      return claim === '' ? 'equalled' : `equalled with ${claim}`;
    case 'stands':
      return 'stands';
    case 'part-lap':
      return `${shortWords(comparison, row)} short with full laps; the measured part lap decides`;
    case 'out-of-reach':
      return 'out of reach';
    case 'possible':
      return requiredMsPerKm === null
        ? 'possible: at the line soon'
        : `possible: ${requiredWords(requiredMsPerKm)} is enough`;
    case 'needs':
      if (yardsToGo !== null) return `needs ${yardsToGo} more ${yardsToGo === 1 ? 'yard' : 'yards'}`;
      return requiredMsPerKm === null ? 'needs the next line' : `needs ${requiredWords(requiredMsPerKm)} from now`;
  }
}

/** A mark that lacks what a record needs is beaten and cannot be claimed; one that waits for a signature cannot yet. */
function fallenWords(claim: string, caveats: readonly Caveat[]): string {
  const missing = caveats.filter(({ met, code }) => met === false && code !== 'provisional');
  const by = claim === '' ? '' : ` with ${claim}`;
  if (missing.length > 0)
    return `beaten${by}, which lacks what a record needs: ${missing.map(({ text }) => text).join(' ')}`;
  if (caveats.some(({ code }) => code === 'provisional')) return `beaten${by}, once the part lap is signed`;
  return claim === '' ? 'fallen' : `fallen: ${claim} can be claimed`;
}

function shortWords({ claimable }: Comparison, { markM = 0 }: RecordRow): string {
  const mm = mmFromM(markM) - mmFromM(claimable?.distanceM ?? 0);
  return `${Math.max(0, Math.ceil(mm / 1000))} m`;
}
