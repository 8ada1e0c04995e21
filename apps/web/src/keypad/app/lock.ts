/**
 * One tab records per race. The store stays right even with two (numbers are given out inside transactions, rows change by rule), but two
 * lists on two screens would mislead people. Web Locks decide; on plain http, where they are missing, tabs ask each other.
 */
export interface TabLock {
  /** False: another tab has it. */
  held: boolean;
  /** Takes it from the other tab. */
  take(): Promise<void>;
}

const ASK_MS = 250;

/** @param onLost another tab took over */
export async function lockTab(race: string, onLost: () => void): Promise<TabLock> {
  const name = `loopline-keypad:${race}`;
  return 'locks' in navigator ? webLock(name, onLost) : askTabs(name, onLost);
}

function request(name: string, options: LockOptions, onLost: () => void): Promise<boolean> {
  return new Promise((resolve) => {
    let got = false;
    navigator.locks
      .request(name, options, (lock) => {
        got = lock !== null;
        resolve(got);
        // Held until the page goes or another tab steals it.
        return got ? new Promise<void>(() => undefined) : undefined;
      })
      .catch(() => (got ? onLost() : resolve(false)));
  });
}

async function webLock(name: string, onLost: () => void): Promise<TabLock> {
  const lock: TabLock = {
    held: await request(name, { ifAvailable: true }, onLost),
    async take() {
      lock.held = await request(name, { steal: true }, onLost);
    },
  };
  return lock;
}

async function askTabs(name: string, onLost: () => void): Promise<TabLock> {
  const channel = new BroadcastChannel(name);
  let mine = false;
  let taken = false;
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === 'anyone?' && mine) channel.postMessage('here');
    if (data === 'here') taken = true;
    if (data === 'mine now' && mine) {
      mine = false;
      onLost();
    }
  });
  channel.postMessage('anyone?');
  await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  mine = !taken;
  const lock: TabLock = {
    held: mine,
    async take() {
      channel.postMessage('mine now');
      mine = true;
      lock.held = true;
    },
  };
  return lock;
}
