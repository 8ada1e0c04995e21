/** How often there are laps of which length, in usual laps: a histogram over the logarithm, and smooth densities from it. */

const FROM = Math.log(0.6);
const STEP = 0.02;
/** Up to about ten usual laps; what is shorter or longer counts in the outermost bin. */
const BINS = 140;
/** Ratios are looked up by hundredths: a logarithm a lap is dear. */
const HUNDREDTHS = 1000;
const BIN_OF = Uint8Array.from({ length: HUNDREDTHS + 1 }, (_, i) =>
  clamp(Math.floor((Math.log(i / 100) - FROM) / STEP)),
);
/** A bin this near to two, three or four usual laps, as a share of them, holds missed crossings beside the rests. */
const WHOLE_SHARE = 0.06;
const WHOLES = [2, 3, 4];
const AT_WHOLE = Uint8Array.from({ length: BINS }, (_, bin) => Number(isWhole(Math.exp(logOf(bin)))));
/** Kernels reach this many of their widths. */
const REACH = 3;

export class RatioTable {
  readonly counts = new Float32Array(BINS);
  laps = 0;

  add(ratio: number): void {
    this.counts[binOf(ratio)]!++;
    this.laps++;
  }

  addAll(other: RatioTable): void {
    for (let bin = 0; bin < BINS; bin++) this.counts[bin]! += other.counts[bin]!;
    this.laps += other.laps;
  }

  /** Laps per unit of the logarithm around a bin. */
  at(bin: number, kernel: Kernel): number {
    let sum = 0;
    for (let i = kernel.first(bin); i <= kernel.last(bin); i++) {
      const count = this.counts[i]!;
      if (count !== 0) sum += count * kernel.weights[Math.abs(i - bin)]!;
    }
    return sum / kernel.sum;
  }

  /** The same from the bins between the whole multiples alone: laps there are long for other reasons than missed crossings. */
  besideWholes(bin: number, kernel: Kernel): number {
    let sum = 0;
    let weights = 0;
    for (let i = kernel.first(bin); i <= kernel.last(bin); i++) {
      if (AT_WHOLE[i] === 1) continue;
      const weight = kernel.weights[Math.abs(i - bin)]!;
      weights += weight;
      sum += this.counts[i]! * weight;
    }
    return weights > 0 ? sum / (weights * STEP) : 0;
  }
}

/** A bell of a width given in the logarithm. */
export class Kernel {
  readonly weights: Float64Array;
  readonly sum: number;

  constructor(width: number) {
    const reach = Math.ceil((REACH * width) / STEP);
    this.weights = Float64Array.from({ length: reach + 1 }, (_, i) => Math.exp(-((i * STEP) ** 2) / (2 * width ** 2)));
    this.sum = width * Math.sqrt(2 * Math.PI);
  }

  first(bin: number): number {
    return Math.max(0, bin - this.weights.length + 1);
  }

  last(bin: number): number {
    return Math.min(BINS - 1, bin + this.weights.length - 1);
  }
}

export function binOf(ratio: number): number {
  return BIN_OF[Math.min(HUNDREDTHS, Math.round(ratio * 100))]!;
}

/** One number for each bin. */
export function perBin(of: (bin: number) => number): Float64Array {
  return Float64Array.from({ length: BINS }, (_, bin) => of(bin));
}

/** The logarithm in the middle of a bin. */
export function logOf(bin: number): number {
  return FROM + (bin + 0.5) * STEP;
}

function isWhole(ratio: number): boolean {
  return WHOLES.some((whole) => Math.abs(ratio - whole) < WHOLE_SHARE * whole);
}

function clamp(bin: number): number {
  return Math.min(BINS - 1, Math.max(0, bin));
}
