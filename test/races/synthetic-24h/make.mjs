// Made the race beside this file: `npm run build && node test/races/synthetic-24h/make.mjs`. No runner of it exists.
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { DEMO_LAP_M } from '../../../dist/apps/simulator/course.js';
import { simulateRace } from '../../../dist/apps/simulator/race.js';

const RACE = { seed: 1975, runners: 40, hours: 24 };
const { races, durationMs } = simulateRace(RACE);
const lines = ['race_id,format,bib,sex,age,lap_or_checkpoint,elapsed_s,cum_distance_m'];
for (const { runner, crossings } of races) {
  for (const { lap, atMs } of crossings) {
    if (atMs > durationMs) continue;
    const fields = [runner.bib, runner.sex, runner.age, lap, (atMs / 1000).toFixed(1), (lap * DEMO_LAP_M).toFixed(1)];
    lines.push(`synthetic-24h,24h,${fields.join(',')}`);
  }
}
writeFileSync(new URL('race.csv.gz', import.meta.url), gzipSync(`${lines.join('\n')}\n`, { level: 9 }));
