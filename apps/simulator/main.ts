/** Feeds a simulated race into a running server. */
import { simulatorArgs, USAGE } from './args.js';
import { Client } from '#libs/client/http.js';
import { Feed } from './feed.js';
import { simulateRace } from './race.js';

const ending = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => ending.abort());
const print = (line: string): void => void process.stdout.write(`simulator: ${line}\n`);

try {
  const args = simulatorArgs(process.argv.slice(2), process.env);
  if (args.help) print(USAGE);
  else {
    const { signal } = ending;
    const client = new Client({ url: args.url, token: args.token, signal, notice: print });
    await new Feed(client, simulateRace(args), {
      ...{ slug: args.slug, speed: args.speed, signal, print },
      ...(args.boxes ? { boxesAt: args.url } : {}),
    }).run();
  }
} catch (error) {
  if (ending.signal.aborted) print('stopped; start it again to continue the race');
  else {
    process.exitCode = 1;
    process.stderr.write(`simulator: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
