/** The desk of one race on this tablet: store, clock, feed and recorder put together, and taken apart again when another tab takes over. */
import { type Database, type Pairing, indexedDbStore, keepPairing } from '../queue/store.js';
import { httpNetwork } from '../queue/network.js';
import { clockWentBack } from '../clock/steps.js';
import { k } from '../../shared/messages/keypad.js';
import { ClockKeeper } from './clock-keeper.js';
import { Feed } from './feed.js';
import { Recorder } from './recorder.js';

const TICK_MS = 250;

export interface Desk {
  recorder: Recorder;
  clock: ClockKeeper;
  feed: Feed;
  /** How far the device's clock is behind its own last entry, ms; 0 is fine. */
  wentBackMs: number;
  /** Changes the kept pairing: person on duty, or a new token. */
  keep(change: Partial<Pairing>): Promise<void>;
  close(): void;
}

const queueClock = {
  now: () => performance.now(),
  wall: () => new Date().toISOString(),
  after(delayMs: number, run: () => void) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Opens the desk. Rejects when the store cannot be read. */
export async function openDesk(db: Database, pairing: Pairing): Promise<Desk> {
  const clock = new ClockKeeper((sample) => void keep({ clock: sample }));
  const token = () => recorder.pairing.value.token;
  const feed = new Feed(db, pairing.race, token);
  const network = httpNetwork(pairing.race, token, (input, init) => fetch(input, init));
  const ports = { store: indexedDbStore(db), network, clock: queueClock };
  const recorder: Recorder = new Recorder({
    ports,
    pairing,
    clock,
    feed,
    reasonText: (reason) => k(`reason.${reason}`),
  });

  async function keep(change: Partial<Pairing>): Promise<void> {
    recorder.pairing.value = { ...recorder.pairing.value, ...change };
    await keepPairing(db, recorder.pairing.value);
    if (change.token !== undefined) recorder.driver.dispatch({ type: 'paired' });
  }

  clock.start(pairing.clock);
  await recorder.driver.start(pairing.race);
  const wentBackMs = clockWentBack(recorder.entries().at(-1)?.createdAt, Date.now());
  const stop = listen(recorder, clock, feed);
  void feed.start();
  void clock.measure(true);
  return {
    recorder,
    clock,
    feed,
    wentBackMs,
    keep,
    close() {
      stop();
      feed.stop();
      recorder.driver.stop();
    },
  };
}

/** The ticker, and what the device tells us about network and sleep. */
function listen(recorder: Recorder, clock: ClockKeeper, feed: Feed): () => void {
  const wake = () => {
    recorder.online.value = navigator.onLine;
    if (!navigator.onLine) return;
    recorder.driver.dispatch({ type: recorder.driver.engine.refusal ? 'tick' : 'retry' });
    void clock.measure(true);
    void feed.refreshAll();
  };
  const seen = () => document.visibilityState === 'visible' && wake();
  const offline = () => (recorder.online.value = false);
  const ticker = setInterval(() => {
    recorder.wallMs.value = Date.now();
    recorder.nowMs.value = performance.now();
    clock.look();
    if (navigator.onLine) void clock.measure();
  }, TICK_MS);
  window.addEventListener('online', wake);
  window.addEventListener('offline', offline);
  document.addEventListener('visibilitychange', seen);
  return () => {
    clearInterval(ticker);
    window.removeEventListener('online', wake);
    window.removeEventListener('offline', offline);
    document.removeEventListener('visibilitychange', seen);
  };
}
