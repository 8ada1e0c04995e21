/** Boxes and timing software that post JSON: each record until it is answered, and never sooner than the one before. */
import type { ReaderProtocol } from '#libs/contracts/index.js';
import type { Detection } from '../boxes/box.js';
import type { Random } from '../random.js';
import { Outbox } from './outbox.js';

interface WebRecord extends Detection {
  /** 1, 2, 3 ... since it was switched on. */
  no: number;
  /** How often it was switched on. */
  run: number;
  /** Of all its records. */
  id: number;
}

export interface WebBoxOptions {
  url: string;
  /** The webhook with its token. */
  path: string;
  protocol: ReaderProtocol;
  random: Random;
}

export class WebBox {
  readonly outbox: Outbox<WebRecord>;
  #no = 0;
  #run = 1;
  #id = 0;

  constructor({ url, path, protocol, random }: WebBoxOptions) {
    const bodyOf = BODIES[protocol];
    if (bodyOf === undefined) throw new Error(`nobody posts ${protocol}`);
    const postOf = (records: readonly WebRecord[]) => ({ path, body: bodyOf(records) });
    this.outbox = new Outbox({ url, random, headers: {}, postOf });
  }

  detect(detection: Detection): void {
    this.outbox.put({ ...detection, no: ++this.#no, run: this.#run, id: ++this.#id });
  }

  /** It counts anew. */
  restart(): void {
    this.#run++;
    this.#no = 0;
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();
const hex = (chip: string): string => chip.padStart(24, '0');

const BODIES: Partial<Record<ReaderProtocol, (records: readonly WebRecord[]) => unknown>> = {
  'race-result-json': (records) =>
    records.map(({ chip, atMs, no, run, id, rssi }) => ({
      ...{ ID: id, Bib: 0, TimingPoint: 'line', Result: -10, Time: 0, Invalid: false },
      Passing: {
        ...{ Transponder: chip, Hits: 7, RSSI: rssi, DeviceID: 'D-50433', IsMarker: false, FileNo: run, PassingNo: no },
        ...{ Received: iso(atMs + 900), UTCTime: iso(atMs) },
      },
    })),
  'zebra-json': (records) =>
    records.map(({ chip, atMs, no, antenna, rssi }) => ({
      data: { eventNum: no, format: 'epc', idHex: hex(chip), antenna, peakRssi: rssi, hostName: 'FX-1' },
      ...{ timestamp: iso(atMs), type: 'CUSTOM' },
    })),
  'impinj-json': (records) =>
    records.map(({ chip, atMs, antenna, rssi = -60 }) => ({
      ...{ eventType: 'tagInventory', timestamp: iso(atMs), hostname: 'impinj-1' },
      tagInventoryEvent: { epcHex: hex(chip), antennaPort: antenna, peakRssiCdbm: Math.round(rssi * 100) },
    })),
  'crossmgr-json': (records) => ({
    reader_id: 10,
    data: records.map(({ chip, atMs }) => ({ tag: hex(chip), t: iso(atMs) })),
  }),
};
