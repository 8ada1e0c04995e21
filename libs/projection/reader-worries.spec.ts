/** A box that vanishes is a worry; one that was muted, never came, or comes back at once is none. */
import { describe, expect, it } from '@jest/globals';
import type { ReaderState } from '#libs/contracts/index.js';
import { isoInstant } from '#libs/domain/index.js';
import { READER_AWAY_MS, readerWorries } from './reader-worries.js';

const NOW_MS = Date.UTC(2026, 9, 3, 12);
const state = (more: Partial<ReaderState> & { muted?: boolean } = {}): Record<string, unknown> => ({
  ...{ link: 'connected', since: isoInstant(NOW_MS - 600_000), peers: [], reads: 9, duplicates: 0, refused: 0 },
  ...{ readsPerMinute: 1, spooled: 0, boxes: [], lastReads: [], lastRefused: [], notices: [], ...more },
});
const worries = (more: Parameters<typeof state>[0], { beatAgoMs = 1000, isReplay = false } = {}) =>
  readerWorries([{ id: 'finish', state: state(more), beatAtMs: NOW_MS - beatAgoMs, beatAgoMs }], NOW_MS, isReplay);
const box = (more: object) => [{ device: 'finish', point: 'line', reads: 1, gaps: [], ...more }];

describe('a box', () => {
  it('that is connected and records worries nobody', () => {
    expect(worries({ boxes: box({ recording: true, clock: { applied: true, history: [] } }) })).toEqual([]);
  });

  it.each([
    ['away', { link: 'away', reason: '10.0.0.9:3601 does not answer' }],
    ['failed', { link: 'failed', reason: 'port 3097 is taken' }],
    ['listening', { link: 'listening' }],
  ] as const)('%s after it was there is one, with since when and why', (_what, more) => {
    const [worry] = worries(more);
    expect(worry).toMatchObject({ kind: 'reader-down', at: isoInstant(NOW_MS - 600_000), settle: null });
    expect(worry?.evidence.text).toContain('away for 10:00');
    expect(worry?.evidence.reader).toBe('finish');
    if ('reason' in more) expect(worry?.evidence.text).toContain(more.reason);
    expect(worries(more)[0]?.id).toBe(worry?.id);
  });

  it.each([
    ['that is back within a minute', { link: 'away', since: isoInstant(NOW_MS - READER_AWAY_MS + 1) }],
    ['that has never come yet', { link: 'listening', reads: 0 }],
    ['that is muted', { link: 'away', muted: true }],
    ['of a webhook', { link: 'waiting' }],
  ] as const)('%s is none', (_what, more) => {
    expect(worries(more)).toEqual([]);
  });

  it('whose process is gone is one, whatever it said last', () => {
    expect(worries({}, { beatAgoMs: 120_000 })).toMatchObject([{ kind: 'reader-down' }]);
  });

  it('in test mode is one though it is connected', () => {
    expect(worries({ boxes: box({ recording: false, mode: 'test' }) })[0]?.evidence.text).toContain('records nothing');
  });

  it('is none when the race is over and it is packed, but one that is set up after that is looked at', () => {
    const ended = (more: Parameters<typeof state>[0], endedMs: number) =>
      readerWorries([{ id: 'finish', state: state(more), beatAtMs: NOW_MS, beatAgoMs: 0 }], NOW_MS, false, endedMs);
    const test = { boxes: box({ recording: false, mode: 'test' }) };
    expect(ended({ link: 'away' }, NOW_MS - 3_600_000)).toEqual([]);
    expect(ended(test, NOW_MS - 1000)).toEqual([]);
    expect(ended(test, NOW_MS - 3_600_000)).toMatchObject([{ kind: 'reader-down' }]);
  });

  it('whose records contradict the zone they state is one for half an hour', () => {
    const doubted = (agoMs: number) =>
      worries({
        notices: [
          {
            ...{ at: isoInstant(NOW_MS - agoMs), level: 'warn', code: 'zone-doubt', count: 1 },
            message: 'UTCTime is about 1 h after Received: its zone is probably wrong.',
          },
        ],
      });
    expect(doubted(60_000)).toMatchObject([
      { kind: 'clock', evidence: { text: expect.stringContaining('The reader finish: UTCTime is about 1 h') } },
    ]);
    expect(doubted(31 * 60_000)).toEqual([]);
  });

  it('in a wrong zone, or with a clock that is off, says which setting to change; not in a replay', () => {
    const zone = box({ clock: { applied: false, history: [], doubt: { kind: 'zone', byMs: -3_600_000 } } });
    const clock = box({ clock: { applied: false, history: [], doubt: { kind: 'clock', byMs: -42_000 } } });
    expect(worries({ boxes: zone })[0]).toMatchObject({
      kind: 'clock',
      evidence: { text: expect.stringContaining('timeZone'), reader: 'finish' },
    });
    expect(worries({ boxes: clock })[0]).toMatchObject({
      kind: 'clock',
      evidence: { text: expect.stringContaining('-42000') },
    });
    expect(worries({ boxes: clock }, { isReplay: true })).toEqual([]);
  });

  it('that is days ahead has a wrong date, and nobody is asked to correct that by an offset', () => {
    const clock = { applied: false, history: [], doubt: { kind: 'clock' as const, byMs: -17 * 86_400_000 } };
    const [worry] = worries({ boxes: box({ clock }) });
    expect(worry?.evidence.text).toContain('17 days ahead');
    expect(worry?.evidence.text).not.toContain('offsetMs');
  });
});
