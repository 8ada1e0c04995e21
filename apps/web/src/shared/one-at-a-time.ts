/** Work that is asked for by events: never twice at once, and none of the askings is lost. */

/** Runs `work`; whoever asks while it is under way may have come too late for it, so it is done once more afterwards. */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let isBusy = false;
  let isWanted = false;
  return async () => {
    isWanted = true;
    if (isBusy) return;
    isBusy = true;
    try {
      while (isWanted) {
        isWanted = false;
        await work();
      }
    } finally {
      isBusy = false;
    }
  };
}
