/** The first director's token: from LOOPLINE_DIRECTOR_TOKEN, else made at the first start and told once. */
import type { TokenStore } from './token-store.js';

export interface FirstDirector {
  /** Told only when it was made just now. */
  madeToken?: string;
}

export const DIRECTOR = 'director';

export async function ensureDirector(tokens: TokenStore, fromSettings: string | undefined): Promise<FirstDirector> {
  if (fromSettings !== undefined) {
    await tokens.create(DIRECTOR, DIRECTOR, {}, null, fromSettings);
    return {};
  }
  if (await tokens.hasDirector()) return {};
  const { token } = await tokens.create(DIRECTOR, DIRECTOR);
  return { madeToken: token };
}
