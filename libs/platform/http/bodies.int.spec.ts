import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FastifyInstance, fastify } from 'fastify';
import * as v from 'valibot';
import { BODY_BYTES_MAX, registerBodyParsers } from './bodies.js';
import { validationPipe } from './validation.js';

let app: FastifyInstance;
let url: string;
beforeAll(async () => {
  app = fastify();
  registerBodyParsers(app);
  const pipe = validationPipe();
  const schema = v.object({ rows: v.array(v.unknown()) });
  app.post('/', async (request) => pipe.transform(request.body, { type: 'body', schema }));
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

async function post(body: string | ReadableStream): Promise<{ status: number; text: string }> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
  return { status: answer.status, text: await answer.text() };
}

describe('bodies', () => {
  it.each([
    ['as it is', '{"rows":[{"a":{"__proto__":{"role":"director"},"constructor":1,"prototype":2,"b":1}}]}'],
    ['escaped', '{"rows":[{"a":{"\\u005f_proto__":{"role":"director"},"b":1}}]}'],
    ['escaped in part', '{"rows":[{"a":{"c\\u006fnstructor":1,"pr\\u006ftotype":2,"b":1}}]}'],
  ])('lose keys that reach a prototype, written %s', async (_, payload) => {
    expect((await post(payload)).text).toBe('{"rows":[{"a":{"b":1}}]}');
  });

  it('keep everything else', async () => {
    const payload = '{"rows":[{"a":{"proto":"__proto__","b":"constructor"}},7,null]}';
    expect((await post(payload)).text).toBe(payload);
  });

  it('are measured in bytes, not in characters', async () => {
    const withText = (text: string) => JSON.stringify({ rows: [text] });
    const room = BODY_BYTES_MAX - Buffer.byteLength(withText(''));
    const fits = '€'.repeat(Math.floor(room / 3));
    expect((await post(withText(fits))).status).toBe(200);
    // A stream announces no length, so the text itself is measured.
    expect((await post(new Blob([withText(fits)]).stream())).status).toBe(200);
    expect((await post(new Blob([withText(`${fits}€`)]).stream())).status).not.toBe(200);
  });
});
