/** Our own: anything that can open a TCP connection and write lines. */
import type { SocketProtocol } from '../../protocol.js';
import { noSettings } from '../../settings.js';
import { LineSession } from './session.js';

export const protocol: SocketProtocol = {
  name: 'line',
  roles: ['listen'],
  defaultPort: 3602,
  settings: noSettings,
  times: 'local',
  silenceMsMax: 35_000,
  open: (options) => new LineSession(options),
};
