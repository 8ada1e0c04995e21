/** Passings in batches through the front door, with a count of what became of them. */
import type { PassingInput, PassingsAnswer } from '#libs/contracts/index.js';
import { jsonBody, type Client } from './http.js';

export interface Tally {
  sent: number;
  accepted: number;
  duplicate: number;
  rejected: number;
  /** The first few refusals, in the server's words. */
  complaints: string[];
}

const COMPLAINTS_KEPT = 5;

export const emptyTally = (): Tally => ({ sent: 0, accepted: 0, duplicate: 0, rejected: 0, complaints: [] });

/** Sends one batch and adds its outcomes to `tally`. Safe to repeat. */
export async function sendBatch(
  client: Client,
  slug: string,
  passings: readonly PassingInput[],
  tally: Tally,
): Promise<void> {
  if (passings.length === 0) return;
  const { results } = await client.send<PassingsAnswer>('POST', `/races/${slug}/passings`, jsonBody({ passings }));
  tally.sent += passings.length;
  for (const result of results) {
    tally[result.outcome]++;
    if (result.outcome !== 'rejected' || tally.complaints.length >= COMPLAINTS_KEPT) continue;
    tally.complaints.push(
      `${result.id ?? 'a row'}: ${result.code ?? 'rejected'}, ${result.message ?? 'no reason given'}`,
    );
  }
}
