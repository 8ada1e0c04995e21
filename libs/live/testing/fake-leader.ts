/** A projector's leader for tests: a race whose board changes in every way a board can, published as frames; answers wishes for snapshots. */
import { type Board, compareRows, type Delta } from '#libs/contracts/index.js';
import type { BoardRow } from '#libs/domain/index.js';
import { diffBoards } from '../diff-boards.js';
import { FRAME_WANTED_TOPIC, FRAMES_TOPIC, type LiveFeed } from '../ports.js';

const START_MS = Date.parse('2026-10-03T08:00:00.000Z');
/** Texts that look like packet syntax, numbers, binary placeholders, or are long in UTF-8. */
export const AWKWARD_NAMES = [
  'Zoë Łuczak',
  '走る 🏃‍♀️',
  '{"_placeholder":true,"num":0}',
  '42/live,["delta",{}]',
  '451-["x"]',
  'b4AAEC',
  '\u0000\u0001\ud83d',
  '"\\\u2028',
];

export function emptyBoard(slug: string, epoch = 'e1'): Board {
  return {
    race: {
      slug,
      name: 'Test 24 h',
      format: { kind: 'fixed-time', durationMs: 86_400_000, end: 'measure' },
      course: { kind: 'loop', lapM: 1000, points: [{ id: 'line', atM: 0 }] },
      timeZone: 'Europe/Rome',
      scheduledStart: new Date(START_MS).toISOString(),
      state: 'running',
    },
    epoch,
    seq: 1,
    at: new Date(START_MS).toISOString(),
    lastReadAt: null,
    offset: 0,
    rows: [],
  };
}

export function row(bib: string, laps: number, more: Partial<BoardRow> = {}): BoardRow {
  return { bib, status: laps > 0 ? 'racing' : 'entered', laps, distanceM: laps * 1000, sex: 'F', ...more };
}

export class FakeLeader {
  board: Board;
  private epochs = 1;
  wishes = 0;

  constructor(
    readonly slug: string,
    private readonly feed: LiveFeed,
    runners = 3,
  ) {
    const rows = Array.from({ length: runners }, (_, i) => row(String(i + 1), 0, { rank: i + 1 }));
    this.board = { ...emptyBoard(slug), rows };
  }

  /** Answers `frame-wanted`. */
  async listen(): Promise<void> {
    await this.feed.tail(FRAME_WANTED_TOPIC, (message) => {
      const { race } = JSON.parse(message) as { race: string };
      if (race !== this.slug && race !== '*') return;
      this.wishes += 1;
      this.snapshot();
    });
  }

  snapshot(): void {
    this.publish({ kind: 'snapshot', board: this.board });
  }

  /** Another numbering, as after a rebuild. */
  restart(): void {
    this.epochs += 1;
    this.board = { ...this.board, epoch: `e${this.epochs}`, seq: 1, offset: this.board.offset + 1 };
    this.snapshot();
  }

  /** Laps of these bibs in one tick. */
  lap(...bibs: string[]): Delta {
    return this.change((rows) =>
      rows.map((old) =>
        bibs.includes(old.bib) ? { ...old, ...row(old.bib, old.laps! + 1, { name: old.name }) } : old,
      ),
    );
  }

  rename(bib: string, name: string): Delta {
    return this.change((rows) => rows.map((old) => (old.bib === bib ? { ...old, name } : old)));
  }

  /** Any change of rows and header, as the next delta. */
  change(edit: (rows: BoardRow[]) => BoardRow[], header: Partial<Board['race']> = {}): Delta {
    const before = this.board;
    const seq = before.seq + 1;
    const at = new Date(START_MS + seq * 1000).toISOString();
    const race = { ...before.race, ...header };
    const rows = JSON.parse(JSON.stringify(edit([...before.rows]))) as BoardRow[];
    this.board = { ...before, race, seq, at, lastReadAt: at, offset: before.offset + 1, rows: rows.sort(compareRows) };
    const delta = diffBoards(before, this.board);
    this.publish({ kind: 'delta', delta });
    return delta;
  }

  private publish(frame: object): void {
    void this.feed.publish(FRAMES_TOPIC, JSON.stringify({ race: this.slug, frame }));
  }
}

/** One of the changes a race goes through, chosen by two whole numbers. */
export function randomStep(leader: FakeLeader, kind: number, pick: number): void {
  const bib = String((pick % 9) + 1);
  const name = AWKWARD_NAMES[pick % AWKWARD_NAMES.length];
  const known = leader.board.rows.some((old) => old.bib === bib);
  const others = (rows: BoardRow[]): BoardRow[] => rows.filter((old) => old.bib !== bib);
  switch (kind % 6) {
    case 0:
      if (known) leader.change(others);
      else leader.change((rows) => [...rows, row(bib, 0)]);
      break;
    case 1:
      leader.change((rows) => [...others(rows), row(bib, pick % 50, { rank: (pick % 5) + 1, name })]);
      break;
    case 2:
      leader.change((rows) => [...others(rows), row(bib, pick % 7, { club: name, paceMsPerKm: pick })]);
      break;
    case 3:
      leader.change((rows) => rows, { name: `Race ${pick}` });
      break;
    default:
      leader.lap(bib, String(((pick >> 3) % 9) + 1));
  }
}
