/** Pairing of tablets, and the director's session (contract section 3; sessions are ours). */
import * as v from 'valibot';
import { ID_CHARS_MAX, pointSchema, slugSchema } from './common.js';

const deviceSchema = v.pipe(
  v.string('must be text'),
  v.trim(),
  v.minLength(1, 'must not be empty'),
  v.maxLength(ID_CHARS_MAX),
);

/** `POST /pairings` by a director. */
export const pairingSchema = v.object({
  race: slugSchema,
  point: v.optional(pointSchema, 'line'),
  device: deviceSchema,
});
/** `POST /pairings/{code}/redeem` by the tablet. */
export const redeemSchema = v.object({ device: v.optional(deviceSchema) });
/** `POST /session`: a one-time sign-in code or a director's token becomes a cookie and a CSRF token. */
export const sessionSchema = v.union(
  [v.object({ code: v.pipe(v.string(), v.maxLength(128)) }), v.object({ token: v.pipe(v.string(), v.maxLength(512)) })],
  'send { "code": ... } from the sign-in link or { "token": ... }',
);

export interface PairingAnswer {
  code: string;
  expiresAt: string;
  url: string;
}
export interface RedeemAnswer {
  token: string;
  race: string;
  point: string;
  device: string;
}
export interface SessionAnswer {
  role: 'director';
  name: string;
  /** Send it as the header `x-csrf-token` with every call the cookie shall authorise, reads too. */
  csrf: string;
}
