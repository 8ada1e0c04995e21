import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { TeamStanding } from '#libs/domain/index.js';
import type { EntrantListed } from '#libs/contracts/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { type CardAnswer, type RaceDetail, type RaceListItem, RaceQueries } from '../queries.js';
import { StartLists } from '../start-lists.js';

@ApiTags('races')
@Access('public')
@Controller('api/v1/races')
export class RacesReadController {
  constructor(
    private readonly queries: RaceQueries,
    private readonly startLists: StartLists,
  ) {}

  @Get()
  @Header('cache-control', 'no-cache')
  @ApiOperation({ summary: 'Races, live ones first.' })
  list(@Caller() caller: Principal | undefined): { races: RaceListItem[] } {
    return { races: this.queries.list(caller) };
  }

  @Get(':slug')
  @Header('cache-control', 'no-cache')
  @ApiOperation({ summary: 'One race: its definition and state.' })
  async one(@Param('slug') slug: string, @Caller() caller: Principal | undefined): Promise<RaceDetail> {
    return this.queries.detail(await this.queries.find(slug, caller));
  }

  @Get(':slug/entrants')
  @Header('cache-control', 'no-cache')
  @ApiOperation({ summary: 'The start list; birth dates and hidden names for directors only.' })
  async entrants(
    @Param('slug') slug: string,
    @Caller() caller: Principal | undefined,
  ): Promise<{ entrants: EntrantListed[] }> {
    return { entrants: await this.startLists.of(await this.queries.find(slug, caller), caller) };
  }

  @Get(':slug/teams')
  @Header('cache-control', 'no-cache')
  @ApiOperation({ summary: 'Team standings: the sum of the best runners of each team, where the race scores teams.' })
  async teams(
    @Param('slug') slug: string,
    @Caller() caller: Principal | undefined,
  ): Promise<{ teams: TeamStanding[] }> {
    return { teams: this.queries.teams(await this.queries.find(slug, caller)) };
  }

  @Get(':slug/runners/:bib')
  @Header('cache-control', 'no-cache')
  @ApiOperation({ summary: 'Runner card: every lap with cumulative times, splits, stops, corrections.' })
  async runner(
    @Param('slug') slug: string,
    @Param('bib') bib: string,
    @Caller() caller: Principal | undefined,
  ): Promise<CardAnswer> {
    return this.queries.card(await this.queries.find(slug, caller), bib);
  }
}
