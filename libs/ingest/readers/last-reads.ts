/** The newest records of a reader, as they were said, so that they can be understood anew when a setting changes what they mean. */
import type { ReaderState } from '#libs/contracts/index.js';
import { isoInstant } from '#libs/domain/index.js';
import type { CanonicalRead } from '#libs/readers/index.js';

const LAST_MAX = 20;

export interface LastRead {
  read: CanonicalRead;
  device: string;
  point: string;
  /** As it is understood now, ms. */
  atMs: number;
  receivedMs: number;
  /** The box itself had said what its figures mean: no zone changes them. */
  isMeasured: boolean;
  /** Error of the clock that the zone says nothing of, in ms; it is added whatever the zone. */
  errorMs?: number;
  /** It is no day of the race. */
  isRehearsal?: boolean;
}

export class LastReads {
  readonly #list: LastRead[] = [];

  /** Oldest first. */
  get all(): readonly LastRead[] {
    return this.#list;
  }

  push(read: LastRead): void {
    this.#list.push(read);
    if (this.#list.length > LAST_MAX) this.#list.shift();
  }

  /** Newest instant of one device. */
  newestMs(device: string): number | undefined {
    const own = this.#list.filter((one) => one.device === device).map(({ atMs }) => atMs);
    return own.length === 0 ? undefined : Math.max(...own);
  }

  /** Newest first. */
  shown(): ReaderState['lastReads'] {
    return this.#list.toReversed().map(({ read, device, point, atMs, receivedMs }) => {
      const { kind, chip, bib, antenna, rssi, replay } = read;
      return {
        ...{ kind, at: isoInstant(atMs), receivedAt: isoInstant(receivedMs), device, point },
        ...(replay === true ? { replay } : {}),
        ...(chip === undefined ? {} : { chip }),
        ...(bib === undefined ? {} : { bib }),
        ...(antenna === undefined ? {} : { antenna }),
        ...(rssi === undefined ? {} : { rssi }),
      };
    });
  }
}
