/** How a file is answered: with its name, its type, and no further than its reader may pass it on. */
import type { FastifyReply } from 'fastify';
import { fileName } from '../exports.service.js';
import type { Version } from '../results.service.js';

export const CSV = 'text/csv; charset=utf-8';
export const PDF = 'application/pdf';
export const ZIP = 'application/zip';

/** @param personal holds what only directors may see */
export function asFile(
  reply: FastifyReply,
  version: Version,
  type: string,
  what: string,
  ending: string,
  personal = false,
): void {
  reply.header('content-type', type);
  reply.header('content-disposition', `attachment; filename="${fileName(version, what, ending)}"`);
  reply.header('cache-control', personal ? 'private, no-store' : cacheOf(version));
}

export function cacheOf({ race }: Version): string {
  return race.definition.visibility === 'private' ? 'private, no-cache' : 'no-cache';
}
