/** Folds a race's log anew as it streams in from the server. */
import { factFromWire, type WireFact } from '#libs/contracts/index.js';
import { LogFold } from '#libs/domain/index.js';
import type { Client } from '../http.js';

export const PAGE = 10_000;

export class Rebuild {
  readonly fold = new LogFold();
  private at = 0;

  constructor(
    private readonly client: Client,
    private readonly slug: string,
  ) {}

  /** Offset up to which the log is folded. */
  get offset(): number {
    return this.at;
  }

  /** Folds the log up to and including `offset`. @throws Error when the log ends before */
  async upTo(offset: number): Promise<void> {
    while (this.at < offset) {
      const limit = Math.min(PAGE, offset - this.at);
      const before = this.at;
      const response = await this.client.call('GET', `/races/${this.slug}/log?after=${this.at}&limit=${limit}`);
      for await (const line of lines(response)) this.take(JSON.parse(line) as WireFact);
      if (this.at === before) throw new Error(`the log ends at offset ${this.at}, the board speaks of ${offset}`);
    }
  }

  private take(wire: WireFact): void {
    if (wire.offset !== this.at + 1) throw new Error(`the log has a gap: offset ${wire.offset} follows ${this.at}`);
    this.fold.apply(factFromWire(wire));
    this.at = wire.offset;
  }
}

/** Lines of a streamed body. */
export async function* lines(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const parts = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    yield* parts.filter((part) => part !== '');
  }
  if (rest.trim() !== '') yield rest;
}
