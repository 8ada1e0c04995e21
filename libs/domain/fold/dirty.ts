/** Numbers marked since they were last taken, each once. */
export class DirtySet {
  #marked = new Uint8Array(16);
  #list = new Int32Array(16);
  #size = 0;
  #revisions = new Uint32Array(16);

  mark(number: number): void {
    if (number >= this.#marked.length) this.#grow(number);
    this.#revisions[number]! += 1;
    if (this.#marked[number] === 1) return;
    this.#marked[number] = 1;
    this.#list[this.#size++] = number;
  }

  /** The marked numbers in the order they were marked. */
  peek(): number[] {
    return Array.from(this.#list.subarray(0, this.#size));
  }

  /** How often a number was marked, whoever took it in between. */
  revision(number: number): number {
    return this.#revisions[number] ?? 0;
  }

  clear(): void {
    this.#size = 0;
    this.#marked.fill(0);
  }

  #grow(number: number): void {
    const capacity = Math.max(number + 1, this.#marked.length * 2);
    const marked = new Uint8Array(capacity);
    marked.set(this.#marked);
    this.#marked = marked;
    const revisions = new Uint32Array(capacity);
    revisions.set(this.#revisions);
    this.#revisions = revisions;
    const list = new Int32Array(capacity);
    list.set(this.#list);
    this.#list = list;
  }
}
