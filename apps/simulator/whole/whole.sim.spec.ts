/** The whole system in one seeded run with every fault there is. SIM_SEED chooses another one. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PROJECT } from '#libs/testing/server-process.js';
import { Random } from '../random.js';
import { FAULTS, planFaults } from './faults.js';
import { wholeOptions } from './options.js';
import { BOXES, makeWeekend } from './races.js';

const seed = Number(process.env['SIM_SEED'] ?? 20_240_511);

async function sim(...args: string[]): Promise<{ code: number | null; output: string }> {
  const main = join(PROJECT, 'dist/apps/simulator/whole/main.js');
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, NODE_OPTIONS: '' } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

it(`a weekend with every fault: everything arrives once, and the log folds to what is served (SIM_SEED=${seed})`, async () => {
  const { code, output } = await sim('--seed', String(seed), '--faults', 'all');
  process.stdout.write(output);
  expect(output.match(/^wrong: .*$/gm) ?? []).toEqual([]);
  expect(output).toMatch(new RegExp(`^seed ${seed}$`, 'm'));
  expect(output.trimEnd().endsWith('rebuild equal: yes')).toBe(true);
  expect(code).toBe(0);
}, 900_000);

describe('the same seed', () => {
  const weekend = (of: number) => makeWeekend(new Random(of, 'whole'));
  const plan = (of: number, faults: readonly (typeof FAULTS)[number][]) =>
    planFaults(new Random(of, 'whole'), faults, BOXES);

  it('makes the same races and the same plan, another one others', () => {
    expect(weekend(1)).toEqual(weekend(1));
    expect(weekend(1)).not.toEqual(weekend(2));
    expect(plan(1, FAULTS)).toEqual(plan(1, FAULTS));
    expect(plan(1, FAULTS)).not.toEqual(plan(2, FAULTS));
  });

  it('plans a fault alike whichever others are named, and every fault somewhere', () => {
    for (const fault of FAULTS) {
      const alone = plan(7, [fault]);
      expect(alone.length).toBeGreaterThan(0);
      expect(plan(7, FAULTS).filter((happening) => happening.fault === fault)).toEqual(alone);
    }
  });
});

describe('the command line', () => {
  it('takes faults by name', () => {
    expect(wholeOptions(['--seed', '7'])).toEqual({ seed: 7, faults: [], help: false });
    expect(wholeOptions(['--seed', '7', '--faults', 'cut,drop']).faults).toEqual(['drop', 'cut']);
    expect(wholeOptions(['--seed', '7', '--faults', 'all']).faults).toEqual([...FAULTS]);
  });

  it.each([
    [['--faults', 'all'], '--seed'],
    [['--seed', '-1'], '--seed'],
    [['--seed', '1', '--faults', 'rain'], '--faults knows no "rain"'],
    [['--seed', '1', '--speed', '2'], "'--speed'"],
  ])('%j ends with 2 and one sentence', async (args, words) => {
    const { code, output } = await sim(...args);
    expect(code).toBe(2);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).toContain(words);
  });
});
