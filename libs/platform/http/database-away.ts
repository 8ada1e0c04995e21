/** Tells a database that is away from a mistake of ours: the first is worth coming back for, the second is not. */

/** Connection lost or refused, shutting down or starting up, out of connections, statement cut off for its length. */
const SQL_STATES = /^(?:08|53|57P0|57014)/;
const SOCKET_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  // Our own log's word for the same.
  'log-unavailable',
]);
/** The driver has no codes for these. */
const DRIVER_MESSAGES =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|timeout expired|Client has encountered a connection error|Cannot use a pool after calling end)/;

export function isDatabaseAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, errors, message } = error as { code?: unknown; errors?: unknown; message?: unknown };
  // Several addresses were tried, each refused.
  if (Array.isArray(errors) && errors.length > 0) return errors.every(isDatabaseAway);
  if (typeof code === 'string') return SOCKET_CODES.has(code) || SQL_STATES.test(code);
  return typeof message === 'string' && DRIVER_MESSAGES.test(message);
}
