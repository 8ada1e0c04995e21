/** Spectators: sockets, cached boards, pages, static files. */
import { fileURLToPath } from 'node:url';
import { type DynamicModule, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, Server } from 'node:http';
import { FEED, type Feed, REGISTRY, type Registry } from '#libs/log/index.js';
import { mayRead } from '#libs/platform/auth/principal.js';
import { Sessions } from '#libs/platform/auth/sessions.js';
import { TokenStore } from '#libs/platform/auth/token-store.js';
import { SystemClock } from '#libs/platform/clock.js';
import type { Config } from '#libs/platform/config.js';
import { Metrics } from '#libs/platform/health/health.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import type { Logger } from '#libs/platform/logging.js';
import { CONFIG, LOGGER } from '#libs/platform/platform.module.js';
import { RaceQueries } from '#libs/projection/index.js';
import { BoardController } from './board.controller.js';
import { Live } from './live.js';
import { CurrentBoards } from './pages/current-boards.js';
import { DemoController } from './pages/demo.controller.js';
import { DemoSwitch } from './pages/demo-switch.js';
import type { LiveAccess } from './ports.js';
import { PageRenderer } from './pages/page-renderer.js';
import { PageVisitors } from './pages/page-visitor.js';
import { PagesController } from './pages/pages.controller.js';
import { serveStatic } from './pages/static-files.js';
import { standInMayRead } from './principal-tokens.js';
import { readSessionToken } from './session-pass.js';

/** The built pages beside the built server. */
const WEB_DIR = fileURLToPath(new URL('../../web', import.meta.url));

export interface LiveParts {
  demo: DemoSwitch;
}

class LiveLifecycle implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly live: Live,
    private readonly adapter: HttpAdapterHost,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.live.start(this.adapter.httpAdapter.getHttpServer() as Server);
  }

  /** Before the HTTP server closes: open sockets would hold it. */
  async onModuleDestroy(): Promise<void> {
    await this.live.close();
  }
}

class RoomBoards extends CurrentBoards {
  constructor(private readonly live: Live) {
    super();
  }

  async get(slug: string): ReturnType<CurrentBoards['get']> {
    const board = (await this.live.rooms.ready(slug))?.board();
    if (!board)
      throw new ProblemError(503, 'board-not-ready', 'The board is being made; try again in a moment.', {
        retryAfterS: 1,
      });
    return board;
  }
}

/** Who may read a private race, by what the caller showed: a known caller's stand-in, a session, or a bearer token. */
function liveAccess(tokens: TokenStore, sessions: Sessions): LiveAccess {
  return {
    mayRead: async (slug, token) => {
      if (token === undefined) return false;
      const known = standInMayRead(slug, token);
      if (known !== undefined) return known;
      const session = readSessionToken(token);
      const principal = session ? await sessions.find(session.secret, session.csrf) : await tokens.find(token);
      return mayRead(principal, { slug, visibility: 'private' });
    },
  };
}

/** Our own pages have this origin also when a proxy in front rewrites Host. */
function publicOrigins({ publicUrl }: Config): string[] {
  return publicUrl === undefined ? [] : [new URL(publicUrl).origin];
}

function makeLive(
  feed: Feed,
  registry: Registry,
  tokens: TokenStore,
  sessions: Sessions,
  clock: SystemClock,
  queries: RaceQueries,
  logger: Logger,
  metrics: Metrics,
  config: Config,
): Live {
  const access = liveAccess(tokens, sessions);
  const live = new Live(
    { feed, registry, access, clock, history: queries, log: logger },
    { allowedOrigins: publicOrigins(config), ...(config.trustProxy ? { clientAddress: forwardedAddress } : {}) },
  );
  metrics.gauge('spectators', 'Open live sockets', () => live.gateway.connections);
  metrics.gauge('live_encodes', 'Frames encoded', () => live.counters.encodes);
  return live;
}

/** The address our own proxy saw: the last one in the list, all before it are the client's claims. */
export function forwardedAddress(request: IncomingMessage): string | undefined {
  const named = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',').at(-1)?.trim();
  return named || undefined;
}

@Module({})
export class LiveModule {
  static forRoot({ demo }: LiveParts): DynamicModule {
    return {
      module: LiveModule,
      controllers: [BoardController, DemoController, PagesController],
      providers: [
        { provide: DemoSwitch, useValue: demo },
        {
          provide: Live,
          inject: [FEED, REGISTRY, TokenStore, Sessions, SystemClock, RaceQueries, LOGGER, Metrics, CONFIG],
          useFactory: makeLive,
        },
        { provide: PageVisitors, inject: [Sessions], useFactory: (sessions: Sessions) => new PageVisitors(sessions) },
        { provide: CurrentBoards, inject: [Live], useFactory: (live: Live) => new RoomBoards(live) },
        {
          provide: PageRenderer,
          inject: [HttpAdapterHost],
          useFactory: async ({ httpAdapter }: HttpAdapterHost) => {
            await serveStatic(httpAdapter.getInstance() as FastifyInstance, WEB_DIR);
            return PageRenderer.load(WEB_DIR);
          },
        },
        {
          provide: LiveLifecycle,
          inject: [Live, HttpAdapterHost],
          useFactory: (live: Live, adapter: HttpAdapterHost) => new LiveLifecycle(live, adapter),
        },
      ],
      exports: [Live],
    };
  }
}
