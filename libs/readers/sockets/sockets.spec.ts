/** Sockets and what is carried over them: held back, acknowledged in order, let go; who may call, and how often we call. */
import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '#libs/testing/wait-for.js';
import type { CanonicalRead } from '../canonical.js';
import type { Output, Session } from '../session.js';
import { BoxConnection, WAITING_READS_MAX } from './connection.js';
import { Dialer } from './dialer.js';
import { Listener, PEERS_MAX } from './listener.js';

const HOST = '127.0.0.1';
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Both ends of a connection: the box's, and ours. */
async function pair(): Promise<[box: Socket, ours: Socket]> {
  const server = createServer();
  server.listen(0, HOST);
  await once(server, 'listening');
  const box = connect((server.address() as AddressInfo).port, HOST);
  const [ours] = (await once(server, 'connection')) as [Socket];
  box.on('error', () => undefined);
  ends.push(
    () => new Promise((resolve) => server.close(resolve)),
    () => box.destroy(),
    () => ours.destroy(),
  );
  return [box, ours];
}

const readOf = (seq: number): CanonicalRead => ({
  kind: 'read',
  seq,
  chip: 'A',
  said: { basis: 'local', ms: 1 },
  raw: 'r',
});

/** One character is a read, `!` throws, and a batch is acknowledged with its number. */
class Letters implements Session {
  #batch = 0;
  #seq = 0;
  contradictions: number[] = [];
  opened = (): Output[] => [];
  tick = (): Output[] => [];
  received(bytes: Uint8Array): Output[] {
    const text = Buffer.from(bytes).toString();
    if (text.includes('!')) throw new Error('oh no');
    return [{ kind: 'reads', batch: ++this.#batch, reads: Array.from(text, () => readOf(++this.#seq)) }];
  }
  stored = (batch: number): Output[] => [{ kind: 'send', text: `ack ${batch}\n` }];
  contradicted(reads: readonly CanonicalRead[]): Output[] {
    this.contradictions.push(...reads.map(({ seq = -1 }) => seq));
    return [];
  }
}

interface Taken {
  reads: readonly CanonicalRead[];
  settle: (contradicted: readonly CanonicalRead[]) => void;
  fail: () => void;
}

async function connection(silenceMsMax = 60_000) {
  const [box, ours] = await pair();
  const clock = { nowMs: 0 };
  const taken: Taken[] = [];
  const ended: string[] = [];
  const session = new Letters();
  const made = new BoxConnection(
    ours,
    session,
    {
      nowMs: () => clock.nowMs,
      take: (reads) =>
        new Promise((kept, fail) => {
          const settle = (contradicted: readonly CanonicalRead[]): void => kept({ spooled: false, contradicted });
          taken.push({ reads, settle, fail: () => fail(new Error('no disk')) });
        }),
      told: () => undefined,
      ended: (code) => ended.push(code),
    },
    silenceMsMax,
  );
  ends.push(() => made.end('test', 'over'));
  let heard = '';
  box.on('data', (bytes: Buffer) => (heard += bytes.toString()));
  return { box, ours, clock, taken, ended, session, heard: () => heard };
}

describe('a connection', () => {
  it('acknowledges in order and only what is on disk', async () => {
    const { box, taken, heard } = await connection();
    box.write('a');
    await waitFor('the first', () => taken.length === 1);
    box.write('b');
    await waitFor('the second', () => taken.length === 2);
    taken[1]!.settle([]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(heard()).toBe('');
    taken[0]!.settle([]);
    await waitFor('both', () => heard() === 'ack 1\nack 2\n');
  });

  it('that could not store something acknowledges nothing behind it, and ends', async () => {
    const { box, taken, heard, ended } = await connection();
    box.write('a');
    await waitFor('the first', () => taken.length === 1);
    box.write('b');
    await waitFor('the second', () => taken.length === 2);
    taken[1]!.settle([]);
    taken[0]!.fail();
    await waitFor('its end', () => ended.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([heard(), ended]).toEqual(['', ['not-stored']]);
  });

  it('tells the session which numbers the log has with other content', async () => {
    const { box, taken, session, heard } = await connection();
    box.write('abc');
    await waitFor('the reads', () => taken.length === 1);
    taken[0]!.settle([taken[0]!.reads[1]!]);
    await waitFor('the acknowledgement', () => heard() !== '');
    await waitFor('the contradiction', () => session.contradictions.length > 0);
    expect(session.contradictions).toEqual([2]);
  });

  it('holds a box back while its reads wait for the disk, and lets it go on', async () => {
    const { box, taken, heard } = await connection();
    const chunk = 'a'.repeat(1000);
    const all = WAITING_READS_MAX * 40;
    for (let sent = 0; sent < all; sent += chunk.length) box.write(chunk);
    await waitFor('more than may wait', () => count(taken) > WAITING_READS_MAX);
    await new Promise((resolve) => setTimeout(resolve, 100));
    // What one packet more may bring.
    expect(count(taken)).toBeLessThan(WAITING_READS_MAX + 70_000);
    let settled = 0;
    await waitFor('all of it', () => {
      for (; settled < taken.length; settled++) taken[settled]!.settle([]);
      return count(taken) === all;
    });
    await waitFor('the last acknowledgement', () => heard().endsWith(`ack ${taken.length}\n`));
  });

  it('to one that never reads, says nothing, or makes the protocol fail is ended', async () => {
    const silent = await connection(5_000);
    silent.clock.nowMs = 6_000;
    await waitFor('the end of the silent one', () => silent.ended[0] === 'silent', 5_000);
    const faulty = await connection();
    faulty.box.write('!');
    await waitFor('the end of the faulty one', () => faulty.ended[0] === 'fault');
    const deaf = await connection();
    deaf.box.pause();
    const writes = setInterval(() => deaf.box.write('a'.repeat(10_000)), 1);
    const settles = setInterval(() => deaf.taken.splice(0).forEach(({ settle }) => settle([])), 1);
    // Acknowledgements are short: what does not leave is counted, however long that takes.
    for (let i = 0; i < 400; i++) deaf.ours.write('x'.repeat(16_384));
    await waitFor('the end of the deaf one', () => deaf.ended[0] === 'not-listening', 20_000);
    clearInterval(writes);
    clearInterval(settles);
  });
});

const count = (taken: readonly Taken[]): number => taken.reduce((sum, { reads }) => sum + reads.length, 0);

describe('a listener', () => {
  async function listening(allow?: readonly string[], host = HOST) {
    const away: string[] = [];
    const sockets: Socket[] = [];
    const listener = new Listener(
      { host, port: 0, allow },
      { connected: (socket) => sockets.push(socket), turnedAway: (address, why) => away.push(`${address} ${why}`) },
    );
    await listener.start();
    ends.push(() => listener.stop());
    const call = async (): Promise<Socket> => {
      const socket = connect(listener.port, HOST);
      socket.on('error', () => undefined);
      ends.push(() => socket.destroy());
      await once(socket, 'connect');
      return socket;
    };
    return { listener, away, sockets, call };
  }

  it.each([
    [['127.0.0.1'], true],
    [['127.0.0.0/8'], true],
    [['10.0.0.0/8', '::1'], false],
    [[], false],
    [undefined, true],
  ] as const)('that allows %j lets this machine in: %s', async (allow, isIn) => {
    // As IPv6 sees it, this machine is ::ffff:127.0.0.1.
    const { away, sockets, call } = await listening(allow, '::');
    await call();
    await waitFor('an answer', () => sockets.length + away.length > 0);
    expect([sockets.length, away]).toEqual(isIn ? [1, []] : [0, ['127.0.0.1 not-allowed']]);
  });

  it('takes so many and no more, and another one when one has left', async () => {
    const { away, sockets, call } = await listening();
    const calls = [];
    for (let i = 0; i <= PEERS_MAX; i++) calls.push(await call());
    await waitFor('one too many', () => away.length === 1);
    expect([sockets.length, away]).toEqual([PEERS_MAX, ['127.0.0.1 too-many']]);
    calls[0]!.destroy();
    await waitFor('it to leave', () => sockets[0]!.destroyed);
    await call();
    await waitFor('the next', () => sockets.length === PEERS_MAX + 1);
  });

  it('on a port that is taken says so', async () => {
    const { listener } = await listening();
    const second = new Listener(
      { host: HOST, port: listener.port, allow: undefined },
      { connected: () => undefined, turnedAway: () => undefined },
    );
    await expect(second.start()).rejects.toThrow(`port ${listener.port} is taken`);
  });
});

it('a dialer calls ever less often, and at once after a connection that was of use', async () => {
  const waits: number[] = [];
  const server = createServer();
  server.listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  let connected = 0;
  const dialer = new Dialer(
    { host: HOST, port },
    {
      connected: (socket) => {
        connected++;
        socket.destroy();
      },
      failed: (message, againInMs) => {
        expect(message).toContain('refuses the connection');
        waits.push(againInMs);
      },
    },
  );
  ends.push(() => dialer.stop());
  dialer.start();
  await waitFor('three tries', () => waits.length === 3);
  expect(waits).toEqual([500, 1000, 2000]);
  server.listen(port, HOST);
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  await waitFor('a connection', () => connected === 1);
  dialer.lost(true);
  await waitFor('the next at once', () => connected === 2, 1_500);
});
