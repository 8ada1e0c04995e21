/** Sex and category of every runner as small numbers, for ranking. */
import { ageClass } from '../age.js';
import type { EntrantFact } from '../facts.js';
import type { Groups } from './ranks.js';

/** The category a row names, or else the age class; undefined when neither is known. */
export function categoryOf(row: EntrantFact, edges: readonly number[] | undefined): string | undefined {
  return row.category ?? ageClass(row.sex, row.age, edges);
}

export class EntrantGroups implements Groups {
  sex = new Int32Array(16);
  category = new Int32Array(16);
  readonly #sexes = new Map<string, number>();
  readonly #categories = new Map<string, number>();

  get sexes(): number {
    return this.#sexes.size + 1;
  }

  get categories(): number {
    return this.#categories.size + 1;
  }

  set(runner: number, row: EntrantFact, edges: readonly number[] | undefined): void {
    if (runner >= this.sex.length) {
      const sex = new Int32Array(Math.max(runner + 1, this.sex.length * 2));
      sex.set(this.sex);
      this.sex = sex;
      const category = new Int32Array(sex.length);
      category.set(this.category);
      this.category = category;
    }
    this.sex[runner] = numberOf(this.#sexes, row.sex);
    this.category[runner] = numberOf(this.#categories, categoryOf(row, edges));
  }
}

function numberOf(numbers: Map<string, number>, name: string | undefined): number {
  if (name === undefined) return 0;
  const known = numbers.get(name);
  if (known !== undefined) return known;
  numbers.set(name, numbers.size + 1);
  return numbers.size;
}
