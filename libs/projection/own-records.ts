/** The records races keep for themselves, held in memory for boards and cards; a change is here after a second. */
import type { OwnRecordList, OwnRecordStore } from '#libs/log/index.js';
import type { Logger } from '#libs/platform/logging.js';
import type { OwnRecord } from '#libs/records/index.js';

const REFRESH_MS = 1000;
const NONE: readonly OwnRecord[] = [];

/** What comparisons ask: the same list as long as nothing changed. */
export interface OwnRecordSource {
  recordsOf(slug: string): readonly OwnRecord[];
}

export const NO_OWN_RECORDS: OwnRecordSource = { recordsOf: () => NONE };

/** Checked when they were put. */
export const asOwnRecords = (list: OwnRecordList | undefined): readonly OwnRecord[] =>
  list === undefined ? NONE : (list.records as unknown as readonly OwnRecord[]);

export class HeldOwnRecords implements OwnRecordSource {
  private readonly held = new Map<string, OwnRecordList>();
  private timer: NodeJS.Timeout | undefined;
  private isRefreshing = false;

  constructor(
    private readonly store: OwnRecordStore,
    private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    await this.refresh();
    this.timer = setInterval(() => void this.refresh(), REFRESH_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  recordsOf(slug: string): readonly OwnRecord[] {
    return asOwnRecords(this.held.get(slug));
  }

  /** As it is stored now. */
  listOf(slug: string): Promise<OwnRecordList | undefined> {
    return this.store.of(slug);
  }

  private async refresh(): Promise<void> {
    if (this.isRefreshing) return;
    this.isRefreshing = true;
    try {
      for (const [slug, revision] of await this.store.revisions()) {
        if (this.held.get(slug)?.revision === revision) continue;
        const list = await this.store.of(slug);
        if (list !== undefined) this.held.set(slug, list);
      }
    } catch (error) {
      this.logger.debug({ err: error }, 'records of races not read anew; the held ones stay');
    } finally {
      this.isRefreshing = false;
    }
  }
}
