/** The pages' files: hashed ones are kept for ever, the few with fixed names are asked for again. */
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const FOREVER = 'public, max-age=31536000, immutable';
/** Served under `/director/` so that its scope is the director's pages, whatever folder it was built into. */
const WORKER = 'sw.js';

/** @param webDir `dist/web`; compressed twins (`.br`, `.gz`) beside the files are used when there */
export async function serveStatic(app: FastifyInstance, webDir: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: path.join(webDir, 'client'),
    prefix: '/',
    // One route per file that exists: everything else is a page's path.
    wildcard: false,
    index: false,
    dotfiles: 'ignore',
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, file) => {
      void reply.header('cache-control', file.includes(`${path.sep}assets${path.sep}`) ? FOREVER : 'no-cache');
    },
  });
  app.get(`/director/${WORKER}`, (_request, reply) => reply.sendFile(WORKER));
}
