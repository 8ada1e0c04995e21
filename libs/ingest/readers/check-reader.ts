/** What no field of a reader's settings can say alone. */
import * as v from 'valibot';
import { type ReaderInput, problemItems } from '#libs/contracts/index.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { isPeer, jsonProtocol, socketProtocol } from '#libs/readers/index.js';

/** Puts the protocol's own defaults into `settings`. @throws ProblemError 400 `invalid-body`, naming the field */
export function checkReader(input: ReaderInput): void {
  const { protocol, connect, listen, statedZone, timeZone } = input;
  const socket = socketProtocol(protocol);
  const json = jsonProtocol(protocol);
  if (socket === undefined && json === undefined) refuse('protocol', `"${protocol}" is not spoken by this version`);
  if (json !== undefined && (connect !== undefined || listen !== undefined))
    refuse(
      connect === undefined ? 'listen' : 'connect',
      `${protocol} comes over HTTP: send it to the address in the answer`,
    );
  if (socket !== undefined) {
    if (connect !== undefined && listen !== undefined) refuse('listen', 'or connect: say one of the two');
    if (connect !== undefined && !socket.roles.includes('dial'))
      refuse('connect', `${protocol} calls us: use listen, such as { "port": ${socket.defaultPort} }`);
    if (connect === undefined && !socket.roles.includes('listen'))
      refuse('connect', `must say where the box is, such as { "host": "192.168.1.50", "port": ${socket.defaultPort} }`);
  }
  for (const peer of listen?.allow ?? [])
    if (!isPeer(peer)) refuse('listen.allow', `"${peer}" is no address and no network such as 192.168.1.0/24`);
  if (statedZone === 'ignore' && timeZone === undefined)
    refuse('timeZone', 'must say which zone the figures are of when the stated one is not to be trusted');
  checkSettings(input, (socket ?? json)!.settings);
}

function checkSettings(input: ReaderInput, schema: v.GenericSchema<unknown, Record<string, unknown>>): void {
  const parsed = v.safeParse(schema, input.settings ?? {});
  if (parsed.success) {
    if (Object.keys(parsed.output).length > 0) input.settings = parsed.output;
    else delete input.settings;
    return;
  }
  const item = problemItems(parsed.issues, 1)[0];
  refuse(`settings${item?.path ? `.${item.path}` : ''}`, item?.message ?? 'is not understood');
}

function refuse(path: string, message: string): never {
  const item = { path, code: `invalid-${path.replaceAll('.', '-').toLowerCase()}`, message };
  throw new ProblemError(400, 'invalid-body', `${path} ${message}`, { errors: [item] });
}
