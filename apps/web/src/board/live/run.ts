/** Brings a board to life in the browser: frames, the second's tick, the address, keys, and the reader's hands. */
import { effect } from '@preact/signals';
import { fetchAs, readerOf } from '../../shared/reader.js';
import { keptChoice } from '../forecast/choice.js';
import { type BoardStore, CADENCES_MS } from '../store.js';
import { searchFrom, viewFromSearch } from '../view/query.js';
import { Feed } from './feed.js';
import { watchHands } from './hands.js';
import { openSocket } from './socket.js';

const TICK_MS = 1000;
/** A page hidden for longer stops listening; it asks for what it missed when it is seen again. */
const HIDDEN_STOP_MS = 5 * 60_000;

/** The view and the address say the same, in both directions. */
function bindAddress(store: BoardStore): () => void {
  const dispose = effect(() => {
    const search = searchFrom(store.view.value);
    if (search !== location.search) history.replaceState(null, '', `${location.pathname}${search}${location.hash}`);
  });
  const onPop = () => {
    store.view.value = viewFromSearch(location.search);
  };
  addEventListener('popstate', onPop);
  return () => {
    dispose();
    removeEventListener('popstate', onPop);
  };
}

/** `/` goes to the search, as on most pages that have one; never while typing. */
function bindKeys(): () => void {
  const onKey = (event: KeyboardEvent) => {
    const { target } = event;
    const typing = target instanceof HTMLElement && target.closest('input, select, textarea');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    document.getElementById('search')?.focus();
  };
  addEventListener('keydown', onKey);
  return () => removeEventListener('keydown', onKey);
}

function bindFeed(store: BoardStore): () => void {
  const reader = readerOf({ private: store.isPrivate });
  const now = () => performance.now();
  const make = () =>
    new Feed({
      board: store.newest,
      clock: store.clock,
      open: (events) => openSocket(events, reader),
      fetcher: fetchAs(reader),
      onBoard: (board, changed) => store.receive(board, changed, now()),
      onHeard: (lastReadAt) => store.heard(lastReadAt, now()),
      onRefused: () => (store.refused.value = true),
    });
  let feed: Feed | null = make();
  let hiddenTimer: ReturnType<typeof setTimeout> | null = null;
  void feed.start();
  const onVisibility = () => {
    if (hiddenTimer !== null) clearTimeout(hiddenTimer);
    hiddenTimer = null;
    if (document.visibilityState === 'hidden') {
      hiddenTimer = setTimeout(() => {
        feed?.stop();
        feed = null;
      }, HIDDEN_STOP_MS);
    } else if (feed) {
      void feed.resync();
    } else {
      store.clock.reset();
      feed = make();
      void feed.start();
    }
  };
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    if (hiddenTimer !== null) clearTimeout(hiddenTimer);
    feed?.stop();
  };
}

/** Its columns come when it is on, after the table is there; it stays off while they cannot be had. */
function bindForecast(store: BoardStore): () => void {
  const isWanted = () => store.forecastOn.value || store.race.value.forecast?.finals !== undefined;
  return effect(() => {
    if (!isWanted()) store.forecast.value = null;
    else if (store.forecast.peek() === null)
      void import('../forecast/parts.js').then(
        ({ parts }) => isWanted() && (store.forecast.value = parts),
        () => undefined,
      );
  });
}

/** Readers who save data, or are on a very slow line, get the calmer pace to start with; the buttons say so and change it. */
function startPace(store: BoardStore): void {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean; effectiveType?: string } };
  const slow = connection?.saveData === true || /2g/.test(connection?.effectiveType ?? '');
  if (slow) store.cadenceMs.value = CADENCES_MS[1];
}

/** Starts everything; the answer stops it. */
export function run(store: BoardStore): () => void {
  store.begin(performance.now());
  startPace(store);
  // The address may ask for more than the server was told (watched runners live in the fragment and on the device).
  const view = viewFromSearch(location.search);
  store.view.value = { ...view, forecast: view.forecast || keptChoice() };
  if (store.stars.restore()) store.view.value = { ...store.view.value, watched: true };
  const hands = watchHands(store);
  const ticking = setInterval(() => {
    if (document.visibilityState === 'visible') store.tick(performance.now());
  }, TICK_MS);
  const undo = [
    bindAddress(store),
    bindKeys(),
    bindFeed(store),
    bindForecast(store),
    hands,
    () => clearInterval(ticking),
  ];
  return () => undo.forEach((end) => end());
}
