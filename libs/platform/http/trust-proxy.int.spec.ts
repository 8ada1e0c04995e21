/** Limits count by address: behind a proxy it is the one the proxy saw, never the one a client claims. */
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { pino } from 'pino';
import { createHttpApp } from './http-app.js';

@Controller('who')
class Who {
  @Get()
  who(@Req() request: FastifyRequest): { ip: string; protocol: string } {
    return { ip: request.ip, protocol: request.protocol };
  }
}

@Module({ controllers: [Who] })
class App {}

let app: NestFastifyApplication | undefined;

async function asked(trust: string | undefined): Promise<unknown> {
  const before = process.env['LOOPLINE_TRUST_PROXY'];
  if (trust === undefined) delete process.env['LOOPLINE_TRUST_PROXY'];
  else process.env['LOOPLINE_TRUST_PROXY'] = trust;
  try {
    app = await createHttpApp(App, pino({ level: 'silent' }));
  } finally {
    if (before === undefined) delete process.env['LOOPLINE_TRUST_PROXY'];
    else process.env['LOOPLINE_TRUST_PROXY'] = before;
  }
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const headers = { 'x-forwarded-for': '1.2.3.4, 203.0.113.9', 'x-forwarded-proto': 'https' };
  return (await fetch(`http://127.0.0.1:${port}/who`, { headers })).json();
}

afterEach(() => app?.close());

describe('X-Forwarded-For', () => {
  it('is read from the end: whoever writes addresses before it gets no new tries at a code', async () => {
    expect(await asked('1')).toEqual({ ip: '203.0.113.9', protocol: 'https' });
  });

  it('means nothing without a proxy of ours', async () => {
    expect(await asked(undefined)).toEqual({ ip: '127.0.0.1', protocol: 'http' });
  });
});
