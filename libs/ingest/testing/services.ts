/** The services of ingest over real stores, as the module puts them together. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Pool } from 'pg';
import { type RaceDefinitionInput, raceDefinitionSchema } from '#libs/contracts/index.js';
import { type FactLog, PostgresRegistry, PostgresSetUpFacts } from '#libs/log/index.js';
import * as v from 'valibot';
import { EntrantsService } from '../entrants/entrants.service.js';
import { Keeper } from '../keeper.js';
import { PassingsService } from '../passings/passings.service.js';
import { RaceDirectory } from '../race-directory.js';
import { RacesService } from '../races/races.service.js';
import { Spool } from '../spool/spool.js';
import { StillClock, quiet } from './callers.js';

export interface Services {
  clock: StillClock;
  directory: RaceDirectory;
  races: RacesService;
  entrants: EntrantsService;
  passings: PassingsService;
  close(): Promise<void>;
}

export async function openServices(queries: Pool, log: FactLog): Promise<Services> {
  const folder = await mkdtemp(path.join(tmpdir(), 'loopline-ingest-'));
  const clock = new StillClock();
  const registry = new PostgresRegistry(queries, () => undefined);
  const setUp = new PostgresSetUpFacts(queries);
  const directory = new RaceDirectory(registry, quiet);
  const spool = new Spool(folder, log, quiet);
  await spool.start();
  return {
    clock,
    directory,
    races: new RacesService(registry, directory, log, setUp, clock),
    entrants: new EntrantsService(directory, log, setUp, clock),
    passings: new PassingsService(directory, new Keeper(log, spool, quiet), clock),
    close: async () => {
      await spool.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A 24-hour race in Rome, through the schema as the route takes it. */
export const aRace = (slug: string, fields: Record<string, unknown> = {}): RaceDefinitionInput =>
  v.parse(raceDefinitionSchema, {
    slug,
    name: slug,
    timeZone: 'Europe/Rome',
    scheduledStart: '2026-10-03T08:00:00.000Z',
    course: { kind: 'loop', lapM: 1000 },
    format: { kind: 'fixed-time', durationMs: 86_400_000 },
    ...fields,
  });
