/** How a file is to be read. */
import type { ClockChange } from '#libs/readers/index.js';

export interface ImportOptions {
  format: string;
  point: string;
  points?: Record<string, string>;
  timeZone?: string;
  clockChange: ClockChange;
  /** When the clock of the box was set, if nobody touched it since, ms. */
  setAtMs?: number;
  /** `yyyy-MM-dd` of the first line, for files without dates. */
  dateMs?: number;
  /** Reader whose box wrote it: what came from it live is known. */
  reader?: string;
  settings: Record<string, unknown>;
  dryRun: boolean;
}
