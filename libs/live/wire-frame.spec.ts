import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as ws from 'ws';
import { eventPacket, sharedTailHead, textFrameHead, WireFrame } from './wire-frame.js';

type Framer = { Sender: { frame(data: Buffer, options: object): Buffer[] } };

function framedByWs(data: Buffer): Buffer {
  const options = { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: true };
  return Buffer.concat((ws as unknown as Framer).Sender.frame(data, options));
}

describe('WireFrame', () => {
  it('has the head ws itself would write, at every length class', () => {
    for (const length of [0, 1, 125, 126, 127, 65_535, 65_536, 70_000, 1_200_000]) {
      const payload = Buffer.alloc(length, 'x');
      expect(Buffer.concat([textFrameHead(length), payload]).equals(framedByWs(payload))).toBe(true);
    }
  });

  it('is the Engine.IO message of its packet for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const frame = new WireFrame(eventPacket('delta', JSON.stringify({ text })));
        expect(frame.frame.equals(framedByWs(Buffer.from(`4${frame.packet}`)))).toBe(true);
      }),
    );
  });

  it('in two parts has the same bytes as in one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', maxLength: 300 }), (start, end) => {
        const tail = Buffer.from(end);
        const parts = Buffer.concat([sharedTailHead(start, tail), tail]);
        expect(parts.equals(framedByWs(Buffer.concat([Buffer.from(`4${start}`), tail])))).toBe(true);
      }),
    );
  });
});
