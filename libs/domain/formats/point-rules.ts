/** What the derivation of a course from A to B asks of its format (R10). */
import type { ReadRule } from '../race.js';
import type { PointWalk } from '../laps/point-walk.js';

export interface PointRules {
  readonly quietMs: number;
  readonly readRule: ReadRule;
  readonly pointCount: number;
  /** Number in the course of a point as claims name it, or -1. */
  pointOf(number: number): number;
  idOf(point: number): string;
  /** Distance from the start in mm. */
  atMm(point: number): number;
  /** No human covers the leg in less. */
  shortestMs(legMm: number): number;
  /** Strict closing: is a runner with so many passages out because the last was outside its limit? */
  isClosedTo(walk: PointWalk, passed: number): boolean;
}
