/** Inserts into a list kept ascending by offset; at the end is the usual case. */
export function insertByOffset<T extends { offset: number }>(list: T[], item: T): void {
  let i = list.length;
  while (i > 0 && list[i - 1]!.offset > item.offset) i--;
  list.splice(i, 0, item);
}
