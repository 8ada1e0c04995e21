/** A snapshot made by another version of the fold: fold the log from the start instead. */
export class SnapshotVersionError extends Error {
  override readonly name = 'SnapshotVersionError';

  constructor(
    readonly found: unknown,
    readonly expected: number,
  ) {
    super(`snapshot of fold version ${String(found)}, expected ${expected}`);
  }
}

/** A fact that no log of ours can hold: its offset is not a whole number from 1 to 2^32 - 1. */
export class FactOffsetError extends RangeError {
  override readonly name = 'FactOffsetError';

  constructor(readonly offset: unknown) {
    super(`offset of a fact must be a whole number from 1 to 2^32 - 1, not ${String(offset)}`);
  }
}
