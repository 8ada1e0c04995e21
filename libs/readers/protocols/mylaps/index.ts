/** MYLAPS BibTag, ProChip and ChampionChip through the Timing & Scoring software's TCP exporter (protocols 2.3). */
import * as v from 'valibot';
import type { SocketProtocol } from '../../protocol.js';
import { settingsOf } from '../../settings.js';
import { MylapsSession } from './session.js';

export const protocol: SocketProtocol = {
  name: 'mylaps',
  roles: ['listen'],
  defaultPort: 3097,
  settings: settingsOf({
    /** 1: never ask for the newer form, for software that says it knows it and does not. */
    version: v.optional(v.picklist([1, 2], 'must be 1 or 2'), 2),
  }),
  times: 'local',
  silenceMsMax: 65_000,
  open: (options) => new MylapsSession(options),
};
