/** Posts bodies over a fixed number of kept connections, each sending its next one when it has its answer. */
import { Agent, request } from 'node:http';

export const CONNECTIONS = 32;

export class HttpCrowd {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

  constructor(
    private readonly target: URL,
    private readonly headers: Record<string, string>,
  ) {}

  /** @returns the length of the last answer's body. Rejects on any answer but 200 or one that `check` does not like. */
  async post(
    bodies: readonly string[],
    path = this.target.pathname,
    check?: (answer: string) => void,
  ): Promise<number> {
    let next = 0;
    let bytes = 0;
    const sender = async (): Promise<void> => {
      while (next < bodies.length) {
        const answer = await this.one(path, bodies[next++] ?? '');
        check?.(answer);
        bytes = Buffer.byteLength(answer);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, sender));
    return bytes;
  }

  private one(path: string, body: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const call = request(
        {
          agent: this.agent,
          method: 'POST',
          host: this.target.hostname,
          port: this.target.port,
          path,
          headers: { ...this.headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(parts).toString();
            if (response.statusCode === 200) resolve(text);
            else reject(new Error(`answered ${response.statusCode}: ${text.slice(0, 300)}`));
          });
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
