/** Points of the course by name, for boxes that may also stand elsewhere. Pure. */
import type { Desk } from '../data.js';
import { pointOptions } from '../use-form.js';

export const pointName = (desk: Desk, id: string): string =>
  pointOptions(desk).find(({ value }) => value === id)?.label ?? id;

/** The points of the race, and `own` where it is one of another race of the group. */
export function pointChoices(desk: Desk, own: string): { value: string; label: string }[] {
  const options = pointOptions(desk);
  return options.some(({ value }) => value === own) ? options : [...options, { value: own, label: own }];
}
