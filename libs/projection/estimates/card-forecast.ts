/** What a card says of what is expected: instants instead of race times, the distance with what was adjusted by hand. */
import type { CardForecast } from '#libs/contracts/index.js';
import { type BoardRow, isoInstant, LINE, type RaceDefinition } from '#libs/domain/index.js';
import type { Expected, ExpectedMs } from './expected.js';

/** @param at instant it is said at @param gunMs epoch ms of the runner's start @param why there is no forecast, in words */
export function cardForecast(
  definition: RaceDefinition,
  { state, returns, next, nextPoint, finalM, yards, finish, finishes, points, cutoff }: Expected,
  at: string,
  gunMs: number,
  row: Pick<BoardRow, 'distanceM' | 'adjustM'>,
  why: string | undefined,
): CardForecast {
  const instants = ({ from, likely, to }: ExpectedMs) => ({
    from: isoInstant(Math.round(gunMs + from)),
    likely: isoInstant(Math.round(gunMs + likely)),
    to: isoInstant(Math.round(gunMs + to)),
  });
  return {
    at,
    ...(state !== undefined && { state }),
    ...(returns !== undefined && { returns }),
    ...(next && { next: { point: nextPoint ?? LINE, ...instants(next) } }),
    ...(finalM && { final: finalOnCard(finalM, row) }),
    ...(yards && { yards }),
    ...(finish && { finishAt: instants(finish) }),
    ...(finishes !== undefined && { finishes }),
    ...(points && {
      points: points.map(({ point, reach, ...ms }) => ({
        ...{ point, ...instants(ms) },
        ...(reach !== undefined && { reach }),
      })),
    }),
    ...(cutoff && { cutoff: { ...cutoff, at: isoInstant(gunMs + closesMs(definition, cutoff.point)) } }),
    ...(why !== undefined && { why }),
  };
}

/** Whether it is an estimate, and not only why there is none. */
export const saysAnything = ({ finalM, yards, finish, next }: Expected): boolean =>
  finalM !== undefined || yards !== undefined || finish !== undefined || next !== undefined;

function finalOnCard(
  { p5, p10, p50, p90, p95 }: NonNullable<Expected['finalM']>,
  { distanceM, adjustM = 0 }: Pick<BoardRow, 'distanceM' | 'adjustM'>,
): NonNullable<CardForecast['final']> {
  const said = (m: number): number => Math.max(distanceM, Math.round(m + adjustM));
  return { p5: said(p5), p10: said(p10), p50: said(p50), p90: said(p90), p95: said(p95) };
}

/** Elapsed ms at which a point closes for a runner. */
function closesMs({ course, format }: RaceDefinition, point: string): number {
  const own = course.kind === 'line' ? course.points.find(({ id }) => id === point)?.cutoffMs : undefined;
  return own ?? (format.kind === 'course' ? format.limitMs : undefined) ?? 0;
}
