/** Keeps a runner's page fresh: the socket says when the runner's row changed, then card and board are asked for. */
import type { Signal } from '@preact/signals';
import type { Board } from '#libs/contracts/index.js';
import { type LiveSocket, type SocketEvents, openSocket } from '../board/live/socket.js';
import type { RunnerCardAnswer } from '../server/page-request.js';
import { call } from '../shared/http.js';
import { oneAtATime } from '../shared/one-at-a-time.js';
import { isRefusal, type Reader } from '../shared/reader.js';
import { tapOver } from '../shared/tap.js';
import { slimBoard } from './slim.js';

/** While the socket brings nothing the card is asked for this often, and the socket asked to bring something. */
const POLL_MS = 20_000;

export interface RunnerState {
  card: Signal<RunnerCardAnswer>;
  board: Signal<Board>;
  heardAtMs: Signal<number>;
  /** The server does not let this page read the race any more. */
  refused: Signal<boolean>;
}

/** Starts; the answer stops it. */
export function keepFresh({ card, board, heardAtMs, refused }: RunnerState, reader: Reader): () => void {
  const { slug } = board.peek().race;
  const { bib } = card.peek().row;
  const path = `/races/${encodeURIComponent(slug)}`;
  let connected = false;
  /** The server answered our watch over this connection: news will come. */
  let watching = false;
  let stopped = false;
  const heard = () => {
    refused.value = false;
    heardAtMs.value = performance.now();
  };
  // A lap that comes while the answer before it is on its way would wait for the next one.
  const refresh = oneAtATime(async () => {
    if (stopped) return;
    const csrf = await reader(refused.peek());
    const [freshCard, freshBoard] = await Promise.all([
      call<RunnerCardAnswer>(`${path}/runners/${encodeURIComponent(bib)}`, { csrf }),
      call<Board>(`${path}/board`, { csrf }),
    ]);
    await tapOver();
    if (!freshBoard.ok && isRefusal(freshBoard.problem.status)) refused.value = true;
    if (stopped || !freshCard.ok || !freshBoard.ok) return;
    heard();
    card.value = freshCard.value;
    board.value = slimBoard(freshBoard.value, bib);
  });
  const watch = async (socket: LiveSocket) => {
    const { seq, epoch } = board.peek();
    watching = false;
    const answer = await socket.watch({ race: slug, since: seq, epoch }).catch(() => null);
    if (answer === null || 'error' in answer) return;
    watching = connected;
    heard();
    const touched = answer.snapshot ?? answer.deltas?.find((delta) => delta.rows.some((row) => row.bib === bib));
    if (touched) await refresh();
  };
  const events: SocketEvents = {
    onConnect: () => {
      connected = true;
      void opening.then(watch);
    },
    onDisconnect: () => {
      connected = false;
      watching = false;
    },
    onBeat: heard,
    onDelta: (delta) => {
      heard();
      if (delta.race === slug && (delta.header || delta.rows.some((row) => row.bib === bib))) void refresh();
    },
  };
  const opening = openSocket(events, reader);
  const timer = setInterval(() => {
    if (watching || document.visibilityState !== 'visible') return;
    void refresh();
    if (connected) void opening.then(watch);
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
