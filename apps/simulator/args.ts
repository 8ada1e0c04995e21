/** Command line of the simulator. */
import { parseArgs } from 'node:util';
import { slugSchema } from '#libs/contracts/index.js';
import { safeParse } from 'valibot';
import { DEMO_HOURS, DEMO_RUNNERS, DEMO_SEED, DEMO_SLUG, HOURS_MAX, RUNNERS_MAX, type SimOptions } from './race.js';

export const DEMO_SPEED = 60;
export const SPEED_MAX = 100_000;
const SEED_MAX = 4_294_967_295;

export const USAGE = `usage: simulator --url http://localhost:3000 [--token T] [--speed ${DEMO_SPEED}] [--seed ${DEMO_SEED}] [--hours ${DEMO_HOURS}] [--runners ${DEMO_RUNNERS}] [--slug ${DEMO_SLUG}] [--no-boxes]
The token may also stand in LOOPLINE_TOKEN.`;

export interface SimulatorArgs extends SimOptions {
  url: string;
  token: string | undefined;
  speed: number;
  slug: string;
  /** False: everything over HTTP. */
  boxes: boolean;
  help: boolean;
}

/** @throws Error with one sentence that names the option */
export function simulatorArgs(argv: readonly string[], env: NodeJS.ProcessEnv): SimulatorArgs {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      url: text,
      token: text,
      speed: text,
      seed: text,
      hours: text,
      runners: text,
      slug: text,
      'no-boxes': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const slug = safeParse(slugSchema, values.slug ?? DEMO_SLUG);
  if (!slug.success) throw new Error(`--slug ${slug.issues[0].message}`);
  return {
    url: values.url ?? 'http://localhost:3000',
    token: values.token ?? env['LOOPLINE_TOKEN'],
    speed: numberIn('speed', values.speed, DEMO_SPEED, 0.01, SPEED_MAX),
    seed: wholeIn('seed', values.seed, DEMO_SEED, 0, SEED_MAX),
    hours: wholeIn('hours', values.hours, DEMO_HOURS, 1, HOURS_MAX),
    runners: wholeIn('runners', values.runners, DEMO_RUNNERS, 1, RUNNERS_MAX),
    slug: slug.output,
    boxes: values['no-boxes'] !== true,
    help: values.help ?? false,
  };
}

function numberIn(name: string, text: string | undefined, fallback: number, min: number, max: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (text.trim() === '' || !(value >= min && value <= max))
    throw new Error(`--${name} must be a number from ${min} to ${max}`);
  return value;
}

function wholeIn(name: string, text: string | undefined, fallback: number, min: number, max: number): number {
  const value = numberIn(name, text, fallback, min, max);
  if (!Number.isInteger(value)) throw new Error(`--${name} must be a whole number`);
  return value;
}
