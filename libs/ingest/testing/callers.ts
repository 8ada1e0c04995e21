/** Who asks, when, and about which race, for tests of the services. */
import { pino } from 'pino';
import type { RaceRow, Registry } from '#libs/log/index.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import type { Clock } from '#libs/platform/clock.js';
import { RaceDirectory } from '../race-directory.js';

export const quiet = pino({ level: 'silent' });

export const director: Principal = { role: 'director', id: 'd', name: 'director', scope: {} };

/** A paired tablet of the race. */
export const tablet = (race: string, device = 'tablet-a', point = 'line'): Principal => ({
  role: 'recorder',
  id: device,
  name: device,
  scope: { race, device, point },
});

/** Stands still until it is set. */
export class StillClock implements Clock {
  constructor(public ms = Date.UTC(2026, 9, 3, 9)) {}

  nowMs(): number {
    return this.ms;
  }
}

/** A race of a log of the same name, unless told otherwise. */
export const raceRow = (slug: string, logId = slug): RaceRow => ({
  slug,
  logId,
  visibility: 'public',
  archived: false,
  createdAt: '2026-10-01T00:00:00.000Z',
});

/** A registry that only knows races; it can be away. */
export class KnownRaces implements Pick<Registry, 'find' | 'list'> {
  away = false;

  constructor(readonly rows: RaceRow[]) {}

  async list(): Promise<RaceRow[]> {
    await Promise.resolve();
    if (this.away) throw new Error('away');
    return [...this.rows];
  }

  async find(slug: string): Promise<RaceRow | undefined> {
    return (await this.list()).find((row) => row.slug === slug);
  }
}

export const directoryOf = (races: KnownRaces): RaceDirectory => new RaceDirectory(races as unknown as Registry, quiet);

/** The problem a call was refused with. */
export async function problemOf(work: Promise<unknown>): Promise<{ status: number; code: string; detail: string }> {
  try {
    await work;
  } catch (error) {
    const { status, code, detail } = error as { status?: number; code: string; detail: string };
    if (status === undefined) throw error;
    return { status, code, detail };
  }
  throw new Error('it was not refused');
}
