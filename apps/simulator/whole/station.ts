/** One box of the weekend at its reader: set up over the public contract, told what passes it, made to misbehave. */
import { type Client, RefusedError, jsonBody, pause } from '#libs/client/http.js';
import type { ReaderAnswer } from '#libs/contracts/index.js';
import type { BoxOptions, Detection, SimBox } from '../boxes/box.js';
import { ChronotrackBox } from '../boxes/chronotrack.js';
import { IpicoBox } from '../boxes/ipico.js';
import { JchipBox } from '../boxes/jchip.js';
import { LineBox } from '../boxes/line.js';
import { MylapsBox } from '../boxes/mylaps.js';
import { RaceResultBox } from '../boxes/race-result.js';
import { UltraBox } from '../boxes/rfid-ultra.js';
import type { Random } from '../random.js';
import type { Happening } from './faults.js';
import { AHEAD_MS, TIME_ZONE, type WholeBox } from './races.js';
import { WebBox } from './web-box.js';

const HOST = '127.0.0.1';
const RESEND_MS = 1_500;
const FLOOD_MS = 300;
/** A chip nobody wears: the last record of each box, so that a number lost before it is noticed. */
export const STRANGER = 'BADBAD0';

type MakeBox = (options: BoxOptions, token: string, version: 1 | undefined) => SimBox;
const SOCKETS: Readonly<Record<string, MakeBox>> = {
  'race-result': (options) => new RaceResultBox(options),
  mylaps: (options, _token, version) =>
    new MylapsBox({ ...options, resendMs: RESEND_MS, ...(version ? { version } : {}) }),
  chronotrack: (options) => new ChronotrackBox(options),
  ipico: (options) => new IpicoBox(options),
  'rfid-ultra': (options) => new UltraBox(options),
  jchip: (options) => new JchipBox(options),
  line: (options, token) => new LineBox({ ...options, token }),
};

export class Station {
  detected = 0;
  /** What it keeps for ever, in the order of detection. */
  readonly kept: Detection[] = [];
  /** By how much its clock was set in all, ms. */
  jumpedMs = 0;
  /** As its reader counted them, over all runs of the server. */
  duplicates = 0;

  private constructor(
    readonly plan: WholeBox,
    private readonly client: Client,
    private readonly socket: SimBox | undefined,
    readonly web: WebBox | undefined,
  ) {}

  static async open(client: Client, url: string, plan: WholeBox, random: Random): Promise<Station> {
    const { id, protocol, race, point, role, settings, version, isSocket } = plan;
    const path = `/races/${race}/readers/${id}`;
    const common = { protocol, point, timeZone: TIME_ZONE, ...(settings ? { settings } : {}) };
    const put = (link: object): Promise<ReaderAnswer> => client.send('PUT', path, jsonBody({ ...common, ...link }));
    if (!isSocket) {
      const { token = '' } = await put({});
      const web = new WebBox({ url, path: `${path}/reads?token=${token}`, protocol, random });
      web.outbox.start();
      return new Station(plan, client, undefined, web);
    }
    const options = { name: id, role, port: 0, aheadMs: AHEAD_MS, random: () => random.uniform() };
    const answer = role === 'dial' ? await put({ listen: { host: HOST, port: 0 } }) : undefined;
    const port = answer?.state.port ?? 0;
    const box = SOCKETS[protocol]!({ ...options, port }, answer?.token ?? '', version);
    await box.start();
    if (role === 'listen') await put({ connect: { host: HOST, port: box.port } });
    return new Station(plan, client, box, undefined);
  }

  detect(detection: Detection): boolean {
    this.detected++;
    this.web?.detect(detection);
    const keeps = this.socket?.detect(detection) ?? true;
    if (keeps) this.kept.push(detection);
    return keeps;
  }

  get ready(): boolean {
    return this.socket?.ready ?? true;
  }

  get undelivered(): number {
    return this.web?.outbox.undelivered ?? this.socket?.undelivered ?? 0;
  }

  /** Something goes wrong with it. */
  befall({ fault, amount = 0 }: Happening): void {
    const { socket, web } = this;
    const sender = web?.outbox ?? socket!;
    if (fault === 'drop') sender.drops = amount;
    else if (fault === 'reorder') sender.reorders = amount;
    else if (fault === 'resend') sender.sendAgain();
    else if (fault === 'restart') (web ?? socket!).restart();
    else if (fault === 'test-mode' && socket instanceof RaceResultBox) socket.inOperation = false;
    else if (fault === 'half-lines') socket?.halfLine();
    else if (fault === 'cut') socket?.cut();
    else if (fault === 'flood') this.#flood(amount);
    else if (fault === 'clock-jump') {
      socket?.jumpClock(amount);
      this.jumpedMs += Math.abs(amount);
    }
  }

  /** What lasted is over. */
  recover(): void {
    if (this.socket instanceof RaceResultBox) this.socket.inOperation = true;
  }

  /** Nothing goes wrong any more, and one last record shows what is missing before it. */
  calm(atMs: number): void {
    const sender = this.web?.outbox ?? this.socket!;
    sender.drops = 0;
    sender.reorders = 0;
    this.recover();
    this.detect({ chip: STRANGER, atMs, antenna: 1, rssi: -60 });
  }

  /** What a director does when a box has been away: its stored records, its former files. */
  async fetchRest(): Promise<void> {
    const { race, id, protocol, settings } = this.plan;
    if (settings?.['lite'] === true) await this.#rewind(`/races/${race}/readers/${id}/rewind`);
    if (!(this.socket instanceof RaceResultBox)) return;
    for (const text of this.socket.formerFiles.filter((file) => file !== ''))
      await this.client.call('POST', `/races/${race}/imports?format=${protocol}&reader=${id}&timeZone=${TIME_ZONE}`, {
        ...{ type: 'text/plain', text },
      });
  }

  async state(): Promise<ReaderAnswer['state']> {
    return (await this.client.get<ReaderAnswer>(`/races/${this.plan.race}/readers/${this.plan.id}`)).state;
  }

  /** The server is another one now, and may listen elsewhere. */
  async findAgain(): Promise<void> {
    const { port } = await this.state();
    if (this.plan.role === 'dial' && port !== undefined) this.socket?.redirect(port);
  }

  async stop(): Promise<void> {
    await this.web?.outbox.stop();
    await this.socket?.stop();
  }

  /** Rubbish, until somebody pulls the cable. */
  #flood(bytes: number): void {
    this.socket?.flood(bytes);
    setTimeout(() => this.socket?.cut(), FLOOD_MS);
  }

  async #rewind(path: string): Promise<void> {
    for (;;) {
      try {
        return void (await this.client.send('POST', path, jsonBody({ all: true })));
      } catch (error) {
        if (!(error instanceof RefusedError && error.code === 'not-connected')) throw error;
        await pause(200);
      }
    }
  }
}
