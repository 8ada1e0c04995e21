/** All of the live library put together over its ports: what a module, a test or a bench starts. */
import type { Server as HttpServer } from 'node:http';
import type { Clock } from '#libs/platform/clock.js';
import { BoardHttp } from './board-http.js';
import { LiveCounters } from './counters.js';
import { type LiveLimits, liveLimits } from './limits.js';
import { type GatewayOptions, LiveGateway } from './live-gateway.js';
import {
  type BoardHistory,
  type LiveAccess,
  type LiveFeed,
  type LiveLog,
  type LiveRegistry,
  SILENT_LOG,
} from './ports.js';
import { RaceDirectory } from './race-directory.js';
import { RaceRooms } from './race-rooms.js';

export interface LivePorts {
  feed: LiveFeed;
  registry: LiveRegistry;
  access: LiveAccess;
  clock: Clock;
  history?: BoardHistory;
  log?: LiveLog;
}

export interface LiveOptions extends GatewayOptions {
  limits?: Partial<LiveLimits>;
}

export class Live {
  readonly counters = new LiveCounters();
  readonly limits: LiveLimits;
  readonly rooms: RaceRooms;
  readonly directory: RaceDirectory;
  readonly gateway: LiveGateway;
  readonly board: BoardHttp;

  constructor(ports: LivePorts, options: LiveOptions = {}) {
    const { feed, registry, access, clock, log = SILENT_LOG } = ports;
    this.limits = liveLimits(options.limits);
    this.rooms = new RaceRooms(feed, clock, this.limits, this.counters, log);
    this.directory = new RaceDirectory(registry, access, clock, this.limits);
    this.gateway = new LiveGateway(this.rooms, this.directory, clock, this.limits, this.counters, log, options);
    this.board = new BoardHttp(this.rooms, this.directory, this.limits, this.counters, ports.history);
  }

  /** Without an HTTP server only boards are kept and answered. */
  async start(http?: HttpServer): Promise<void> {
    await this.rooms.start();
    if (http) await this.gateway.start(http);
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await this.rooms.close();
  }
}
