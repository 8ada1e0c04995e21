/** Calls of a timer who knows only the contract: races with chips, readers, what the log, the board and the worries say of them. */
import type { ReaderAnswer, WorriesAnswer } from '#libs/contracts/index.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, LAP_M, type LogLine, boardRow, expectStatus, readLog } from './outsider.js';

export const HOST = '127.0.0.1';

/** @param call of the server as it is now: it may be started anew meanwhile */
export function timerOf(call: () => Call) {
  const race = async (slug: string, gun: string, chips: readonly string[]): Promise<void> => {
    await expectStatus(
      201,
      call()('POST', '/races', {
        ...{ slug, name: slug, timeZone: 'Europe/Rome', scheduledStart: gun, surface: 'road', visibility: 'public' },
        course: { kind: 'loop', lapM: LAP_M, points: [{ id: 'line', atM: 0 }], minLapMs: 120_000 },
        format: { kind: 'fixed-time', durationMs: 86_400_000, end: 'measure' },
      }),
    );
    const entrants = chips.map((chip, i) => ({ bib: String(i + 1), name: `Runner ${i + 1}`, chips: [chip] }));
    await expectStatus(200, call()('PUT', `/races/${slug}/entrants`, entrants));
    await expectStatus(200, call()('POST', `/races/${slug}/start`, { at: gun }));
  };
  const put = async (slug: string, id: string, body: object): Promise<ReaderAnswer> =>
    (await expectStatus(200, call()<ReaderAnswer>('PUT', `/races/${slug}/readers/${id}`, body))).json;
  const stateOf = async (slug: string, id: string): Promise<ReaderAnswer['state']> =>
    (await expectStatus(200, call()<ReaderAnswer>('GET', `/races/${slug}/readers/${id}`))).json.state;
  const worriesOf = async (slug: string): Promise<WorriesAnswer['worries']> =>
    (await expectStatus(200, call()<WorriesAnswer>('GET', `/races/${slug}/worries`))).json.worries;
  const facts = async (slug: string, kind = 'read'): Promise<LogLine[]> =>
    (await readLog(call(), slug)).filter((fact) => fact.kind === kind);
  const shows = (slug: string, bib: string, what: { laps: number; elapsedMs?: number }): Promise<unknown> =>
    waitFor(
      `bib ${bib} of ${slug} to show ${JSON.stringify(what)}`,
      async () => {
        const row = await boardRow(call(), slug, bib);
        return row?.laps === what.laps && (what.elapsedMs === undefined || row.elapsedMs === what.elapsedMs);
      },
      30_000,
    );
  const stored = (slug: string, count: number, kind = 'read'): Promise<unknown> =>
    waitFor(`${count} of kind ${kind} in ${slug}`, async () => (await facts(slug, kind)).length === count, 30_000);
  return { race, put, stateOf, worriesOf, facts, shows, stored };
}

export const sourceOf = ({ source }: LogLine) => source as { device: string; epoch?: string; seq?: number };
