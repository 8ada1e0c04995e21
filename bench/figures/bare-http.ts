/** The floor of I5, in its own process: `node:http` that reads the same body and answers a body of the size it is told. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const answers = new Map<string, Buffer>();

function answerOf(bytes: string): Buffer {
  let made = answers.get(bytes);
  if (!made) answers.set(bytes, (made = Buffer.alloc(Number(bytes), 'x')));
  return made;
}

const server = createServer((request, response) => {
  if (request.url === '/cpu') {
    const { user, system } = process.cpuUsage();
    response.end(JSON.stringify({ cpuUs: user + system }));
    return;
  }
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    Buffer.concat(parts).toString();
    const answer = answerOf(request.url?.slice(1) ?? '0');
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': answer.length });
    response.end(answer);
  });
});

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
