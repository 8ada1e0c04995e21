/** The one way to make an HTTP process: limits, refusals, headers, and a document made from the schemas that validate. */
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Module, Post, Put } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import * as v from 'valibot';
import { type Problem, passingsEnvelopeSchema, raceDefinitionSchema } from '#libs/contracts/index.js';
import { BODY_BYTES_MAX, ENTRANTS_BYTES_MAX, PASSINGS_BYTES_MAX } from './bodies.js';
import { createHttpApp } from './http-app.js';
import { openApiDocument } from './openapi.js';
import { ProblemError } from './problem.js';

@Controller('races')
class Races {
  @Post()
  create(@Body({ schema: raceDefinitionSchema }) body: v.InferOutput<typeof raceDefinitionSchema>): object {
    return { slug: body.slug };
  }

  @Post('one/passings')
  passings(@Body({ schema: passingsEnvelopeSchema }) body: v.InferOutput<typeof passingsEnvelopeSchema>): object {
    return { rows: body.passings.length };
  }

  @Put('one/entrants')
  entrants(@Body() body: unknown): object {
    return { chars: typeof body === 'string' ? body.length : null };
  }

  @Get('secret')
  secret(): never {
    throw new Error('the password is 1234');
  }

  @Get('busy')
  busy(): never {
    throw new ProblemError(503, 'log-busy', 'Come back.', { retryAfterS: 7 });
  }
}

@Module({ controllers: [Races] })
class App {}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Partial<Problem> & Record<string, unknown>;
}

let app: NestFastifyApplication;

/** `chunked` sends no content-length. */
function call(
  method: string,
  path: string,
  body?: string | Buffer,
  type = 'application/json',
  chunked = false,
): Promise<Answer> {
  const { port } = app.getHttpServer().address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const headers: Record<string, string | number> = body === undefined ? {} : { 'content-type': type };
    if (body !== undefined && !chunked) headers['content-length'] = Buffer.byteLength(body);
    const asked = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: JSON.parse(text) as Answer['body'] });
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const passingsOf = (bytes: number): string => {
  const empty = '{"passings":[""]}';
  return `{"passings":["${'x'.repeat(bytes - empty.length)}"]}`;
};

beforeAll(async () => {
  app = await createHttpApp(App, pino({ level: 'silent' }));
  await app.listen(0, '127.0.0.1');
});
afterAll(() => app.close());

describe('body limits, by route', () => {
  it.each([
    ['POST', '/races', BODY_BYTES_MAX],
    ['POST', '/races/one/passings', PASSINGS_BYTES_MAX],
  ])('%s %s: %d bytes are read, one more is 413, announced or chunked', async (method, path, max) => {
    for (const chunked of [false, true]) {
      const fits = await call(method, path, passingsOf(max), 'application/json', chunked);
      expect(fits.status).not.toBe(413);
      const over = await call(method, path, passingsOf(max + 1), 'application/json', chunked).catch(reset);
      expect(over).toMatchObject(REFUSED);
    }
  });

  it('counts bytes, not characters', async () => {
    const body = JSON.stringify({ passings: ['ü'.repeat(PASSINGS_BYTES_MAX / 2)] });
    expect(await call('POST', '/races/one/passings', body, 'application/json', true).catch(reset)).toMatchObject(
      REFUSED,
    );
  });

  it('reads CSV of entrants up to 8 MiB, and no more even when its length is not announced', async () => {
    const fits = await call('PUT', '/races/one/entrants', 'x'.repeat(ENTRANTS_BYTES_MAX), 'text/csv', true);
    expect(fits).toMatchObject({ status: 200, body: { chars: ENTRANTS_BYTES_MAX } });
    const over = await call('PUT', '/races/one/entrants', 'x'.repeat(ENTRANTS_BYTES_MAX + 1), 'text/csv', true);
    expect(over).toMatchObject(REFUSED);
  });
});

const REFUSED = { status: 413, body: { code: 'too-large' } };

/** The server may close the connection while the rest of a body that it refused is still being sent: that is a refusal too. */
function reset(error: NodeJS.ErrnoException): typeof REFUSED {
  if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') throw error;
  return REFUSED;
}

describe('refusals', () => {
  it('answers JSON that is none with a problem that says where', async () => {
    const { status, headers, body } = await call('POST', '/races', '{"slug": ');
    expect(status).toBe(400);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ type: 'urn:loopline:problem:invalid-json', status: 400, code: 'invalid-json' });
    expect(body.title).toBeTruthy();
    expect(body.detail).toContain('JSON');
  });

  it('names every field that does not fit', async () => {
    const { status, body } = await call('POST', '/races', '{"slug":"a b","name":""}');
    expect(status).toBe(400);
    expect(body.errors?.map((item) => item.path)).toEqual(expect.arrayContaining(['slug', 'name', 'course']));
    expect(body.errors?.every((item) => /^[a-z0-9-]+$/.test(item.code) && item.message !== '')).toBe(true);
  });

  it.each([
    ['another type', 'application/xml', 415, 'unsupported-media-type'],
    ['a form', 'application/x-www-form-urlencoded', 415, 'unsupported-media-type'],
  ])('refuses %s', async (_what, type, status, code) => {
    expect(await call('POST', '/races', 'a=1', type)).toMatchObject({ status, body: { code } });
  });

  it('tells nothing of an error of our own', async () => {
    const { status, body } = await call('GET', '/races/secret');
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('1234');
  });

  it('says when to come back', async () => {
    const { status, headers, body } = await call('GET', '/races/busy');
    expect([status, headers['retry-after'], body.code]).toEqual([503, '7', 'log-busy']);
  });

  it('keeps the prototype out of reach', async () => {
    await call(
      'POST',
      '/races/one/passings',
      '{"passings":[1],"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

it('sends the security headers with answers and with refusals', async () => {
  for (const { headers } of [
    await call('GET', '/nowhere'),
    await call('POST', '/races', '{'),
    await call('GET', '/races/busy'),
  ]) {
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' });
  }
});

describe('the OpenAPI document', () => {
  interface Shape {
    properties?: Record<string, Shape>;
    required?: string[];
    anyOf?: Shape[];
    oneOf?: Shape[];
    $ref?: string;
  }

  function bodyOf(path: string): Shape {
    const document = openApiDocument(app) as unknown as {
      paths: Record<string, { post: { requestBody: { content: Record<string, { schema: Shape }> } } }>;
      components: { schemas: Record<string, Shape> };
    };
    const schema = document.paths[path]?.post.requestBody.content['application/json']?.schema ?? {};
    const name = schema.$ref?.split('/').at(-1);
    return name === undefined ? schema : (document.components.schemas[name] ?? {});
  }

  it('holds the fields of the schemas that validate', () => {
    const race = bodyOf('/races');
    expect(Object.keys(race.properties ?? {})).toEqual(
      expect.arrayContaining(Object.keys(raceDefinitionSchema.entries)),
    );
    expect(race.required).toEqual(expect.arrayContaining(['slug', 'name', 'timeZone', 'course', 'format']));
    const courses = race.properties?.['course']?.anyOf ?? race.properties?.['course']?.oneOf ?? [];
    expect(courses.map((course) => Object.keys(course.properties ?? {}))).toEqual([
      expect.arrayContaining(['lapM']),
      expect.arrayContaining(['points']),
    ]);
    expect(Object.keys(bodyOf('/races/one/passings').properties ?? {})).toEqual(['passings']);
  });
});
