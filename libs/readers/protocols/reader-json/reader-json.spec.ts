/** JSON of bare readers: offsets without a colon, seven decimals, heartbeats, bibs in EPCs. */
import { describe, expect, it } from '@jest/globals';
import type { JsonProtocol } from '../../protocol.js';
import { HOSTILE_INPUTS, hostileLine, seeded } from '../../testing/hostile.js';
import { jsons } from './index.js';

const [zebra, impinj, crossmgr] = jsons as [JsonProtocol, JsonProtocol, JsonProtocol];
const ZEBRA = {
  data: { eventNum: 5938, format: 'epc', idHex: '000000000000000000000343' },
  timestamp: '2024-09-05T01:07:01.785-0600',
  type: 'CUSTOM',
};
const SPEEDWAY = {
  antennaPort: 7,
  epc: '999908290000000000000004',
  firstSeenTimestamp: '2018-06-14T00:15:54.36879Z',
  peakRssi: -51,
  isHeartBeat: false,
};
const R700 = {
  eventType: 'tagInventory',
  timestamp: '2026-04-02T12:00:00Z',
  tagInventoryEvent: { epcHex: '300833B2DDD9014000000000', antennaPort: 1, peakRssiCdbm: -5234 },
};
const CROSSMGR = {
  reader_id: 10,
  data: [
    { tag: 'ABCDEF0123456790', t: '2026-04-02T12:00:00.123Z' },
    { tag: '', t: 'x' },
  ],
};
const wall = (text: string): number => Date.parse(`${text}Z`);

describe('a reader', () => {
  it('of Zebra says its offset without a colon; the end of the EPC may be the bib', () => {
    const said = { basis: 'stated', ms: wall('2024-09-05T01:07:01.785'), zoneMs: -21_600_000 };
    expect(zebra.read(ZEBRA, {}).reads).toMatchObject([{ kind: 'read', chip: ZEBRA.data.idHex, said }]);
    expect(zebra.read([ZEBRA], { bibDigits: 6 }).reads).toMatchObject([{ bib: '343', chip: ZEBRA.data.idHex }]);
    expect(zebra.read({ type: 'HEARTBEAT', data: { userDefined: null } }, {})).toEqual({ reads: [], refused: [] });
  });

  it('of Impinj has more decimals than ms, hundredths of dBm, and heartbeats', () => {
    expect(
      impinj.read([SPEEDWAY, { ...SPEEDWAY, isHeartBeat: true }, R700, { eventType: 'inventoryStatus' }], {}),
    ).toEqual({
      refused: [],
      reads: [
        expect.objectContaining({
          antenna: 7,
          rssi: -51,
          said: { basis: 'stated', ms: wall('2018-06-14T00:15:54.368'), zoneMs: 0 },
        }),
        expect.objectContaining({ antenna: 1, rssi: -52.34, chip: '300833B2DDD9014000000000' }),
      ],
    });
    expect(impinj.read({ tag_reads: [SPEEDWAY] }, {}).reads).toHaveLength(1);
  });

  it('of CrossMgr sends many at once, and a bad one takes none with it', () => {
    const { reads, refused } = crossmgr.read(CROSSMGR, {});
    expect(reads).toMatchObject([{ box: '10', chip: 'ABCDEF0123456790' }]);
    expect(refused).toMatchObject([{ code: 'invalid-tag' }]);
  });

  it('that hears a tag twice within a ms says two records, and none is refused for the other', () => {
    const [one, other, again] = impinj.read([SPEEDWAY, { ...SPEEDWAY, peakRssi: -54 }, SPEEDWAY], {}).reads;
    expect(one?.identity).not.toEqual(other?.identity);
    expect(again?.identity).toEqual(one?.identity);
  });

  it('that says no zone is taken by its wall clock', () => {
    const { reads } = impinj.read({ ...SPEEDWAY, firstSeenTimestamp: '2018-06-14T00:15:54.368' }, {});
    expect(reads[0]?.said).toEqual({ basis: 'local', ms: wall('2018-06-14T00:15:54.368') });
  });
});

it.each([
  [zebra, null],
  [zebra, { data: { format: 'epc' }, timestamp: 'x' }],
  [impinj, 'hello'],
  [impinj, { epc: 'A' }],
  [crossmgr, { tag: 'A' }],
])('$name: %j is refused', (protocol, document) => {
  const { reads, refused } = protocol.read(document, {});
  expect(reads).toEqual([]);
  expect(refused).toHaveLength(1);
});

it(`${HOSTILE_INPUTS} hostile documents are read or refused, never more`, () => {
  const random = seeded(31);
  const good = [ZEBRA, SPEEDWAY, R700, CROSSMGR].map((one) => JSON.stringify(one));
  let reads = 0;
  for (let i = 0; i < HOSTILE_INPUTS; i++) {
    const text = hostileLine(random, good);
    let document: unknown = text;
    try {
      document = JSON.parse(text);
    } catch {
      // As text, then.
    }
    for (const one of jsons[i % 3]!.read(document, { bibDigits: 5 }).reads) {
      reads++;
      if (!Number.isSafeInteger(one.said.ms) || (one.chip?.length ?? 0) > 64 || (one.bib?.length ?? 0) > 16)
        throw new Error('out of bounds');
    }
  }
  expect(reads).toBeGreaterThan(1000);
});
