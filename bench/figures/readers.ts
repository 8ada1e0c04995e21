/**
 * I6: reads of a chip box out of the bytes of its connection, against cutting the same bytes at their ends with `indexOf` and making a string of each. Through
 * the whole session, as a socket hands bytes over; not the log.
 */
import { Buffer } from 'node:buffer';
import { type CanonicalRead, type SocketProtocol, socketProtocol } from '#libs/readers/index.js';
import { type Figure, median, round } from '../figure.js';

const LINES = 20_000;
const ROUNDS = 21;
const ROUNDS_QUICK = 9;
/** What a socket hands over at a time. */
const CHUNK_BYTES = 65_536;
const RATIO_MIN = 0.3;
const BASE_MS = Date.UTC(2026, 9, 3, 8);

interface Wire {
  protocol: string;
  /** What is said before the first read. */
  hello: string;
  end: string;
  line(no: number): string;
}

/** Of this process: what others do on the machine would weigh on the longer side. */
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const two = (value: number): string => String(value).padStart(2, '0');
const chip = (no: number): string => `5A11${String(no % 500).padStart(8, '0')}`;
const iso = (no: number): string => new Date(BASE_MS + no * 730).toISOString();
const wall = (no: number): string => iso(no).slice(11, 23);

const WIRES: readonly Wire[] = [
  {
    ...{ protocol: 'line', hello: 'HELLO 1 gate token epoch=boot-1\n', end: '\n' },
    line: (no) => `${no},${chip(no)},${iso(no)},2,-61,read`,
  },
  {
    ...{ protocol: 'race-result', hello: 'PASSINGS;0;177\r\n', end: '\r\n' },
    line: (no) => `#P;${no};${chip(no)};2026-10-03;${wall(no)};0;12;20;;0;1;1;0;10000;0;0;0;Finish;177;2;D-50432`,
  },
  { ...{ protocol: 'mylaps', hello: 'Finish@Pong@$', end: '' }, line: mylapsMessage },
  {
    ...{ protocol: 'chronotrack', hello: 'SimpleClient~1.0~CTP01\r\n', end: '\r\n' },
    line: (no) => `CT01_13~${no}~FINISH~${chip(no)}~${iso(no).slice(0, 22)}~1~117F37~8`,
  },
  { ...{ protocol: 'ipico', hello: '', end: '\r\n' }, line: ipicoLine },
  {
    ...{ protocol: 'rfid-ultra', hello: 'Connected,0\n', end: '\n' },
    line: (no) => `0,${chip(no)},${1_475_000_000 + no},${no % 1000},1,-71,0,2,1,0000000000000000,0,${no}`,
  },
  {
    ...{ protocol: 'jchip', hello: 'N0000GATE\r', end: '\r' },
    line: (no) => `DJ${chip(no)} ${wall(no)}0 10  10000      ${two(no % 100)} date=20261003`,
  },
];

/** Thirty records a message, as seen on the wire. */
function mylapsMessage(no: number): string {
  const records = Array.from({ length: 30 }, (_, i) => {
    const record = `C${String(no % 500).padStart(6, '0')}${wall(no + i)} 5 0F  1${(i & 0xffff).toString(16).padStart(4, '0')}261003`;
    let sum = 0;
    for (const sign of record) sum += sign.charCodeAt(0);
    return `${record}${(sum & 0xff).toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return `Finish@Store@${records.join('@')}@${no}@$\r\n`;
}

function ipicoLine(no: number): string {
  const stamp = iso(no).replaceAll(/\D/g, '').slice(2, 14);
  const body = `00${chip(no).toLowerCase()}2000${stamp}${(no % 100).toString(16).padStart(2, '0')}`;
  let sum = 0;
  for (const sign of body) sum += sign.charCodeAt(0);
  return `aa${body}${(sum & 0xff).toString(16).padStart(2, '0')}`;
}

function chunksOf(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  return Array.from({ length: Math.ceil(bytes.length / CHUNK_BYTES) }, (_, i) =>
    bytes.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES),
  );
}

/** CPU in ms that the session needs for all of them. @throws Error when it did not read every one: then the figure would be worth nothing */
function parse(protocol: SocketProtocol, wire: Wire, chunks: readonly Buffer[], expected: number): number {
  const session = protocol.open({
    ...{ ownName: 'Loopline', settings: {}, cursors: [], connectionId: 'c', admits: () => true },
  });
  session.opened(BASE_MS);
  session.received(Buffer.from(wire.hello), BASE_MS);
  let reads = 0;
  let last: CanonicalRead | undefined;
  const begunMs = cpuMs();
  for (const chunk of chunks)
    for (const output of session.received(chunk, BASE_MS)) {
      if (output.kind === 'refused') throw new Error(`${wire.protocol}: ${output.record.message}`);
      if (output.kind !== 'reads') continue;
      reads += output.reads.length;
      last = output.reads.at(-1);
      session.stored(output.batch, BASE_MS);
    }
  const tookMs = cpuMs() - begunMs;
  if (reads !== expected || last === undefined) throw new Error(`${wire.protocol}: ${reads} of ${expected} were read`);
  return tookMs;
}

/** The floor: each piece between two ends as a string, and nothing else. */
function split(chunks: readonly Buffer[], end: number): number {
  let characters = 0;
  const begunMs = cpuMs();
  let rest = '';
  for (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(end); at !== -1; at = chunk.indexOf(end, from)) {
      characters += (rest + chunk.toString('utf8', from, at)).length;
      rest = '';
      from = at + 1;
    }
    rest += chunk.toString('utf8', from);
  }
  const tookMs = cpuMs() - begunMs;
  if (characters === 0) throw new Error('nothing was split');
  return tookMs;
}

export function measureReaders(quick: boolean): Promise<Figure[]> {
  return Promise.resolve(WIRES.map((wire) => figureOf(wire, quick ? ROUNDS_QUICK : ROUNDS)));
}

function figureOf(wire: Wire, rounds: number): Figure {
  const protocol = socketProtocol(wire.protocol)!;
  const isMessage = wire.protocol === 'mylaps';
  const count = isMessage ? LINES / 30 : LINES;
  const whole = Math.floor(count);
  const text = Array.from({ length: whole }, (_, i) => wire.line(i + 1) + wire.end).join('');
  const chunks = chunksOf(text);
  const records = isMessage ? whole * 30 : whole;
  // The floor cuts where the records are cut: a message of MYLAPS holds thirty.
  const end = (isMessage ? '@' : wire.end.at(-1)!).charCodeAt(0);
  const values: number[] = [];
  const baselines: number[] = [];
  for (let i = 0; i < rounds + 2; i++) {
    const parsedMs = parse(protocol, wire, chunks, records);
    const splitMs = split(chunks, end);
    if (i < 2) continue;
    values.push(records / parsedMs);
    baselines.push(records / splitMs);
  }
  const ratio = median(values) / median(baselines);
  return {
    id: 'I6',
    name: `reads of a box by its protocol, ${wire.protocol}; baseline: the bytes cut with indexOf`,
    value: Math.round(median(values) * 1000),
    unit: 'reads/s',
    baseline: Math.round(median(baselines) * 1000),
    ratio: round(ratio),
    target: RATIO_MIN,
    ok: ratio >= RATIO_MIN,
  };
}
