/** Units and constants. Inside the domain: integer milliseconds and integer millimetres (no floating-point sums of laps). */

/** One international mile in millimetres, exact (R1.1, R1.2: never 1.6 km). */
export const MILE_MM = 1_609_344;
/** One backyard lap ("yard") in millimetres: 4 mi 880 ft (R1.1). */
export const YARD_MM = 6_705_600;
export const MM_PER_M = 1000;
export const MM_PER_KM = 1_000_000;
export const SECOND_MS = 1000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Metres with up to three decimals (the wire) to integer millimetres (the domain). */
export function mmFromM(metres: number): number {
  return Math.round(metres * MM_PER_M);
}

/** Integer millimetres to metres with up to three decimals. */
export function mFromMm(mm: number): number {
  return mm / MM_PER_M;
}

/** Pace in integer ms per km from a distance in mm and a duration in ms; null when nothing was run. */
export function paceMsPerKm(distanceMm: number, durationMs: number): number | null {
  return distanceMm > 0 && durationMs > 0 ? Math.round((durationMs / distanceMm) * MM_PER_KM) : null;
}

/** Fixed-time distances are whole metres, rounded down (R3.6). */
export function officialM(distanceMm: number): number {
  return Math.floor(distanceMm / MM_PER_M);
}

/** Road times go to the next longer whole second (R3.4), in integer ms so that no noise adds a second (R3.5). */
export function officialMs(elapsedMs: number): number {
  return Math.ceil(elapsedMs / SECOND_MS) * SECOND_MS;
}
