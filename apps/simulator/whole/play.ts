/** Plays the weekend step by step through boxes and tablets, and lets happen what was planned. What a box kept and a person noted is the truth. */
import { pause } from '#libs/client/http.js';
import type { Happening } from './faults.js';
import { TICKS } from './faults.js';
import type { Home } from './home.js';
import { type Crossing, GUN_MS, type Weekend } from './races.js';
import type { Station } from './station.js';
import type { Tablet } from './tablet.js';

const TICK_MS = 150;
/** After the last crossing of every race. */
const CALM_AT_MS = GUN_MS + 9 * 3_600_000;

export interface Scene {
  home: Home;
  weekend: Weekend;
  plan: readonly Happening[];
  stations: ReadonlyMap<string, Station>;
  tablets: ReadonlyMap<string, Tablet>;
  signal: AbortSignal;
}

/** Crossings that a box kept or a person noted. */
export type Seen = Set<Crossing>;

export async function play(scene: Scene): Promise<Seen> {
  const seen: Seen = new Set();
  const crossings = scene.weekend.races.flatMap((race) => race.crossings);
  let rising: Promise<void> = Promise.resolve();
  for (let tick = 0; tick <= TICKS; tick++) {
    for (const happening of scene.plan) {
      if (happening.untilTick === tick) recover(scene, happening);
      if (happening.tick !== tick) continue;
      if (happening.fault === 'server-kill') {
        rising = rising.then(() => killed(scene));
        // Seen when it is waited for, and not only then.
        rising.catch(() => undefined);
      } else befall(scene, happening);
    }
    for (const crossing of crossings) {
      if (crossing.tick === tick && pass(scene, crossing)) seen.add(crossing);
      if (crossing.note?.tick === tick) {
        const { race, bib, point, atMs, note } = crossing;
        scene.tablets.get(race)!.note(bib, point, GUN_MS + atMs + note.offMs);
        seen.add(crossing);
      }
    }
    await pause(TICK_MS, scene.signal);
  }
  scene.home.gate.shut = false;
  await rising;
  for (const { outbox } of scene.tablets.values()) Object.assign(outbox, { drops: 0, reorders: 0 });
  for (const station of scene.stations.values()) station.calm(CALM_AT_MS);
  return seen;
}

/** @returns whether a box keeps something of it */
function pass(scene: Scene, { race, bib, atMs, reads }: Crossing): boolean {
  const chip = scene.weekend.races
    .find(({ definition }) => definition.slug === race)!
    .entrants.find((entrant) => entrant.bib === bib)!.chips[0]!;
  const inOrder = [...reads].sort((a, b) => a.lateMs - b.lateMs);
  let isKept = false;
  for (const { box, lateMs, antenna, rssi } of inOrder) {
    const station = scene.stations.get(box)!;
    const keeps = station.detect({ chip, atMs: GUN_MS + atMs + lateMs, antenna, rssi });
    isKept ||= keeps && station.plan.forgets !== true;
  }
  return isKept;
}

function befall({ home, stations, tablets }: Scene, happening: Happening): void {
  const { fault, box, amount = 0 } = happening;
  if (fault === 'database-away') home.gate.shut = true;
  else if (box !== undefined) stations.get(box)?.befall(happening);
  // Tablets lose answers, say things twice and out of turn as often as boxes do.
  if (box !== undefined && box !== 'exporter') return;
  for (const { outbox } of tablets.values()) {
    if (fault === 'drop') outbox.drops = amount;
    else if (fault === 'reorder') outbox.reorders = amount;
    else if (fault === 'resend') outbox.sendAgain();
  }
}

function recover({ home, stations }: Scene, { fault, box }: Happening): void {
  if (fault === 'database-away') home.gate.shut = false;
  if (fault === 'test-mode' && box !== undefined) stations.get(box)?.recover();
}

async function killed({ home, stations }: Scene): Promise<void> {
  for (const station of stations.values()) station.duplicates += (await station.state()).duplicates;
  await home.kill();
  await home.start();
  for (const station of stations.values()) await station.findAgain();
}
