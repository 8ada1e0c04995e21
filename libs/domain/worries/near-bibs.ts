/** Bibs that are easily keyed for one another: one figure other, missing, too many, or two changed round. */

export function isNear(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from++;
  const [restA, restB] = [a.slice(from + 1), b.slice(from + 1)];
  if (a.length < b.length) return a.slice(from) === restB;
  if (a.length > b.length) return restA === b.slice(from);
  if (restA === restB) return true;
  return a[from] === b[from + 1] && a[from + 1] === b[from] && restA.slice(1) === restB.slice(1);
}
