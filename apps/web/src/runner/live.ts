/** Keeps a runner's page fresh: the socket says when the runner's row changed, then card and board are asked for. */
import type { Signal } from '@preact/signals';
import type { Board } from '#libs/contracts/index.js';
import { openSocket } from '../board/live/socket.js';
import type { RunnerCardAnswer } from '../server/page-request.js';
import { call } from '../shared/http.js';
import { slimBoard } from './slim.js';

/** Without the socket the card is asked for this often. */
const POLL_MS = 20_000;

export interface RunnerState {
  card: Signal<RunnerCardAnswer>;
  board: Signal<Board>;
  heardAtMs: Signal<number>;
}

/** Starts; the answer stops it. */
export function keepFresh({ card, board, heardAtMs }: RunnerState): () => void {
  const { slug } = board.peek().race;
  const { bib } = card.peek().row;
  const path = `/races/${encodeURIComponent(slug)}`;
  let connected = false;
  let stopped = false;
  let busy = false;
  const heard = () => {
    heardAtMs.value = performance.now();
  };
  const refresh = async () => {
    if (busy || stopped) return;
    busy = true;
    const [freshCard, freshBoard] = await Promise.all([
      call<RunnerCardAnswer>(`${path}/runners/${encodeURIComponent(bib)}`),
      call<Board>(`${path}/board`),
    ]);
    busy = false;
    if (stopped || !freshCard.ok || !freshBoard.ok) return;
    heard();
    card.value = freshCard.value;
    board.value = slimBoard(freshBoard.value, bib);
  };
  const watch = async (socket: { watch: Awaited<ReturnType<typeof openSocket>>['watch'] }) => {
    const { seq, epoch } = board.peek();
    const answer = await socket.watch({ race: slug, since: seq, epoch }).catch(() => null);
    if (answer === null || 'error' in answer) return;
    heard();
    const touched = answer.snapshot ?? answer.deltas?.find((delta) => delta.rows.some((row) => row.bib === bib));
    if (touched) await refresh();
  };
  const opening = openSocket({
    onConnect: () => {
      connected = true;
      void opening.then(watch);
    },
    onDisconnect: () => {
      connected = false;
    },
    onBeat: heard,
    onDelta: (delta) => {
      heard();
      if (delta.race === slug && (delta.header || delta.rows.some((row) => row.bib === bib))) void refresh();
    },
  });
  const timer = setInterval(() => {
    if (!connected && document.visibilityState === 'visible') void refresh();
  }, POLL_MS);
  const onVisible = () => {
    if (document.visibilityState === 'visible') void refresh();
  };
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    stopped = true;
    clearInterval(timer);
    document.removeEventListener('visibilitychange', onVisible);
    void opening.then((socket) => socket.close());
  };
}
