/** Worries about what never became a fact: records the log refused, and records that were made and never came. */
import { type Worry, clockText, isoInstant, settleBy, worryOf } from '#libs/domain/index.js';
import type { RefusedFact } from '#libs/contracts/index.js';
import type { SequenceGap, StoredFact } from '#libs/log/index.js';

/** A record behind a hole may have overtaken what fills it. */
const OVERTAKING_MS = 60_000;
/** Two crossings of one runner are further apart than this. */
const SAME_CROSSING_MS = 10_000;
const OFFSETS_MAX = 10;

/** @param known the facts they collide with, by offset */
export function refusedWorries(refusals: readonly RefusedFact[], known: ReadonlyMap<number, StoredFact>): Worry[] {
  const counted = new Map<string, RefusedFact[]>();
  const worries: Worry[] = [];
  for (const refusal of refusals) {
    if (refusal.code === 'id-reused') worries.push(idReused(refusal, known.get(refusal.offset ?? NaN)));
    else if (refusal.code === 'sequence-reused') {
      const key = deviceOf(refusal).join(' ');
      counted.set(key, [...(counted.get(key) ?? []), refusal]);
    }
  }
  return [...worries, ...[...counted.values()].map(sequenceReused)];
}

function idReused({ id, offset, fact }: RefusedFact, other: StoredFact | undefined): Worry {
  const bib = textOf(fact['bib']);
  const point = textOf(fact['point']);
  const atMs = Date.parse(fact.at);
  const said =
    other === undefined
      ? 'another record'
      : `${words(other.kind, textOf(other.fields['bib']))}${apart(other.atMs - atMs)}`;
  const refused = words(fact.kind, bib);
  const text = `${refused[0]!.toUpperCase()}${refused.slice(1)} was refused: its id belongs to ${said}.`;
  return worryOf('id-reused', id, {
    ...(bib === undefined ? {} : { bib }),
    ...(point === undefined ? {} : { point }),
    atMs,
    evidence: { text, offsets: offset === undefined ? [] : [offset] },
    settle: bib === undefined || other === undefined ? null : byHand(fact, bib, atMs, point, other),
  });
}

/** Another crossing is added, the same crossing with another bib is handed over; what differs in nothing else a person must judge. */
function byHand(
  fact: RefusedFact['fact'],
  bib: string,
  atMs: number,
  point: string | undefined,
  other: StoredFact,
): Worry['settle'] {
  if (fact.kind !== 'passing' || other.kind !== 'passing') return null;
  const cause = `${other.offset}`;
  if (Math.abs(other.atMs - atMs) > SAME_CROSSING_MS)
    return settleBy(
      { type: 'add-passing', bib, at: isoInstant(atMs), point: point ?? 'line', reason: 'refused for its id alone' },
      cause,
    );
  if (other.fields['bib'] === bib) return null;
  return settleBy({ type: 'reassign', targetOffset: other.offset, bib, reason: 'sent again with another bib' }, cause);
}

function sequenceReused(refusals: readonly RefusedFact[]): Worry {
  const [newest] = refusals as [RefusedFact, ...RefusedFact[]];
  const [device, epoch] = deviceOf(newest);
  const count = refusals.length;
  const many = count === 1 ? 'One record' : `${count} records`;
  const text = `${many} of ${device} came with numbers it had used before and were refused: it counts anew without a new epoch. Send them again with another epoch, or enter the laps by hand.`;
  // What came later is worth a new look.
  return worryOf('id-reused', `sequence:${device}:${epoch}:${newest.no}`, {
    atMs: Date.parse(newest.fact.at),
    evidence: { text, count, offsets: refusals.flatMap(({ offset }) => offset ?? []).slice(0, OFFSETS_MAX) },
  });
}

/**
 * Numbers that are missing in the log and were not refused.
 * @param readers ids of the boxes that are set up: what is missing is asked for on their page
 */
export function gapWorries(
  gaps: readonly SequenceGap[],
  refusals: readonly RefusedFact[],
  nowMs: number,
  readers: ReadonlySet<string> = new Set(),
): Worry[] {
  const refused = new Set(refusals.map((refusal) => [...deviceOf(refusal), seqOf(refusal)].join(' ')));
  return gaps.flatMap(({ device, epoch, received, missing, holes }) => {
    const old = holes.filter(({ noticedAtMs, first, last }) => {
      const told = first === last && refused.has([device, epoch ?? '', first].join(' '));
      return !told && nowMs - noticedAtMs > OVERTAKING_MS;
    });
    const [newest] = old;
    if (newest === undefined) return [];
    const numbers = old.map(({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`)).join(', ');
    const more = old.reduce((n, { first, last }) => n + last - first + 1, 0) < missing ? ' and earlier ones' : '';
    // A box behind a reader is called `reader/box`.
    const [reader = ''] = device.split('/', 1);
    const text = `${device} numbers its records and ${missing === 1 ? 'one' : `${missing}`} never came (${received} did): ${numbers}${more}. They may still be on the device.`;
    return [
      worryOf('sequence-gap', `${device}:${epoch ?? ''}:${newest.first}:${missing}`, {
        atMs: newest.noticedAtMs,
        evidence: {
          text,
          count: missing,
          ...(readers.has(reader) ? { reader } : {}),
          offsets: old.flatMap(({ beforeOffset, afterOffset }) => [beforeOffset, afterOffset]).slice(0, OFFSETS_MAX),
        },
      }),
    ];
  });
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function deviceOf({ fact }: RefusedFact): [device: string, epoch: string] {
  const source = fact['source'] as { device?: string; epoch?: string } | undefined;
  return [source?.device ?? '', source?.epoch ?? ''];
}

const seqOf = ({ fact }: RefusedFact): number | undefined => (fact['source'] as { seq?: number } | undefined)?.seq;

const words = (kind: string, bib: string | undefined): string =>
  bib === undefined ? `a ${kind}` : `a ${kind} of bib ${bib}`;

/** How far apart two records are; nothing when they say the same instant. */
function apart(ms: number): string {
  if (Math.abs(ms) < 500) return ' at the same instant';
  return ` ${clockText(Math.abs(ms))} ${ms < 0 ? 'earlier' : 'later'}`;
}
