/** Words of records by id, from the record book of the server: asked for once each, kept while the page lives. */
import { signal } from '@preact/signals';
import type { RecordAnswer, RecordsAnswer } from '#libs/contracts/index.js';

/** Ids of a race's own records begin so. */
const OWN = 'own-';
/** One that could not be had is asked for again after this long. */
const AGAIN_MS = 60_000;

export class RecordBook {
  /** Known so far. */
  readonly rows = signal<ReadonlyMap<string, RecordAnswer>>(new Map());
  readonly #askedAtMs = new Map<string, number>();

  /** @param fetcher in the reader's name: a private race's own records are for its director alone */
  constructor(
    private readonly slug: string,
    private readonly fetcher: typeof fetch,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Asks for what is not known yet. A record without words is shown nowhere: it must have its list, status and date. */
  want(ids: Iterable<string>): void {
    const queries = new Set<string>();
    for (const id of ids) {
      if (this.rows.peek().has(id)) continue;
      queries.add(id.startsWith(OWN) ? `race=${encodeURIComponent(this.slug)}` : `id=${encodeURIComponent(id)}`);
    }
    for (const query of queries) {
      if (this.now() - (this.#askedAtMs.get(query) ?? -Infinity) < AGAIN_MS) continue;
      this.#askedAtMs.set(query, this.now());
      void this.#ask(query);
    }
  }

  async #ask(query: string): Promise<void> {
    try {
      const response = await this.fetcher(`/api/v1/records?${query}`, { headers: { accept: 'application/json' } });
      if (!response.ok) return;
      const { records } = (await response.json()) as RecordsAnswer;
      this.rows.value = new Map([...this.rows.peek(), ...records.map((row) => [row.id, row] as const)]);
    } catch {
      // Asked for again later.
    }
  }
}
