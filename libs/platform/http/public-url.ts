/** The base of printed links and QR codes: LOOPLINE_PUBLIC_URL, else as the request came in. */
import type { FastifyRequest } from 'fastify';

export class PublicUrl {
  constructor(private readonly fixed: string | undefined) {}

  of(request: Pick<FastifyRequest, 'protocol' | 'headers' | 'hostname'>): string {
    return this.fixed ?? `${request.protocol}://${request.headers.host ?? request.hostname}`;
  }
}
