/** Ranks 1, 1, 3: overall, by sex and by category, for a whole board at once. */
import { TIER_RANKED } from '../formats/strategy.js';
import type { BoardOrder } from './order.js';

/** Ranks by runner number, 0: none. Read only; the arrays are reused when the board changes, so copy what you want to keep. */
export interface RankTable {
  readonly size: number;
  /** Changes whenever a rank or the order may have changed. */
  readonly version: number;
  /** Runner numbers in board order; the first `size` are valid. */
  readonly order: Int32Array;
  /** Bib by runner number. A runner keeps the number as long as the fold lives. */
  readonly bibs: readonly string[];
  readonly rank: Int32Array;
  readonly rankSex: Int32Array;
  readonly rankCategory: Int32Array;
}

/** Places within one group of runners. */
class Tally {
  #count = new Int32Array(8);
  #last = new Int32Array(8);
  #rank = new Int32Array(8);

  clear(groups: number): void {
    if (groups > this.#count.length) {
      this.#count = new Int32Array(groups * 2);
      this.#last = new Int32Array(groups * 2);
      this.#rank = new Int32Array(groups * 2);
    } else this.#count.fill(0);
  }

  next(group: number, runner: number, board: BoardOrder, byDistance: boolean): number {
    const place = this.#count[group]! + 1;
    this.#count[group] = place;
    if (place === 1 || !board.ties(this.#last[group]!, runner, byDistance)) this.#rank[group] = place;
    this.#last[group] = runner;
    return this.#rank[group]!;
  }
}

/** Sex and category of runners as small numbers; 0: unknown. */
export interface Groups {
  sex: Int32Array;
  sexes: number;
  category: Int32Array;
  categories: number;
}

export class Ranks {
  rank = new Int32Array(0);
  rankSex = new Int32Array(0);
  rankCategory = new Int32Array(0);
  readonly #overall = new Tally();
  readonly #bySex = new Tally();
  readonly #byCategory = new Tally();

  /** The ranks of one runner, 0: none. */
  of(runner: number): { rank: number; rankSex: number; rankCategory: number } {
    return { rank: this.rank[runner]!, rankSex: this.rankSex[runner]!, rankCategory: this.rankCategory[runner]! };
  }

  /**
   * @param byDistance equal distance is equal rank, whoever was there first
   * Ranks everybody who is ranked and has a lap (R7.1, R7.2). Others have none: they are equal after all others. */
  compute(board: BoardOrder, groups: Groups, byDistance: boolean): void {
    const n = board.size;
    if (this.rank.length < n) {
      this.rank = new Int32Array(board.order.length);
      this.rankSex = new Int32Array(board.order.length);
      this.rankCategory = new Int32Array(board.order.length);
    }
    this.#overall.clear(1);
    this.#bySex.clear(groups.sexes);
    this.#byCategory.clear(groups.categories);
    for (let i = 0; i < n; i++) {
      const runner = board.order[i]!;
      const ranked = board.tier[runner] === TIER_RANKED && board.distanceMm[runner]! > 0;
      const sex = groups.sex[runner]!;
      const category = groups.category[runner]!;
      this.rank[runner] = ranked ? this.#overall.next(0, runner, board, byDistance) : 0;
      this.rankSex[runner] = ranked && sex > 0 ? this.#bySex.next(sex, runner, board, byDistance) : 0;
      this.rankCategory[runner] =
        ranked && category > 0 ? this.#byCategory.next(category, runner, board, byDistance) : 0;
    }
  }
}
