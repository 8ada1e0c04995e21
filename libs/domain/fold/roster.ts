/** Who is entered under each bib of a race: one person, or in a relay everybody who carries its chip in turn. */
import type { EntrantFact } from '../facts.js';

export class Roster {
  /** By bib, the newest row of each entrant, ascending by offset. */
  readonly #members = new Map<string, EntrantFact[]>();

  /** The newest row of this entrant so far, if any. */
  former(fact: EntrantFact): EntrantFact | undefined {
    return this.#members.get(fact.bib)?.find((row) => row.entrantId === fact.entrantId);
  }

  put(row: EntrantFact): void {
    const others = this.of(row.bib).filter((other) => other.entrantId !== row.entrantId);
    const place = others.findIndex((other) => other.offset > row.offset);
    others.splice(place < 0 ? others.length : place, 0, row);
    this.#members.set(row.bib, others);
  }

  of(bib: string): readonly EntrantFact[] {
    return this.#members.get(bib) ?? [];
  }

  bibs(): IterableIterator<string> {
    return this.#members.keys();
  }

  *all(): IterableIterator<EntrantFact> {
    for (const members of this.#members.values()) yield* members;
  }

  /** Everybody's chips. */
  chips(bib: string): Set<string> {
    return new Set(this.of(bib).flatMap((row) => row.chips ?? []));
  }

  /** What the board shows of a bib: the newest row, or in a relay what its runners have in common. The bib must be entered. */
  row(bib: string, relay: boolean): EntrantFact {
    const members = this.of(bib);
    const newest = members.at(-1)!;
    return relay && members.length > 1 ? relayRow(members, newest) : newest;
  }
}

/** The team's name stands for its runners; without one, theirs do. An age class of several people means nothing. */
function relayRow(members: readonly EntrantFact[], newest: EntrantFact): EntrantFact {
  const { kind, offset, id, atMs, receivedAtMs, race, entrantId, bib } = newest;
  const row: EntrantFact = { kind, offset, id, atMs, receivedAtMs, race, entrantId, bib };
  const shown = members.flatMap((member) => (member.hidden === true || member.name === undefined ? [] : [member.name]));
  const team = common(members, 'team');
  const name = team ?? (shown.length > 0 ? shown.join(' / ') : undefined);
  if (name !== undefined) row.name = name;
  if (team !== undefined) row.team = team;
  const sex = common(members, 'sex');
  if (sex !== undefined) row.sex = sex;
  const category = common(members, 'category');
  if (category !== undefined) row.category = category;
  const country = common(members, 'country');
  if (country !== undefined) row.country = country;
  const club = common(members, 'club');
  if (club !== undefined) row.club = club;
  const wave = members.find((member) => member.wave !== undefined)?.wave;
  if (wave !== undefined) row.wave = wave;
  row.chips = [...new Set(members.flatMap((member) => member.chips ?? []))];
  return row;
}

function common<K extends 'team' | 'sex' | 'category' | 'country' | 'club'>(
  members: readonly EntrantFact[],
  field: K,
): EntrantFact[K] {
  const first = members[0]![field];
  return members.every((member) => member[field] === first) ? first : undefined;
}
