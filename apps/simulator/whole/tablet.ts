/** A volunteer's tablet: notes by bib, each with an id of its own, sent until they are answered. */
import type { PassingInput, PassingsAnswer } from '#libs/contracts/index.js';
import { stableUuid } from '#libs/client/uuid.js';
import type { Random } from '../random.js';
import { Outbox } from './outbox.js';

export interface TabletOptions {
  url: string;
  token: string;
  slug: string;
  device: string;
  random: Random;
}

export class Tablet {
  readonly outbox: Outbox<PassingInput>;
  /** By id, as noted. */
  readonly notes = new Map<string, PassingInput>();
  readonly rejected: string[] = [];

  constructor(private readonly options: TabletOptions) {
    const { url, token, slug, random } = options;
    this.outbox = new Outbox<PassingInput>({
      ...{ url, random, headers: { authorization: `Bearer ${token}` } },
      postOf: (passings) => ({ path: `/races/${slug}/passings`, body: { passings } }),
      answered: (answer) => {
        for (const result of (answer as PassingsAnswer).results)
          if (result.outcome === 'rejected') this.rejected.push(`${result.id ?? 'a note'}: ${result.message ?? ''}`);
      },
    });
  }

  note(bib: string, point: string, atMs: number): void {
    const { slug, device } = this.options;
    const seq = this.notes.size;
    const at = new Date(Math.round(atMs)).toISOString();
    const id = stableUuid('sim', slug, device, seq);
    const passing = { id, bib, at, point, source: { device, epoch: 'race', seq } };
    this.notes.set(id, passing);
    this.outbox.put(passing);
  }
}
