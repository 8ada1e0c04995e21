/** Waits for boxes that call us: on the address it was told, from those it may, and for so many at a time. */
import { once } from 'node:events';
import { type AddressInfo, BlockList, type Server, type Socket, createServer, isIP } from 'node:net';

/** One reader's port serves one timing system; a few of its connections may overlap while it reconnects. */
export const PEERS_MAX = 16;

export interface ListenerPorts {
  connected(socket: Socket): void;
  /** Somebody who may not, or one too many. */
  turnedAway(address: string, why: 'not-allowed' | 'too-many'): void;
}

export class Listener {
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();

  constructor(
    private readonly at: { host: string; port: number; allow: readonly string[] | undefined },
    private readonly ports: ListenerPorts,
  ) {}

  /** The port it listens on. */
  get port(): number {
    return (this.#server?.address() as AddressInfo | null)?.port ?? this.at.port;
  }

  /** @throws Error with a sentence when it cannot listen there */
  async start(): Promise<void> {
    const allowed = this.at.allow === undefined ? undefined : blockListOf(this.at.allow);
    const server = createServer((socket) => {
      const address = plain(socket.remoteAddress ?? '');
      if (allowed && !allowed.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4'))
        return this.#away(socket, address, 'not-allowed');
      if (this.#sockets.size >= PEERS_MAX) return this.#away(socket, address, 'too-many');
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      socket.setKeepAlive(true, 10_000);
      this.ports.connected(socket);
    });
    this.#server = server;
    server.listen({ host: this.at.host, port: this.at.port, exclusive: true });
    try {
      await once(server, 'listening');
    } catch (error) {
      this.#server = undefined;
      throw new Error(sentenceOf(error as Error & { code?: string }, this.at), { cause: error });
    }
    server.on('error', () => undefined);
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  #away(socket: Socket, address: string, why: 'not-allowed' | 'too-many'): void {
    socket.on('error', () => undefined);
    socket.destroy();
    this.ports.turnedAway(address, why);
  }
}

/** `::ffff:192.168.1.9` is 192.168.1.9. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** An address or a network such as `192.168.1.0/24`. */
export function isPeer(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32));
}

function blockListOf(allow: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of allow) {
    const [address = '', bits] = text.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function sentenceOf(error: Error & { code?: string }, { host, port }: { host: string; port: number }): string {
  if (error.code === 'EADDRINUSE')
    return `port ${port} is taken by another program or another reader; choose another one`;
  if (error.code === 'EACCES') return `port ${port} is not ours to take; choose one above 1023`;
  if (error.code === 'EADDRNOTAVAIL') return `${host} is no address of this machine`;
  return `cannot listen on ${host}:${port}: ${error.message}`;
}
