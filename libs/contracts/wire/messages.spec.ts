/** The wire as it is promised: an example of every message that its schema takes, and no schema that changes unnoticed. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import type { Fact, FactKind } from '#libs/domain/index.js';
import { applyDelta } from '../apply-delta.js';
import { type WireFact, factFromWire, factToWire } from '../facts.js';
import { type Beat, type Board, type Delta, PROTOCOL } from '../live.js';
import { facts } from './facts.js';
import { MESSAGES } from './messages.js';

const FOLDER = 'libs/contracts/examples';
const HASHES = 'libs/contracts/wire/hashes.json';
const NAMES = Object.keys(MESSAGES);

function example<T = unknown>(name: string): T {
  return JSON.parse(readFileSync(`${FOLDER}/${name}.json`, 'utf8')) as T;
}

const schemaOf = (name: string): v.GenericSchema => MESSAGES[name] ?? v.never();

describe('examples', () => {
  it('are there once for every message, and for nothing else', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(NAMES.map((name) => `${name}.json`).sort());
  });

  it.each(NAMES)('%s is what its schema takes, with no field that the schema does not know', (name) => {
    const given = example<object>(name);
    const taken = v.safeParse(schemaOf(name), given);
    expect(taken.issues).toBeUndefined();
    expect(taken.output).toMatchObject(given);
  });

  it('show one race: the delta leads from the board to the beat', () => {
    const next = applyDelta(example<Board>('board'), example<Delta>('delta'));
    const beat = example<Beat>('beat');
    expect(next).toMatchObject({ epoch: beat.epoch, seq: beat.seq, lastReadAt: beat.lastReadAt });
    expect(example<{ deltas: Delta[] }>('board.deltas').deltas).toEqual([example('delta')]);
  });

  it.each(Object.keys(facts))('%s goes to the fold and back', (name) => {
    const { raw, clock, deviceAt, ...line } = example<WireFact>(name);
    const kind: FactKind = line.kind;
    expect(name).toBe(`fact.${kind}`);
    expect(factToWire(factFromWire(line))).toEqual(line);
    const { said: _said, ...fact } = factFromWire({ ...line, raw, clock, deviceAt }) as Fact & { said?: unknown };
    expect(fact).toEqual(factFromWire(line));
  });
});

/** JSON with its keys in order, so that the place of a field in the source does not count. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function hashOf(name: string): string {
  const json = toJsonSchema(schemaOf(name), { errorMode: 'ignore', typeMode: 'input' });
  return createHash('sha256').update(canonical(json)).digest('hex').slice(0, 16);
}

interface Hashes {
  protocol: number;
  messages: Record<string, string>;
}

describe('the wire', () => {
  it('changes only together with its stored hashes', () => {
    const now: Hashes = { protocol: PROTOCOL, messages: Object.fromEntries(NAMES.map((name) => [name, hashOf(name)])) };
    if (process.env['WRITE_WIRE_HASHES'] === '1') writeFileSync(HASHES, `${JSON.stringify(now, null, 2)}\n`);
    const stored = JSON.parse(readFileSync(HASHES, 'utf8')) as Hashes;
    const changed = [...new Set([...NAMES, ...Object.keys(stored.messages)])].filter(
      (name) => now.messages[name] !== stored.messages[name],
    );
    const todo =
      changed.length === 0 && stored.protocol === PROTOCOL
        ? ''
        : `The wire form of ${changed.join(', ') || 'nothing'} differs from ${HASHES} (protocol ${stored.protocol}, now ${PROTOCOL}).
1. Does a word that was there before mean something else now, or is it gone? Then raise PROTOCOL in libs/contracts/live.ts and say so in the history of docs/protocol.md. A field that was only added needs neither.
2. Bring the examples up to date: ${changed.map((name) => `${FOLDER}/${name}.json`).join(', ') || 'none'}.
3. WRITE_WIRE_HASHES=1 NODE_OPTIONS=--experimental-vm-modules npx jest --selectProjects pure wire/messages; commit ${HASHES} with the change.`;
    expect(todo).toBe('');
  });

  it('takes no field from the server that it does not state', () => {
    for (const name of NAMES.filter((each) => /answer|board|delta|beat|fact|card|problem/.test(each)))
      expect([name, v.is(schemaOf(name), { ...example<object>(name), unsaid: 1 })]).toEqual([name, false]);
  });
});
