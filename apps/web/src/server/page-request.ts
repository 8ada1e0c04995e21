/** What the server asks the pages for. Plain data: it travels to the browser as the page's state, byte for byte. */
import type { Board, CardForecast, CardRecord, Rivals } from '#libs/contracts/index.js';
import type { Course, Format, RaceHeader, RaceState, RunnerCard } from '#libs/domain/index.js';

/** One race of the home page's list. */
export interface RaceListItem {
  slug: string;
  name: string;
  scheduledStart: string;
  timeZone: string;
  state: RaceState;
  format: Format;
  course: Course;
  runners: number;
  simulated?: boolean;
  /** The race's own now; ahead of the wall clock where a simulation runs faster than life. */
  at?: string;
  startedAt?: string;
  endsAt?: string;
}

/** How the board is sorted and filtered, as it stands in the URL. */
export interface BoardQuery {
  sort?: string;
  q?: string;
  category?: string;
  sex?: string;
  status?: string;
}

/** A runner card as `GET runners/{bib}` answers it: each lap names the devices behind it; with its estimates where there are some. */
export type RunnerCardAnswer = Omit<RunnerCard, 'laps'> & {
  race?: RaceHeader;
  laps: (RunnerCard['laps'][number] & { sources?: string[]; seenBy?: string[] })[];
  forecast?: CardForecast;
  records?: CardRecord[];
  rivals?: Rivals;
};
export type CrewCard = RunnerCardAnswer;

/** Something between runner and page is silent. */
export interface LateData {
  kind: 'silent-point' | 'reader-down';
  since: string;
  point?: string;
}

/** `GET crew`: what a crew's link opens. */
export interface CrewAnswer {
  race: RaceHeader;
  /** The race's now. */
  at: string;
  serverNow: string;
  /** Newest crossing of anybody. */
  lastReadAt: string | null;
  runners: CrewCard[];
  late: LateData[];
}

interface PageBase {
  /** BCP 47 tag of a language we have; English when absent. */
  lang?: string;
  /** The server's instant while rendering; absent: now. Ages and clocks are counted from it. */
  now?: string;
}

export interface HomePage extends PageBase {
  kind: 'home';
  races: RaceListItem[];
  /** No race on this server yet. */
  empty: boolean;
  canStartDemo: boolean;
}
/** A page of one race. */
interface RacePage extends PageBase {
  /** Only the signed-in director may see it; its data is asked for in their name. */
  private?: boolean;
}
export interface BoardPage extends RacePage {
  kind: 'board';
  board: Board;
  query?: BoardQuery;
}
export interface RunnerPage extends RacePage {
  kind: 'runner';
  board: Board;
  card: RunnerCardAnswer;
}
/** The secret of the link travels with its page, which asks for the cards with it. */
export interface CrewPage extends PageBase {
  kind: 'crew';
  token: string;
  crew: CrewAnswer;
}
export interface DirectorPage extends PageBase {
  kind: 'director';
}
export interface KeypadPage extends PageBase {
  kind: 'keypad';
  slug: string;
  raceName: string;
}
export interface NotFoundPage extends PageBase {
  kind: 'not-found';
}
export interface ProblemPage extends PageBase {
  kind: 'problem';
  status: number;
  title: string;
  detail: string;
}

export type PageRequest =
  HomePage | BoardPage | RunnerPage | CrewPage | DirectorPage | KeypadPage | NotFoundPage | ProblemPage;
