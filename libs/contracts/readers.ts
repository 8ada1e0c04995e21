/** Timing boxes: `PUT /races/{slug}/readers/{id}`, their live state, their webhook, and files of theirs (contract section 3). */
import * as v from 'valibot';
import {
  ID_CHARS_MAX,
  deviceOffsetMsSchema,
  deviceZoneSchema,
  instantSchema,
  pointSchema,
  textSchema,
} from './common.js';

export const READER_PROTOCOLS = [
  'race-result',
  'race-result-json',
  'mylaps',
  'chronotrack',
  'ipico',
  'rfid-ultra',
  'jchip',
  'line',
  'zebra-json',
  'impinj-json',
  'crossmgr-json',
] as const;
export type ReaderProtocol = (typeof READER_PROTOCOLS)[number];
export const READERS_PER_LOG_MAX = 50;
export const READER_PLACES_MAX = 100;

const READER_ID = /^[a-z0-9][a-z0-9-]{0,31}$/;
export const readerIdSchema = v.pipe(
  v.string(),
  v.regex(READER_ID, 'must be 1 to 32 of a-z, 0-9 and -, such as "finish-mat"'),
);

const PORT_MESSAGE = 'must be a port, a whole number from 1 to 65535';
const port = (least: number) =>
  v.pipe(
    v.number(PORT_MESSAGE),
    v.integer(PORT_MESSAGE),
    v.minValue(least, PORT_MESSAGE),
    v.maxValue(65_535, PORT_MESSAGE),
  );
const HOST_MESSAGE = 'must be an address or a name, such as "192.168.1.50"';
const host = v.pipe(v.string(HOST_MESSAGE), v.regex(/^[\w.:-]{1,253}$/, HOST_MESSAGE));
const ALLOW_MESSAGE = 'must be addresses or networks such as "192.168.1.50" or "192.168.1.0/24"';
const peer = v.pipe(v.string(ALLOW_MESSAGE), v.regex(/^[0-9a-fA-F.:]{2,45}(\/\d{1,3})?$/, ALLOW_MESSAGE));
const strict = <E extends v.ObjectEntries>(entries: E, what: string) =>
  v.strictObject(entries, (issue) =>
    issue.expected === 'never' ? `is not known; known are: ${Object.keys(entries).join(', ')}` : `must be ${what}`,
  );

/** Settings of a timing box. What is absent is the protocol's or the race's own. */
export const readerSchema = v.strictObject(
  {
    protocol: v.picklist(READER_PROTOCOLS, `must be one of ${READER_PROTOCOLS.join(', ')}`),
    name: v.optional(textSchema),
    connect: v.optional(
      strict({ host, port: v.optional(port(1)) }, 'such as { "host": "192.168.1.50", "port": 3601 }'),
    ),
    listen: v.optional(
      strict(
        // 0: a free one, told in the answer.
        {
          host: v.optional(host),
          port: v.optional(port(0)),
          allow: v.optional(v.pipe(v.array(peer, ALLOW_MESSAGE), v.maxLength(50))),
        },
        'such as { "port": 3097 }',
      ),
    ),
    point: v.optional(pointSchema, 'line'),
    points: v.optional(
      v.pipe(
        v.record(v.pipe(v.string(), v.minLength(1), v.maxLength(ID_CHARS_MAX)), pointSchema),
        v.check(
          (points) => Object.keys(points).length <= READER_PLACES_MAX,
          `must name at most ${READER_PLACES_MAX} places`,
        ),
      ),
    ),
    timeZone: v.optional(deviceZoneSchema),
    /** Does its clock change by itself when the zone's clocks do? */
    clockChange: v.optional(v.picklist(['stays', 'follows'], 'must be "stays" or "follows"'), 'stays'),
    /** `ignore`: the zone it states is wrong, its figures are of `timeZone`. */
    statedZone: v.optional(v.picklist(['trust', 'ignore'], 'must be "trust" or "ignore"'), 'trust'),
    /** `watch`: its clock is right; when it is asked for its time the answer is shown and not applied. */
    clock: v.optional(v.picklist(['apply', 'watch'], 'must be "apply" or "watch"'), 'apply'),
    offsetMs: v.optional(deviceOffsetMsSchema),
    muted: v.optional(v.boolean('must be true or false'), false),
    settings: v.optional(v.record(v.string(), v.unknown())),
    /** From when on a changed point holds; absent: from ever. */
    from: v.optional(instantSchema),
  },
  (issue) =>
    issue.expected === 'never'
      ? 'is not known; known are: protocol, name, connect, listen, point, points, timeZone, clockChange, statedZone, clock, offsetMs, muted, settings, from'
      : issue.path === undefined
        ? 'must be an object such as { "protocol": "mylaps", "listen": { "port": 3097 } }'
        : `must be one of ${READER_PROTOCOLS.join(', ')}`,
);
export type ReaderInput = v.InferOutput<typeof readerSchema>;

export type ReaderLink = 'connected' | 'connecting' | 'listening' | 'waiting' | 'away' | 'failed';

/** What was heard of one box behind a reader. */
export interface ReaderBox {
  /** Its device name in the log. */
  device: string;
  box?: string;
  place?: string;
  point: string;
  reads: number;
  lastReadAt?: string;
  epoch?: string;
  lastSeq?: number;
  name?: string;
  mode?: string;
  recording?: boolean;
  batteryPct?: number;
  batteryV?: number;
  power?: boolean;
  timeSource?: string;
  firmware?: string;
  antennas?: string;
  temperatureC?: number;
  recordsOnBox?: number;
  clock?: {
    /** What the figures of its newest record are: with their own zone, a wall clock, a time of day, or since it was started. */
    basis?: 'stated' | 'local' | 'time-of-day' | 'since-start';
    /** How far those figures are taken to be ahead of UTC, in ms; absent where no zone has a say in it. */
    aheadMs?: number;
    /** To be added to its times. */
    offsetMs?: number;
    measuredAt?: string;
    roundTripMs?: number;
    applied: boolean;
    /** How late its records come at best, in ms, over ten minutes; negative: they are ahead of us. */
    leastLateMs?: number;
    doubt?: { kind: 'zone' | 'clock'; byMs: number };
    history: { at: string; offsetMs: number; method: 'asked' | 'estimated'; roundTripMs?: number }[];
  };
  gaps: { epoch: string; first: number; last: number }[];
}

export interface ReaderState {
  link: ReaderLink;
  /** Since when it is so. */
  since: string;
  /** Why it is away or failed; in words. */
  reason?: string;
  /** Where it listens. */
  port?: number;
  peers: string[];
  reads: number;
  duplicates: number;
  refused: number;
  readsPerMinute: number;
  lastReadAt?: string;
  lastReceivedAt?: string;
  /** Reads in the local spool, waiting for the database. */
  spooled: number;
  boxes: ReaderBox[];
  lastReads: {
    chip?: string;
    bib?: string;
    kind: string;
    at: string;
    /** When it came here; `replay` tells that the box sent it from memory. */
    receivedAt: string;
    replay?: true;
    device: string;
    point: string;
    antenna?: number;
    rssi?: number;
  }[];
  lastRefused: { at: string; code: string; message: string; raw: string }[];
  notices: { at: string; level: 'info' | 'warn'; code: string; message: string; device?: string; count: number }[];
}

export interface ReaderAnswer extends Omit<ReaderInput, 'from'> {
  id: string;
  /** Its webhook, for the protocols that come over HTTP. */
  url?: string;
  /** Answered once, when it was made. */
  token?: string;
  beta?: boolean;
  state: ReaderState;
}

export interface ReadersAnswer {
  /** The server's clock. */
  at: string;
  readers: ReaderAnswer[];
  /** Addresses of the machine that listens, for the menu of a box. In a container they are the container's. */
  addresses: string[];
}

/** Chips asked for at once. */
export const WEARERS_MAX = 50;

/** `GET /races/{slug}/wearers?chip=...`: who wears these chips now; nobody: not listed. */
export interface WearersAnswer {
  wearers: {
    chip: string;
    bib: string;
    /** Where the bib is entered: the race asked, else another of its group; absent when nowhere. */
    race?: string;
    name?: string;
  }[];
}

export interface ReadsAnswer {
  reads: number;
  stored: number;
  duplicates: number;
  /** Kept on the local disk until the database is back. */
  spooled?: true;
  rejected: { code: string; message: string }[];
}

/** What can be imported, by the names of the API: files, then talks with boxes that were recorded. */
export const IMPORT_FORMATS = [
  ...(['chronotrack-csv', 'ipico', 'race-result', 'rfid-ultra', 'jchip', 'crossmgr-log', 'bib-time', 'csv'] as const),
  ...(['mylaps', 'chronotrack', 'line', 'race-result-json', 'zebra-json', 'impinj-json', 'crossmgr-json'] as const),
  'records',
] as const;
/** What a column of a table can be. */
export const IMPORT_COLUMNS = [
  ...(['bib', 'chip', 'at', 'date', 'point', 'antenna', 'rssi', 'seq', 'epoch', 'device'] as const),
] as const;
export type ImportColumn = (typeof IMPORT_COLUMNS)[number];

/** A record as it would be stored. */
export interface ImportPreviewRow {
  line: number;
  kind: string;
  chip?: string;
  /** As the record says; else of who wears the chip by the start list. */
  bib?: string;
  name?: string;
  at: string;
  point: string;
  /** What the source calls the place. */
  place?: string;
  seq?: number;
}

export interface ImportAnswer {
  format: string;
  /** Lines; messages where a line holds several or parts of them. */
  lines: number;
  reads: number;
  stored: number;
  duplicates: number;
  rejected: { line: number; code: string; message: string }[];
  /** More were rejected than are listed. */
  rejectedMore?: number;
  /** What a person should check: the span of time, the hour that comes twice, chips nobody wears. */
  notes: string[];
  from?: string;
  to?: string;
  /** Zone the times were read in. */
  timeZone: string;
  /** The device of the log that says it: what a `reader` correction about this file is to name. */
  device?: string;
  /** The times carry their own zone: a correction of it has to say `statedZone: "ignore"`. */
  stated?: boolean;
  /** Chips and bibs that are on no start list; the first few by name. */
  unknown?: { chips: number; bibs: number; first: string[] };
  /** With `dryRun`: the first records as they would be stored. */
  preview?: ImportPreviewRow[];
}
