/** Crew links from outside: what one opens, what it does not, and that it ends when it is taken back. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CrewLinkAnswer, CrewLinksAnswer, Problem } from '#libs/contracts/index.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, LAP_MS, caller, expectStatus, passing, send, startedRace } from './outsider.js';

const SLUG = 'crew-night';
const PATH = `/races/${SLUG}/crew-links`;
let server: ServerProcess;
let director: Call;
let link: CrewLinkAnswer;
let crew: Call;

interface Cards {
  race: { slug: string };
  runners: { row: { bib: string; laps: number } }[];
  late: unknown[];
}

beforeAll(async () => {
  server = await startServer();
  director = caller(server.url);
  await startedRace(director, SLUG, 3, { visibility: 'private' });
  await send(director, SLUG, [passing('1', LAP_MS), passing('2', LAP_MS), passing('2', 2 * LAP_MS)]);
  const body = { bibs: ['2', '2'], name: 'Second tent' };
  link = (await expectStatus(200, director<CrewLinkAnswer>('POST', PATH, body))).json;
  crew = caller(server.url, link.token);
}, 90_000);
afterAll(() => server?.stop(), 60_000);

const page = async (token: string) => {
  const response = await fetch(`${server.url}/crew/${token}`, { headers: { accept: 'text/html' } });
  return { status: response.status, headers: response.headers, html: await response.text() };
};

describe('a crew link', () => {
  it('is told once, with its page, and listed without its secret', async () => {
    expect(link).toMatchObject({ bibs: ['2'], name: 'Second tent', url: `${server.url}/crew/${link.token}` });
    expect(link.token.length).toBeGreaterThanOrEqual(32);
    const listed = await expectStatus(200, director<CrewLinksAnswer>('GET', PATH));
    expect(listed.json.links.map(({ id, bibs }) => ({ id, bibs }))).toEqual([{ id: link.id, bibs: ['2'] }]);
    expect(listed.text).not.toContain(link.token);
  });

  it('opens the cards of its runners and nobody else\u2019s', async () => {
    const cards = await waitFor('two laps', async () => {
      const answer = await expectStatus(200, crew<Cards>('GET', '/crew'));
      return answer.json.runners[0]?.row.laps === 2 ? answer : undefined;
    });
    expect(cards.json.runners.map(({ row }) => row.bib)).toEqual(['2']);
    expect(cards.text).not.toMatch(/Runner [13]/);
    expect(cards.headers.get('cache-control')).toBe('private, no-store');
  });

  it.each(['/board', '/runners/1', '/entrants', '/results', '/log', '/worries', '/crew-links'])(
    'does not open %s of a private race',
    async (rest) => {
      const { status, text } = await crew('GET', `/races/${SLUG}${rest}`);
      expect([401, 403, 404]).toContain(status);
      expect(text).not.toMatch(/Runner [13]/);
    },
  );

  it('writes nothing', async () => {
    const tried = [
      crew('POST', `/races/${SLUG}/passings`, { passings: [passing('2', 3 * LAP_MS)] }),
      crew('POST', PATH, { bibs: ['1'] }),
      crew('DELETE', `${PATH}/${link.id}`),
    ];
    for (const { status } of await Promise.all(tried)) expect([401, 403, 404]).toContain(status);
  });

  it.each<[string, object, number, string]>([
    ['a bib nobody runs with', { bibs: ['2', '99'] }, 422, 'bibs: nobody runs with bib "99" in this race.'],
    ['no bib', { bibs: [] }, 400, 'bibs must be 1 to 12 bibs'],
    ['an unknown field', { bibs: ['2'], until: 'noon' }, 400, 'until is not known'],
  ])('is not made for %s', async (_, body, status, words) => {
    const { json } = await expectStatus(status, director<Problem>('POST', PATH, body));
    expect(json.detail).toContain(words);
  });

  it('is made by directors alone', async () => {
    expect((await caller(server.url, null)('POST', PATH, { bibs: ['2'] })).status).toBe(401);
  });
});

describe('the page of a crew link', () => {
  it('is kept nowhere, indexed nowhere, and tells its address to nobody', async () => {
    const { status, headers, html } = await page(link.token);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('etag')).toBeNull();
    expect(html).toContain('<meta name="robots" content="noindex"/>');
    expect(html).toContain('Runner 2');
    expect(html).not.toMatch(/Runner [13]/);
    // Nothing to click or load carries the secret; it stands in the page's state alone.
    expect([...html.matchAll(/(?:href|src|content)="([^"]*)"/g)].filter(([, to]) => to?.includes(link.token))).toEqual(
      [],
    );
    expect(html.split(link.token)).toHaveLength(2);
  });

  it('is not there for a link nobody made, and does not tell the address then either', async () => {
    const { status, headers, html } = await page('made-up-0123456789-0123456789');
    expect(status).toBe(404);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(html).not.toContain('made-up');
  });

  it('ends within seconds when the link is taken back, by its id or by the token', async () => {
    const other = (await expectStatus(200, director<CrewLinkAnswer>('POST', PATH, { bibs: ['1'] }))).json;
    await expectStatus(200, director('DELETE', `${PATH}/${link.id}`));
    await expectStatus(200, director('DELETE', `${PATH}/${other.token}`));
    for (const token of [link.token, other.token]) {
      await waitFor('the link to end', async () => (await caller(server.url, token)('GET', '/crew')).status === 401);
      expect((await page(token)).status).toBe(404);
    }
    await expectStatus(404, director('DELETE', `${PATH}/${link.id}`));
    expect((await expectStatus(200, director<CrewLinksAnswer>('GET', PATH))).json.links).toEqual([]);
  });
});
