/** Drives a session as a socket would, for specs: bytes in any pieces in, everything it said out. */
import type { CanonicalRead, RefusedRecord } from '../canonical.js';
import type { SocketProtocol } from '../protocol.js';
import type { Output, Session, SessionOptions } from '../session.js';
import * as v from 'valibot';

export interface Heard {
  reads: CanonicalRead[];
  refused: RefusedRecord[];
  /** All text sent to the box, in order. */
  sent: string;
  outputs: Output[];
}

export interface DriveOptions extends Partial<SessionOptions> {
  /** Answer `stored` at once (the default), or leave that to the spec. */
  stores?: boolean;
  nowMs?: number;
}

export class Driven {
  readonly heard: Heard = { reads: [], refused: [], sent: '', outputs: [] };
  readonly session: Session;
  nowMs: number;
  readonly #stores: boolean;

  constructor(protocol: SocketProtocol, options: DriveOptions = {}) {
    const { stores = true, nowMs = Date.UTC(2026, 9, 3, 8), settings = {}, ...rest } = options;
    this.nowMs = nowMs;
    this.#stores = stores;
    this.session = protocol.open({
      ...{ ownName: 'Loopline', cursors: [], connectionId: 'c1', admits: () => true, ...rest },
      settings: v.parse(protocol.settings, settings),
    });
    this.take(this.session.opened(this.nowMs));
  }

  /** @param bytes text is sent as UTF-8 */
  receive(bytes: string | Uint8Array): this {
    return this.take(this.session.received(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, this.nowMs));
  }

  tick(ms = 1000): this {
    this.nowMs += ms;
    return this.take(this.session.tick(this.nowMs));
  }

  stored(batch: number): this {
    return this.take(this.session.stored(batch, this.nowMs));
  }

  take(outputs: readonly Output[]): this {
    for (const output of outputs) {
      this.heard.outputs.push(output);
      if (output.kind === 'send') this.heard.sent += output.text;
      else if (output.kind === 'send-bytes') this.heard.sent += Buffer.from(output.bytes).toString('latin1');
      else if (output.kind === 'refused') this.heard.refused.push(output.record);
      else if (output.kind === 'reads') {
        this.heard.reads.push(...output.reads);
        if (this.#stores) this.stored(output.batch);
      }
    }
    return this;
  }

  of<K extends Output['kind']>(kind: K): Extract<Output, { kind: K }>[] {
    return this.heard.outputs.filter((output): output is Extract<Output, { kind: K }> => output.kind === kind);
  }

  /** Text sent since the last call. */
  answers(): string {
    const { sent } = this.heard;
    this.heard.sent = '';
    return sent;
  }
}
