/** docker-compose.yml fits the tree: commands that exist, settings every process needs, the counts the papers promise. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

interface Service {
  image?: string;
  command?: string[];
  environment?: Record<string, string>;
  deploy?: { replicas?: number };
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  volumes?: string[];
  ports?: string[];
}

const text = readFileSync('docker-compose.yml', 'utf8');
const { services, volumes } = parse(text, { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const MAIN = /^dist\/apps\/([a-z]+)\/main\.js$/;

const appOf = (service: Service): string | undefined =>
  service.command?.map((word) => MAIN.exec(word)?.[1]).find((name) => name !== undefined);
const apps = Object.entries(services).filter(([, service]) => appOf(service) !== undefined);

describe('docker-compose.yml', () => {
  it('runs ingest once, projectors and gateways twice, a worker, and what they stand on', () => {
    const counts = Object.fromEntries(Object.entries(services).map(([name, s]) => [name, s.deploy?.replicas ?? 1]));
    expect(counts).toEqual({ postgres: 1, redis: 1, ingest: 1, projector: 2, gateway: 2, worker: 1, proxy: 1 });
  });

  it.each(apps)('%s starts an app that is in the tree, under its own name', (name, service) => {
    expect(appOf(service)).toBe(name);
    expect(existsSync(`apps/${name}/main.ts`)).toBe(true);
  });

  it.each(apps)('%s knows both stores and waits for them', (_name, service) => {
    expect(service.environment?.['DATABASE_URL']).toMatch(/^postgres:\/\/\S+@postgres:5432\/loopline$|\$\{/);
    expect(service.environment?.['REDIS_URL']).toBe('redis://redis:6379');
    expect(Object.keys(service.depends_on ?? {})).toEqual(expect.arrayContaining(['postgres', 'redis']));
  });

  it.each(Object.entries(services))('%s says whether it is well', (_name, service) => {
    const [first, ...words] = service.healthcheck?.test ?? [];
    expect(first).toBe('CMD');
    // A colon in an unquoted line makes a table of it.
    expect(words.every((word) => typeof word === 'string')).toBe(true);
  });

  it.each(apps)(
    '%s is taken for dead only when it does not answer, never because it waits for the database',
    (_n, s) => {
      expect(s.healthcheck?.test.join(' ')).toContain('/healthz');
    },
  );

  it('keeps the database and the spool, the spool in a volume of ingest alone', () => {
    expect(Object.keys(volumes)).toEqual(expect.arrayContaining(['postgres', 'ingest']));
    const users = Object.entries(services).filter(([, s]) => s.volumes?.some((v) => v.startsWith('ingest:')));
    expect(users.map(([name]) => name)).toEqual(['ingest']);
  });

  it('shows nothing but the proxy to the outside', () => {
    expect(Object.keys(services).filter((name) => services[name]?.ports)).toEqual(['proxy']);
  });

  it('holds no secret: each comes from the environment, and the example names it without a value', () => {
    const example = readFileSync('deploy/.env.example', 'utf8');
    for (const name of ['POSTGRES_PASSWORD', 'LOOPLINE_DIRECTOR_TOKEN']) {
      expect(text).toContain(`\${${name}:?`);
      expect(example).toMatch(new RegExp(`^${name}=$`, 'm'));
    }
    const asked = new Set([...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name));
    const offered = new Set([...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name));
    expect(offered).toEqual(asked);
  });
});

describe('the proxy', () => {
  const front = readFileSync('deploy/Caddyfile', 'utf8');

  it('sends writes to ingest and everything else to the gateways', () => {
    expect(front).toMatch(/path \/api\/\*\s+not method GET HEAD\s+#[^\n]*\s+not path \/api\/v1\/races\/\*\/exports\s/);
    expect(front).toMatch(/handle @writes \{\s+reverse_proxy ingest:3000/);
    expect(front).toMatch(/name gateway\s+port 3000/);
  });

  it('sends whoever asks for timing boxes or crew links to ingest, which alone knows them', () => {
    const asked = /@ingest path (.+)/.exec(front)?.[1]?.split(' ');
    expect(asked).toEqual(['readers', 'readers/*', 'crew-links'].map((name) => `/api/v1/races/*/${name}`));
    expect(front).toMatch(/handle @ingest \{\s+reverse_proxy ingest:3000/);
  });

  it('keeps the figures of the processes inside', () => {
    expect(front).toMatch(/handle \/metrics \{\s+respond 404/);
  });
});

describe('the image', () => {
  it('runs as an ordinary user', () => {
    const lines = readFileSync('Dockerfile', 'utf8').split('\n');
    expect(lines.findIndex((line) => line === 'USER node')).toBeGreaterThan(lines.lastIndexOf('FROM node:20-slim'));
  });
});
