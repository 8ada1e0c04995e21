/** Numbers marked since they were last taken, each once. */
export class DirtySet {
  #marked = new Uint8Array(16);
  #list = new Int32Array(16);
  #size = 0;

  mark(number: number): void {
    if (number >= this.#marked.length) this.#grow(number);
    if (this.#marked[number] === 1) return;
    this.#marked[number] = 1;
    this.#list[this.#size++] = number;
  }

  /** The marked numbers in the order they were marked. */
  peek(): number[] {
    return Array.from(this.#list.subarray(0, this.#size));
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
    const list = new Int32Array(capacity);
    list.set(this.#list);
    this.#list = list;
  }
}
