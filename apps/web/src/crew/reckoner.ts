/** Fetches model and parameters while there is a network, so that they are there when there is none. */
import nextLegUrl from '../../../../libs/forecast/params/next-leg.json?url';
import type { RaceHeader } from '#libs/domain/index.js';
import type { ParameterTexts } from '#libs/forecast/index.js';
import type { CrewCard } from '../server/page-request.js';
import { modelOf, reckon, type Reckoned } from './reckon.js';

export type Reckoner = (card: CrewCard, race: RaceHeader, nowMs: number) => Reckoned;

/** @throws Error when the parameters do not come */
export async function loadReckoner(): Promise<Reckoner> {
  const response = await fetch(nextLegUrl);
  if (!response.ok) throw new Error(`The parameters of the estimate did not come: HTTP ${response.status}.`);
  const models = modelOf((await response.json()) as ParameterTexts['next-leg']);
  return (card, race, nowMs) => reckon(models, card, race, nowMs);
}
