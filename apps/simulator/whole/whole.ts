/** One seeded run of the whole system, from an empty folder to a verdict. */
import { Client, csvBody, jsonBody, pause } from '#libs/client/http.js';
import { Random } from '../random.js';
import { rebuilt, settle } from './check.js';
import { planFaults } from './faults.js';
import { Home } from './home.js';
import type { WholeOptions } from './options.js';
import { type Scene, play } from './play.js';
import { GUN_MS, type Weekend, type WholeRace, makeWeekend } from './races.js';
import { boxTable, planText, readerText } from './report.js';
import { Station } from './station.js';
import { Tablet } from './tablet.js';

const READY_MS_MAX = 60_000;

/** @returns whether everything was as it should be */
export async function simulateWhole(
  { seed, faults }: WholeOptions,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  print(`seed ${seed}, faults: ${faults.join(', ') || 'none'}`);
  const random = new Random(seed, 'whole');
  const weekend = makeWeekend(random);
  const plan = planFaults(random, faults, weekend.boxes);
  print(planText(plan));
  const home = await Home.open();
  const stations = new Map<string, Station>();
  const tablets = new Map<string, Tablet>();
  try {
    const client = new Client({ url: home.url, token: home.token, signal });
    for (const race of weekend.races) await setUp(client, race);
    for (const box of weekend.boxes)
      stations.set(box.id, await Station.open(client, home.url, box, random.fork(`box/${box.id}`)));
    openTablets(home, weekend, random, tablets);
    const scene: Scene = { home, weekend, plan, stations, tablets, signal };
    await allReady(stations, signal);
    const seen = await play(scene);
    await allReady(stations, signal);
    for (const station of stations.values()) await station.fetchRest();
    const { wrong, boxes } = await settle(client, scene, seen);
    const different = await rebuilt(client, scene);
    const rows = await Promise.all(
      [...stations.values()].map(async (station) => ({
        ...{ station, count: boxes.get(station.plan.id), state: await station.state() },
      })),
    );
    print(boxTable(rows));
    for (const sentence of [...wrong, ...different]) print(`wrong: ${sentence}`);
    for (const row of rows)
      if (wrong.some((sentence) => sentence.startsWith(`${row.station.plan.id}: `))) print(readerText(row));
    const notes = [...tablets.values()].reduce((sum, tablet) => sum + tablet.notes.size, 0);
    print(
      `${seen.size} crossings, ${notes} notes by hand: ${wrong.length === 0 ? 'everything there, once' : 'not as it should be'}`,
    );
    print(`seed ${seed}`);
    print(`rebuild equal: ${different.length === 0 ? 'yes' : 'no'}`);
    return wrong.length === 0 && different.length === 0;
  } finally {
    await Promise.all([...stations.values()].map((station) => station.stop()));
    await Promise.all([...tablets.values()].map(({ outbox }) => outbox.stop()));
    await home.close();
  }
}

async function setUp(client: Client, { definition, entrants }: WholeRace): Promise<void> {
  const { slug } = definition;
  await client.send('POST', '/races', jsonBody(definition));
  const rows = entrants.map(({ bib, name, chips }) => `${bib},${name},${chips.join(' ')}`);
  await client.send('PUT', `/races/${slug}/entrants`, csvBody(`bib,name,chips\n${rows.join('\n')}\n`));
  await client.send('POST', `/races/${slug}/start`, jsonBody({ at: new Date(GUN_MS).toISOString() }));
}

function openTablets({ url, token }: Home, { races }: Weekend, random: Random, into: Map<string, Tablet>): void {
  for (const { definition } of races) {
    const { slug } = definition;
    const device = `tablet-${slug}`;
    const tablet = new Tablet({ url, token, slug, device, random: random.fork(device) });
    tablet.outbox.start();
    into.set(slug, tablet);
  }
}

async function allReady(stations: ReadonlyMap<string, Station>, signal: AbortSignal): Promise<void> {
  const until = performance.now() + READY_MS_MAX;
  while ([...stations.values()].some(({ ready }) => !ready)) {
    if (performance.now() > until) {
      const away = [...stations.values()].filter(({ ready }) => !ready).map(({ plan }) => plan.id);
      throw new Error(`not connected after a minute: ${away.join(', ')}`);
    }
    await pause(50, signal);
  }
}
