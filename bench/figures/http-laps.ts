/** A race for I5 and laps for it: 500 runners on a short loop for six days, every lap another one, each with an id of its own. */
import { randomUUID } from 'node:crypto';
import type { BenchServer } from '../server.js';

const SLUG = 'bench';
const RUNNERS = 500;
const LAP_MS = 120_000;
const DURATION_MS = 6 * 86_400_000;
const START_MS = Date.parse('2026-10-03T08:00:00.000Z');

export const PASSINGS_ROUTE = `/api/v1/races/${SLUG}/passings`;

export async function makeRace(server: BenchServer): Promise<void> {
  const at = new Date(START_MS).toISOString();
  await server.call('POST', '/api/v1/races', {
    slug: SLUG,
    name: 'Bench 6 days',
    timeZone: 'UTC',
    scheduledStart: at,
    course: { kind: 'loop', lapM: 400, points: [{ id: 'line', atM: 0 }], minLapMs: LAP_MS / 2 },
    format: { kind: 'fixed-time', durationMs: DURATION_MS, end: 'measure' },
  });
  const entrants = Array.from({ length: RUNNERS }, (_, i) => ({ bib: String(i + 1), name: `Runner ${i + 1}` }));
  await server.call('PUT', `/api/v1/races/${SLUG}/entrants`, entrants);
  await server.call('POST', `/api/v1/races/${SLUG}/start`, { at });
}

export class Laps {
  private made = 0;

  /** Bodies of `POST passings`, `rows` laps in each, in the order they were run. */
  bodies(count: number, rows: number): string[] {
    return Array.from({ length: count }, () => this.body(rows));
  }

  private body(rows: number): string {
    const passings = Array.from({ length: rows }, () => {
      const n = this.made++;
      const lap = Math.floor(n / RUNNERS) + 1;
      const atMs = START_MS + lap * LAP_MS + (n % RUNNERS) * (LAP_MS / RUNNERS);
      return {
        id: randomUUID(),
        bib: String((n % RUNNERS) + 1),
        at: new Date(atMs).toISOString(),
        source: { device: 'mat-1', epoch: 'e1', seq: n },
      };
    });
    return JSON.stringify({ passings });
  }
}
