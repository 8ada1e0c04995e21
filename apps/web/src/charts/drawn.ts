/** Paths of the drawings that need no scripts. Pure. */
export const WIDTH = 1000;
export const HEIGHT = 240;
export const PAD = 8;

/** Paths of a line; a null starts a new one. */
export function linePaths(xs: readonly number[], ys: readonly (number | null)[]): string {
  let path = '';
  let open = false;
  ys.forEach((y, i) => {
    if (y === null) {
      open = false;
      return;
    }
    path += `${open ? 'L' : 'M'}${(xs[i] ?? 0).toFixed(1)} ${y.toFixed(1)}`;
    open = true;
  });
  return path;
}

/** Place of a value between two bounds, inside the frame. */
export function scale(from: number, to: number, length: number): (value: number) => number {
  const span = Math.max(1, to - from);
  return (value) => PAD + Math.min(1, Math.max(0, (value - from) / span)) * (length - 2 * PAD);
}
