/** The timing systems of the set-up form, by the names their makers give them, and what each of them needs to be told. Pure; a spec holds it against the protocols. */
import type { ReaderProtocol } from '#libs/contracts/index.js';

/** A setting of one protocol: text, texts with commas between them, a tick, or a choice whose first is the protocol's own. */
export type SystemSetting =
  | { name: string; kind: 'text' | 'list' | 'whole' | 'tick' }
  | { name: string; kind: 'choice'; choices: readonly string[]; isWhole?: true };

export interface System {
  protocol: ReaderProtocol;
  /** Who may call whom: we the box, or the box us; none: it comes over HTTP. */
  roles: readonly ('dial' | 'listen')[];
  port?: number;
  beta?: true;
  /** It tells its places apart by names. */
  hasPlaces?: true;
  /** Its records may say their own zone, which may be wrong. */
  statesZone?: true;
  /** It can be asked for its time. */
  tellsTime?: true;
  /** It must show our token. */
  usesToken?: true;
  settings: readonly SystemSetting[];
}

const BIB_DIGITS: SystemSetting = { name: 'bibDigits', kind: 'whole' };
const webhook = { roles: [], statesZone: true, usesToken: true } as const;

/** In the order of the form: what most timers own comes first. */
export const SYSTEMS: readonly System[] = [
  {
    ...{ protocol: 'race-result', roles: ['dial', 'listen'], port: 3601, tellsTime: true },
    settings: [
      { name: 'markerCode', kind: 'text' },
      { name: 'bibSets', kind: 'list' },
    ],
  },
  { protocol: 'race-result-json', ...webhook, hasPlaces: true, settings: [] },
  {
    ...{ protocol: 'mylaps', roles: ['listen'], port: 3097, hasPlaces: true, statesZone: true },
    settings: [{ name: 'version', kind: 'choice', choices: ['2', '1'], isWhole: true }],
  },
  {
    ...{ protocol: 'chronotrack', roles: ['listen'], port: 61_611, hasPlaces: true, statesZone: true },
    settings: [{ name: 'timeFormat', kind: 'choice', choices: ['iso', 'normal', 'unix'] }],
  },
  {
    ...{ protocol: 'ipico', roles: ['dial'], port: 10_000, tellsTime: true },
    settings: [
      { name: 'lite', kind: 'tick' },
      { name: 'askClock', kind: 'tick' },
    ],
  },
  {
    ...{ protocol: 'rfid-ultra', roles: ['dial'], port: 23, beta: true, tellsTime: true },
    settings: [{ name: 'rewindZeros', kind: 'choice', choices: ['auto', 'ascii', 'binary'] }],
  },
  { protocol: 'jchip', roles: ['listen'], port: 53_135, tellsTime: true, settings: [] },
  { protocol: 'zebra-json', ...webhook, settings: [BIB_DIGITS] },
  { protocol: 'impinj-json', ...webhook, settings: [BIB_DIGITS] },
  { protocol: 'crossmgr-json', ...webhook, settings: [BIB_DIGITS] },
  {
    ...{ protocol: 'line', roles: ['listen'], port: 3602, hasPlaces: true, statesZone: true, usesToken: true },
    settings: [],
  },
];

/** The system of a protocol; one that a newer server has is shown with what every box has. */
export const systemOf = (protocol: string): System =>
  SYSTEMS.find((one) => one.protocol === protocol) ?? { ...SYSTEMS.at(-1)!, hasPlaces: true };

export const isWebhook = ({ roles }: System): boolean => roles.length === 0;
