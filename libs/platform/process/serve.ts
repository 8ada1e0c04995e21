/** From a module to an answering HTTP server. */
import type { DynamicModule, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpApp } from '../http/http-app.js';
import { openApiDocument } from '../http/openapi.js';
import { OpenApiSource } from '../http/openapi.controller.js';
import type { ProcessContext } from './run-process.js';

@Module({})
class ProcessModule {}

export interface Served {
  app: NestFastifyApplication;
  /** As this machine reaches it. */
  url: string;
  port: number;
}

/** Composes the modules, registers the stop, listens. Port 0 takes a free one. */
export async function serve(
  { config, logger, onStop }: ProcessContext,
  imports: (DynamicModule | Type<unknown>)[],
): Promise<Served> {
  const app = await createHttpApp({ module: ProcessModule, imports }, logger);
  onStop(() => app.close());
  app.get(OpenApiSource).set(() => openApiDocument(app));
  await app.listen(config.port, config.host);
  const address = app.getHttpServer().address() as { port: number };
  const host = ['0.0.0.0', '::'].includes(config.host) ? '127.0.0.1' : config.host;
  return { app, port: address.port, url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}` };
}
