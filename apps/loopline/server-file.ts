/** `server.json` in the data folder: where commands of this machine find the running server, with a token of their own. */
import { rmSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TokenStore } from '#libs/platform/auth/token-store.js';

const COMMAND_LINE = 'command line';

/** The token lives as long as this start: the one of an earlier start is revoked. @returns the token, and the way to take the file away */
export async function writeServerFile(
  dataDir: string,
  url: string,
  tokens: TokenStore,
): Promise<{ token: string; remove: () => void }> {
  await tokens.revokeNamed('director', COMMAND_LINE);
  const { token } = await tokens.create('director', COMMAND_LINE);
  const file = path.join(dataDir, 'server.json');
  await writeFile(`${file}.new`, `${JSON.stringify({ url, token, pid: process.pid })}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return { token, remove: () => rmSync(file, { force: true }) };
}
