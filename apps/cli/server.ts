/** Where the running server is: `--url` and `--token`, or what the server wrote into its data folder when it started. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';

export interface ServerAddress {
  url: string;
  token: string | undefined;
}

const SERVER_FILE = 'server.json';
const DATA_FOLDER_DEFAULT = './data';
const serverFileSchema = v.object({ url: v.string(), token: v.optional(v.string()), pid: v.optional(v.number()) });

/** Options every command that talks to a server takes. */
export const SERVER_OPTIONS = { url: { type: 'string' }, token: { type: 'string' } } as const;
export const SERVER_USAGE = `The server is found by LOOPLINE_DATA/${SERVER_FILE}, or by --url URL and --token TOKEN (or LOOPLINE_TOKEN).`;

/** @throws Error with one sentence when no server can be found */
export async function findServer(
  given: { url?: string | undefined; token?: string | undefined },
  env: NodeJS.ProcessEnv = process.env,
): Promise<ServerAddress> {
  const token = given.token ?? env['LOOPLINE_TOKEN'];
  if (given.url !== undefined) return { url: httpUrl(given.url), token };
  const file = path.join(env['LOOPLINE_DATA'] ?? DATA_FOLDER_DEFAULT, SERVER_FILE);
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null)
    throw new Error(
      `No running server was found (there is no ${file}): start one with "npm start", or give --url and --token.`,
    );
  const known = v.safeParse(serverFileSchema, parseJson(text));
  if (!known.success) throw new Error(`${file} is not a server's address; give --url and --token.`);
  return { url: httpUrl(known.output.url), token: token ?? known.output.token };
}

function httpUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new Error(`--url must be an address such as http://localhost:3000, not "${text}".`);
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
