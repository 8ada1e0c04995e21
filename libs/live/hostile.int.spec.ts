import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { InProcessFeed } from '#libs/log/in-process-feed.js';
import { FakeLeader } from './testing/fake-leader.js';
import { LiveClient } from './testing/live-client.js';
import { type RunningLive, startLive, testPorts, until } from './testing/live-kit.js';

let feed: InProcessFeed;
let leader: FakeLeader;
let running: RunningLive;
let page: LiveClient;

/** A raw WebSocket that sends what it likes. */
class Attacker {
  readonly ws: WebSocket;
  readonly heard: string[] = [];
  closed = false;

  constructor(query = 'EIO=4&transport=websocket', headers: Record<string, string> = {}) {
    this.ws = new WebSocket(`ws://127.0.0.1:${running.port}/socket.io/?${query}`, { headers });
    this.ws.on('message', (data: Buffer) => this.heard.push(data.toString()));
    this.ws.on('close', () => (this.closed = true));
    this.ws.on('error', () => (this.closed = true));
  }

  async opened(): Promise<this> {
    await until('the handshake', () => this.heard.length > 0 || this.closed);
    return this;
  }

  async joined(auth = ''): Promise<this> {
    await this.opened();
    this.ws.send(`40/live,${auth}`);
    await until('the namespace', () => this.heard.some((text) => text.startsWith('40/live')) || this.closed);
    return this;
  }

  send(...frames: (string | Buffer)[]): void {
    for (const frame of frames) if (!this.closed && this.ws.readyState === WebSocket.OPEN) this.ws.send(frame);
  }
}

beforeEach(async () => {
  feed = new InProcessFeed();
  leader = new FakeLeader('r', feed);
  await leader.listen();
  running = await startLive(testPorts(feed), {
    limits: { handshakeMs: 1000 },
    allowedOrigins: ['https://friend.example'],
  });
  page = new LiveClient(running.port, 'r');
  await until('a board', () => page.board !== undefined);
});

afterEach(async () => {
  const before = JSON.stringify(running.live.rooms.get('r')?.board());
  expect(before).toBe(JSON.stringify(leader.board));
  leader.lap('1');
  await until('the honest page to follow', () => page.board?.seq === leader.board.seq);
  expect(page.ends).toEqual([]);
  page.close();
  await running.close();
  await feed.close();
});

const CLOSING: Record<string, (string | Buffer)[]> = {
  'another event': ['42/live,["delta",{"race":"r"}]'],
  'an event with a number for a name': ['42/live,[7]'],
  'a watch that wants no answer': ['42/live,["watch",{"race":"r"}]'],
  'a reserved event': ['42/live,["disconnect"]'],
  'no JSON': ['42/live,['],
  'a packet of no type': ['49'],
  'an Engine.IO ping': ['2'],
  'a binary packet': ['452-/live,["watch",{"_placeholder":true,"num":0}]'],
  'a binary frame': [Buffer.from([1, 2, 3])],
  'another namespace without end': Array.from({ length: 200 }, (_, i) => `40/n${i},`),
  'a connect to a namespace it is in': ['40/live,'],
  'more than 4 KB': [`42/live,1["watch",{"race":"${'r'.repeat(5000)}"}]`],
  'a flood of watches': Array.from({ length: 500 }, (_, i) => `42/live,${i}["watch",{"race":"r"}]`),
  'a flood of pongs': Array.from({ length: 500 }, () => '3'),
  'goodbye to the namespace': ['41/live,'],
};

describe('a hostile client', () => {
  it.each(Object.keys(CLOSING))('is closed for %s', async (what) => {
    const attacker = await new Attacker().joined();
    attacker.send(...(CLOSING[what] ?? []));
    await until('the end', () => attacker.closed);
    await until('one connection', () => running.live.gateway.connections === 1);
  });

  it('is closed for a flood of WebSocket pings', async () => {
    const attacker = await new Attacker().joined();
    for (let i = 0; i < 500 && !attacker.closed; i += 1) attacker.ws.ping();
    await until('the end', () => attacker.closed);
  });

  it('gets refusals, not crashes, for strange watches', async () => {
    const attacker = await new Attacker().joined();
    const strange = [
      'null',
      '{}',
      '"r"',
      '{"race":{"__proto__":1}}',
      '{"race":"__proto__"}',
      '{"race":"r","bibs":[{}]}',
    ];
    strange.forEach((wish, i) => attacker.send(`42/live,${i}["watch",${wish}]`));
    attacker.send('42/live,90["watch"]', '42/live,91["unwatch"]', '42/live,92["unwatch",{"race":7}]');
    await until('answers', () => attacker.heard.filter((text) => text.startsWith('43/live,')).length >= 9);
    expect(attacker.heard.filter((text) => text.startsWith('43')).every((text) => text.includes('"error"'))).toBe(true);
    expect(attacker.closed).toBe(false);
    attacker.ws.terminate();
  });

  it('joins once, even when it asks twice in one breath', async () => {
    const attacker = await new Attacker().opened();
    attacker.send('40/live,', '40/live,');
    await until('the end', () => attacker.closed);
  });

  it('gets nothing on the main namespace and is closed when it joins none', async () => {
    const attacker = await new Attacker().opened();
    attacker.send('40');
    await until('a refusal', () => attacker.heard.some((text) => text.startsWith('44')));
    await until('the end', () => attacker.closed);
  });

  it('cannot come by long polling or an old protocol', async () => {
    const polling = await fetch(`http://127.0.0.1:${running.port}/socket.io/?EIO=4&transport=polling`);
    expect(polling.status).toBe(400);
    expect((await new Attacker('EIO=3&transport=websocket').opened()).closed).toBe(true);
    expect((await new Attacker('EIO=4&transport=websocket&sid=x').opened()).closed).toBe(true);
  });

  it('may carry a token only from our own origin, a listed one, or no page at all', async () => {
    const own = `http://127.0.0.1:${running.port}`;
    for (const [origin, fine] of [
      ['https://evil.example', false],
      ['null', false],
      ['https://friend.example', true],
      [own, true],
    ] as const) {
      const visitor = await new Attacker(undefined, { origin }).joined('{"token":"opens-it"}');
      visitor.send('42/live,1["watch",{"race":"r"}]');
      await until(
        'an answer or the end',
        () => visitor.closed || visitor.heard.some((text) => text.startsWith('43/live,1')),
      );
      expect(visitor.closed).toBe(!fine);
      visitor.ws.terminate();
    }
    const stranger = await new Attacker(undefined, { origin: 'https://evil.example' }).joined();
    stranger.send('42/live,1["watch",{"race":"r"}]');
    await until('an answer', () => stranger.heard.some((text) => text.startsWith('43/live,1')));
    stranger.ws.terminate();
  });

  it('is closed for broken WebSocket frames and half handshakes', async () => {
    const attacker = await new Attacker().joined();
    const net = (attacker.ws as unknown as { _socket: { write(bytes: Buffer): void } })._socket;
    net.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff]));
    await until('the end', () => attacker.closed);
    const half = connect(running.port, '127.0.0.1');
    half.on('error', () => undefined);
    half.resume();
    half.write(
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
    );
    await new Promise((resolve) => half.once('close', resolve));
    expect(running.live.gateway.connections).toBe(1);
  });
});
