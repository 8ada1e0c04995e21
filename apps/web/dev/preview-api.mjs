/** The API calls of the preview: boards and cards from the fixture, and a director's side that only pretends. */
const TOKEN = 'preview-director-token-0000';

/** State of the pretended director: a session and races made by hand. */
export function fakeDirector() {
  return { signedIn: false, csrf: 'preview-csrf' };
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

const problem = (status, code, detail, errors) => ({
  status,
  problem: { type: 'about:blank', title: detail, status, detail, code, errors },
});

function entrants(text) {
  const lines = text.trim().split('\n').slice(1);
  const rejected = lines.flatMap((line, i) =>
    line.split(',')[0] ? [] : [{ line: i + 2, code: 'invalid-bib', message: 'bib must not be empty' }],
  );
  return { created: lines.length - rejected.length, updated: 0, rejected };
}

function createRace(body, races) {
  if (races.has(body.slug))
    return problem(409, 'slug-taken', 'This address is taken.', [
      { path: 'slug', code: 'slug-taken', message: 'is taken by another race' },
    ]);
  const made = { slug: body.slug, runners: [], race: { ...body, state: 'set-up' }, elapsedNow: () => -1 };
  races.set(body.slug, made);
  return { status: 201, body: made.race };
}

function directorCall({ method, parts, body, races, text }) {
  const made = races.get(parts[1]);
  if (method === 'POST' && parts[0] === 'races' && parts.length === 1) return createRace(body, races);
  if (method === 'POST' && parts[0] === 'pairings') {
    return {
      status: 200,
      body: {
        code: 'KQ7M-2XPA',
        expiresAt: new Date(Date.now() + 600_000).toISOString(),
        url: `http://loopline.example/director/${body.race}/keypad#code=KQ7M-2XPA`,
      },
    };
  }
  if (method === 'PUT' && parts[2] === 'entrants') return { status: 200, body: entrants(text) };
  if (method === 'POST' && made && (parts[2] === 'start' || parts[2] === 'stop')) {
    const at = body.at ?? new Date().toISOString();
    const ended = parts[2] === 'stop';
    made.race = ended
      ? { ...made.race, state: 'ended', endsAt: at }
      : {
          ...made.race,
          state: 'running',
          startedAt: at,
          endsAt: new Date(Date.parse(at) + made.race.format.durationMs).toISOString(),
        };
    return { status: 200, body: made.race };
  }
  return null;
}

function session({ method, body, director }) {
  const answer = { status: 200, body: { role: 'director', name: 'Race office', csrf: director.csrf } };
  if (method === 'GET') return director.signedIn ? answer : problem(401, 'not-signed-in', 'Nobody is signed in.');
  if (method === 'DELETE') {
    director.signedIn = false;
    return { status: 200, body: {} };
  }
  if (body.token === TOKEN || body.code === 'good') {
    director.signedIn = true;
    return answer;
  }
  return problem(401, 'wrong-code', 'This link has been used or has expired. Ask for a new one where the server runs.');
}

/** Answers one API call of the preview. */
export async function answerApi({ request, url, send, races, boardOf, cardAt, list, director }) {
  const parts = url.pathname.slice('/api/v1/'.length).split('/').map(decodeURIComponent);
  const json = (status, value) =>
    send(status, status < 400 ? 'application/json' : 'application/problem+json', JSON.stringify(value));
  const reply = (made) => json(made.status, made.problem ?? made.body);
  const made = races.get(parts[1]);
  if (request.method === 'GET' && parts[0] === 'races') {
    if (parts.length === 1) return json(200, { races: list() });
    if (!made) return reply(problem(404, 'no-such-race', 'No such race.'));
    const board = boardOf(made);
    if (parts.length === 2) return json(200, board.race);
    if (parts[2] === 'board')
      return json(200, Number(url.searchParams.get('since')) === board.seq ? { deltas: [] } : board);
    if (parts[2] === 'runners') return json(200, cardAt(board, made.runners, parts[3]));
    if (parts[2] === 'entrants') return json(200, { entrants: made.runners.map(({ bib, name }) => ({ bib, name })) });
  }
  const text = await bodyOf(request);
  const body = request.headers['content-type']?.includes('json') && text ? JSON.parse(text) : {};
  if (parts[0] === 'session') return reply(session({ method: request.method, body, director }));
  if (parts[0] === 'demo') return json(200, { slug: 'autumn-24h' });
  if (request.headers['x-csrf-token'] !== director.csrf)
    return reply(problem(403, 'csrf', 'The page is too old. Reload it.'));
  return reply(
    directorCall({ method: request.method, parts, body, races, text }) ?? problem(404, 'not-found', 'Nothing here.'),
  );
}
