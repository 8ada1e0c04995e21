import type { Board } from '#libs/contracts/index.js';
import type { BoardRow } from '#libs/domain/index.js';
import { describe, expect, it } from '@jest/globals';
import { HOUR, boardAt, header, makeRunners } from '../../dev/fixture.mjs';
import { cardAt } from '../../dev/fixture-card.mjs';
import type { PageRequest, RunnerCardAnswer } from './page-request.js';
import { renderPage } from './render.js';

const assets = {
  base: '/',
  manifest: {
    'shared.js': { file: 'assets/shared-1.js', css: ['assets/shared-1.css'] },
    'src/board/main.tsx': {
      file: 'assets/board-1.js',
      name: 'board',
      isEntry: true,
      imports: ['shared.js'],
      css: ['assets/board-1.css'],
    },
    'src/shared/theme-early.ts': { file: 'assets/theme-1.js', name: 'theme', isEntry: true },
  },
};
const start = Date.UTC(2026, 9, 3, 8);
const now = new Date(start + 7.2 * HOUR).toISOString();
const runners = makeRunners(7, 300);
const board = boardAt(header('autumn-24h', 'Autumn 24 h', 'running', start), runners, 7.2 * HOUR);
const crewOf = (card: RunnerCardAnswer): PageRequest => ({
  kind: 'crew',
  token: 'secret-of-the-link',
  crew: { race: board.race, at: now, serverNow: now, lastReadAt: now, runners: [card], late: [] },
});
const render = (page: PageRequest) => renderPage({ now, ...page }, assets);
const bodyRows = (html: string) =>
  [...html.matchAll(/<th role="rowheader"[^>]*><a href="\/autumn-24h\/(\d+)"/g)].map((m) => m[1]);
const withRow = (change: Partial<BoardRow>): Board => ({
  ...board,
  rows: board.rows.map((r, i) => (i === 0 ? { ...r, ...change } : r)),
});

describe('every page', () => {
  const card = cardAt(board, runners, '151');
  const pages: PageRequest[] = [
    { kind: 'home', races: [], empty: true, canStartDemo: true },
    { kind: 'board', board },
    ...(card ? [{ kind: 'runner', board, card } as const] : []),
    ...(card ? [crewOf(card)] : []),
    { kind: 'director' },
    { kind: 'keypad', slug: 'autumn-24h', raceName: 'Autumn 24 h' },
    { kind: 'not-found' },
    { kind: 'problem', status: 503, title: 'Busy', detail: 'Come back soon.' },
  ];
  it.each(pages.map((page) => [page.kind, page] as const))(
    '%s fits a strict policy: no inline script, style or handler',
    (_, page) => {
      const { html } = render(page);
      expect(html).toMatch(/^<!doctype html><html lang="en"/);
      expect(html).not.toMatch(/<style|\sstyle=|\son\w+="/);
      const scripts = [...html.matchAll(/<script([^>]*)>/g)].map((m) => m[1] ?? '');
      expect(scripts.every((attributes) => /src=|type="application\/json"/.test(attributes))).toBe(true);
    },
  );
  it('of a crew is for no search engine, and its secret stands in the state alone', () => {
    const { html } = render(crewOf(card!));
    expect(html).toContain('<meta name="robots" content="noindex"/>');
    expect(html).toContain(card!.row.name);
    expect(html.split('secret-of-the-link')).toHaveLength(2);
  });
  it('has the status of what it says', () => {
    expect([
      render({ kind: 'not-found' }).status,
      render({ kind: 'problem', status: 503, title: 't', detail: 'd' }).status,
    ]).toEqual([404, 503]);
  });
});

describe('the board without scripts', () => {
  const { html } = render({ kind: 'board', board });
  it('has every row, in the order of the race, and what its entry needs', () => {
    expect(bodyRows(html)).toEqual(board.rows.map((row) => row.bib));
    for (const file of ['board-1.js', 'shared-1.js', 'shared-1.css', 'board-1.css', 'theme-1.js'])
      expect(html).toContain(`/assets/${file}`);
  });
  it('says the race clock, the zone and how old it is', () => {
    expect(html).toContain('07:12:00');
    expect(html).toContain('17:12 in Rome');
    expect(html).toContain('As of 17:12:00');
  });
  it('sorts, filters and searches by its address', () => {
    const sorted = render({ kind: 'board', board, query: { sort: 'bib' } }).html;
    expect(bodyRows(sorted).slice(0, 3)).toEqual(['1', '2', '3']);
    expect(sorted).toContain('aria-sort="ascending"');
    const women = render({ kind: 'board', board, query: { sex: 'F', q: 'nowak' } }).html;
    const expected = board.rows.filter((row) => row.sex === 'F' && row.name?.includes('Nowak'));
    expect(bodyRows(women)).toEqual(expected.map((row) => row.bib));
    expect(women).toContain('value="nowak"');
  });
  it('escapes what people typed, in the markup and in the state', () => {
    const evil = '</script><img src=x onerror=alert(1)>';
    const { html: page } = render({ kind: 'board', board: withRow({ name: evil, club: evil }) });
    expect(page).not.toContain('<img');
    expect(page.match(/<\/script>/g)?.length).toBe(page.match(/<script/g)?.length);
    expect(page).toContain('&lt;/script>');
  });
  it('hands over a state that renders the same again', () => {
    const state = /id="state">(.*?)<\/script>/s.exec(html)?.[1] ?? 'null';
    expect(renderPage(JSON.parse(state) as PageRequest, assets).html).toBe(html);
  });
});

describe('odd moments', () => {
  const words = (state: 'set-up' | 'running' | 'ended', elapsed: number, people = runners) =>
    render({
      kind: 'board',
      board: boardAt(header('autumn-24h', 'Autumn 24 h', state, start), people, elapsed),
      now: new Date(start + elapsed).toISOString(),
    }).html;
  it('have words', () => {
    expect(words('set-up', -HOUR)).toContain('Starts in');
    expect(words('set-up', -HOUR, [])).toContain('No runner has been entered yet.');
    expect(words('running', 60_000)).toContain('on its first lap');
    expect(words('ended', 24 * HOUR)).toContain('full laps only, part laps are still being measured');
  });
});

describe('the runner', () => {
  it('has all laps in a table, claims apart from estimates, and only three rows of the board in the state', () => {
    const card = cardAt(board, runners, '151');
    if (!card) throw new Error('no such runner');
    const { html } = render({ kind: 'runner', board, card });
    const [, table = ''] = /<table class="list laps">(.*?)<\/table>/s.exec(html) ?? [];
    expect(table.match(/<th scope="row">\d+<\/th>/g)?.length).toBe(card.laps.length);
    // The chart without scripts, and its table.
    expect(html).toContain('class="chart-static"');
    const [, twin = ''] = /<details class="twin">(.*?)<\/details>/s.exec(html) ?? [];
    expect(twin.match(/<th scope="row">\d+<\/th>/g)?.length).toBe(card.laps.length);
    expect(html).toContain('Lap 17 added by hand');
    expect(html).toMatch(/class="between">~/);
    const state = JSON.parse(/id="state">(.*?)<\/script>/s.exec(html)?.[1] ?? 'null') as { board: Board };
    expect(state.board.rows.length).toBeLessThanOrEqual(3);
  });
});

describe('the keypad shell', () => {
  it('is the same bytes at every visit', () => {
    const page: PageRequest = { kind: 'keypad', slug: 'a', raceName: 'A' };
    expect(renderPage(page, assets).html).toBe(renderPage(page, assets).html);
    expect(renderPage(page, assets).html).not.toMatch(/"now"/);
  });
});
