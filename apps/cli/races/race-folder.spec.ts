import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readRaces, type RaceRunner } from './race-folder.js';

const HOUR_S = 3600;
const RACE = [
  'race_id,format,bib,sex,age,lap_or_checkpoint,elapsed_s,cum_distance_m',
  ...[1, 2].flatMap((bib) =>
    [50, 100, 150, 200].map((km, i) => `r,6d,${bib},M,,${km} km,${9 * (i + 1) * HOUR_S},${km}000`),
  ),
].join('\n');
const FINALS = ['race_id,bib,runner_key,final_distance_m,complete', 'r,1,a,260000,1', 'r,2,b,383588,1'].join('\n');

describe('a folder of finished races', () => {
  let folder: string;
  let runners: RaceRunner[];
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'races-'));
    await writeFile(path.join(folder, 'r.csv'), RACE);
    await writeFile(path.join(folder, 'finals.csv'), FINALS);
    runners = (await readRaces(folder))[0]!.runners;
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('takes a trace for whole when its end may lie between two marks', () => {
    expect(runners[0]).toMatchObject({ bib: '1', complete: true, finalMm: 260_000_000 });
  });

  it('takes it for cut short when its marks end long before the runner did', () => {
    expect(runners[1]).toMatchObject({ bib: '2', complete: false });
  });
});
