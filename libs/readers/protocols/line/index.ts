/** Our own: anything that can open a TCP connection and write lines. */
import * as v from 'valibot';
import type { SocketProtocol } from '../../protocol.js';
import { noSettings } from '../../settings.js';
import { LineSession } from './session.js';

export const protocol: SocketProtocol = {
  name: 'line',
  roles: ['listen'],
  defaultPort: 3602,
  settings: noSettings as v.GenericSchema<unknown, Record<string, unknown>>,
  times: 'local',
  silenceMsMax: 35_000,
  open: (options) => new LineSession(options),
};
