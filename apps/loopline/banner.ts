/** What a person sees when the server is up: where it is, and how the director gets in. */
import { networkInterfaces } from 'node:os';
import { renderUnicodeCompact } from 'uqr';
import type { Config } from '#libs/platform/config.js';

/** The address other devices of the same network reach: the first one that is not this machine's own. */
export function networkUrl(config: Config, port: number): string {
  if (config.publicUrl) return config.publicUrl;
  if (!['0.0.0.0', '::'].includes(config.host)) return `http://${config.host}:${port}`;
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((address) => address && !address.internal && address.family === 'IPv4');
  return `http://${outside?.address ?? 'localhost'}:${port}`;
}

export function banner(
  urls: { local: string; network: string },
  signInCode: string,
  madeToken: string | undefined,
  demo: string | undefined,
): string {
  const link = `${urls.network}/director/sign-in#code=${signInCode}`;
  const lines = [
    '',
    `  Loopline is ready:  ${urls.local}`,
    ...(urls.network === urls.local ? [] : [`  On this network:    ${urls.network}`]),
    ...(demo ? [`  The demo race:      ${urls.local}/${demo}`] : []),
    '',
    '  Director, sign in once with this link (12 hours, one use):',
    `  ${link}`,
    '',
    ...(process.stdout.isTTY ? [renderUnicodeCompact(link), ''] : []),
    ...(madeToken
      ? [
          '  Director’s token for commands and other devices; it is shown this once, keep it safe:',
          `  ${madeToken}`,
          '',
        ]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}
