/** One way to make an HTTP process: Nest on Fastify with our limits, security headers, validation and problem answers. */
import cookie from '@fastify/cookie';
import { type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Logger, nestLogger } from '../logging.js';
import { ANY_BODY_BYTES_MAX, registerBodyParsers } from './bodies.js';
import { ProblemFilter, problemBody } from './problem.js';
import { registerSecurityHeaders } from './security-headers.js';
import { validationPipe } from './validation.js';

/** Slow senders are cut: a body must be there within this. */
const REQUEST_MS_MAX = 30_000;
const KEEP_ALIVE_MS = 65_000;
const URL_PARAM_CHARS_MAX = 200;

/** Addresses that reach no route: too long, or not decodable. */
function refuseAddress({ statusCode = 400 }: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const [code, detail] =
    statusCode === 414
      ? ['address-too-long', `A part of the address is longer than ${URL_PARAM_CHARS_MAX} characters.`]
      : ['invalid-address', 'The address cannot be read; percent-encode it.'];
  reply
    .status(statusCode)
    .type('application/problem+json')
    .send(problemBody(statusCode, code, detail));
}

export async function createHttpApp(
  module: Type<unknown> | DynamicModule,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: ANY_BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
    frameworkErrors: refuseAddress,
    routerOptions: { maxParamLength: URL_PARAM_CHARS_MAX, ignoreTrailingSlash: true },
    // One proxy, ours: the address it saw stands last. Those before it are the client's claims, and limits count by address.
    trustProxy: process.env['LOOPLINE_TRUST_PROXY'] === '1' ? (_address, hop) => hop === 0 : false,
    forceCloseConnections: true,
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    logger: nestLogger(logger),
    abortOnError: false,
  });
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  // First, so that refusals of the parsers carry them too.
  registerSecurityHeaders(fastify);
  registerBodyParsers(fastify);
  await fastify.register(cookie as never);
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter(logger));
  return app;
}
