/** Pairs a volunteer's tablet by a one-time code, in the manner of RFC 8628, so that nobody needs the director's token. */
import type { Pool } from 'pg';
import { IsNull } from 'typeorm';
import type { PairingAnswer, RedeemAnswer } from '#libs/contracts/index.js';
import { PAIRING, PAIRING_ENTITIES, type PairingEntity } from '#libs/log/index.js';
import { EntitiesOverPool } from '#libs/platform/auth/entities-over-pool.js';
import type { RateLimiter } from '#libs/platform/auth/rate-limiter.js';
import { hashSecret, normalCode, randomCode } from '#libs/platform/auth/secrets.js';
import type { TokenStore } from '#libs/platform/auth/token-store.js';
import { STILL_TO_COME, afterNow } from '#libs/platform/database/database-clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { orProblem } from '../log-errors.js';
import type { RaceDirectory } from '../race-directory.js';

export const PAIRING_MS = 10 * 60_000;
/** A tablet's token outlives the longest race by far. */
export const TABLET_TOKEN_MS = 30 * 24 * 3_600_000;

export class PairingsService {
  private readonly entities: EntitiesOverPool;

  constructor(
    pool: Pool,
    private readonly tokens: TokenStore,
    private readonly directory: RaceDirectory,
    private readonly tries: RateLimiter,
    private readonly allTries: RateLimiter,
  ) {
    this.entities = new EntitiesOverPool(pool, PAIRING_ENTITIES);
  }

  /** @param baseUrl of the server as the tablet will see it, without a slash at the end */
  async create(input: { race: string; point: string; device: string }, baseUrl: string): Promise<PairingAnswer> {
    const race = await this.directory.get(input.race);
    const code = randomCode();
    const { point, device } = input;
    const made = { codeHash: hashSecret(code), race: race.slug, point, device, expiresAt: afterNow(PAIRING_MS) };
    await orProblem(this.entities.in(PAIRING, (pairings) => pairings.insert(made)));
    // The code stands in the fragment: browsers never send it, so it is in no log on the way.
    const expiresAt = new Date(Date.now() + PAIRING_MS).toISOString();
    return { code, expiresAt, url: `${baseUrl}/director/${race.slug}/keypad#pair=${code}` };
  }

  /** @throws ProblemError 429 after too many tries, 404 alike for unknown, used and expired codes */
  async redeem(typed: string, device: string | undefined, ip: string): Promise<RedeemAnswer> {
    if (!this.tries.take(ip) || !this.allTries.take('all')) {
      throw new ProblemError(429, 'too-many-tries', 'Too many codes were tried; wait a minute.', { retryAfterS: 60 });
    }
    const pairing = await orProblem(this.useUp(hashSecret(normalCode(typed))));
    if (!pairing)
      throw new ProblemError(
        404,
        'unknown-code',
        'This code is unknown, used or expired; ask the director for a new one.',
      );
    const name = device ?? pairing.device;
    const { token } = await orProblem(
      this.tokens.create(
        'recorder',
        name,
        { race: pairing.race, point: pairing.point, device: name },
        new Date(Date.now() + TABLET_TOKEN_MS),
      ),
    );
    return { token, race: pairing.race, point: pairing.point, device: name };
  }
  /** Of two tablets with one code the database lets one through. */
  private useUp(codeHash: Buffer): Promise<PairingEntity | null> {
    const unused = { codeHash, redeemedAt: IsNull(), expiresAt: STILL_TO_COME };
    return this.entities.in(PAIRING, async (pairings) => {
      const { affected } = await pairings.update(unused, { redeemedAt: () => 'now()' });
      return affected === 1 ? pairings.findOneBy({ codeHash }) : null;
    });
  }
}
