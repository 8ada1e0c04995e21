/** Work on one thing at a time: whoever reads, changes and writes must not meet another who does the same. */
export class OneByOne {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Starts when everything of the same key that came before has ended, well or not. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.last.get(key) ?? Promise.resolve()).then(work, work);
    this.last.set(key, turn);
    const forget = (): void => {
      if (this.last.get(key) === turn) this.last.delete(key);
    };
    turn.then(forget, forget);
    return turn;
  }
}
