import { Body, Controller, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import * as v from 'valibot';
import {
  type RaceDefinitionInput,
  type RacePatch,
  raceDefinitionSchema,
  racePatchSchema,
  signalSchema,
} from '#libs/contracts/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { type RaceAnswer, RacesService } from './races.service.js';

type Signal = v.InferOutput<typeof signalSchema>;
const optionalSignal = v.optional(signalSchema, {});

@ApiTags('races')
@ApiBearerAuth()
@Access(['director'])
@Controller('api/v1/races')
export class RacesController {
  constructor(private readonly races: RacesService) {}

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Create a race.' })
  create(
    @Body({ schema: raceDefinitionSchema }) body: RaceDefinitionInput,
    @Caller() caller: Principal,
  ): Promise<RaceAnswer> {
    return this.races.create(body, caller);
  }

  @Patch(':slug')
  @ApiOperation({ summary: 'Change a race; the change is a logged fact and results follow at once.' })
  patch(
    @Param('slug') slug: string,
    @Body({ schema: racePatchSchema }) body: RacePatch,
    @Caller() caller: Principal,
  ): Promise<RaceAnswer> {
    return this.races.patch(slug, body, caller);
  }

  @Post(':slug/archive')
  @HttpCode(200)
  @ApiOperation({ summary: 'Put a mistake away: out of the lists, nothing deleted.' })
  archive(
    @Param('slug') slug: string,
    @Body({ schema: optionalSignal }) body: Signal,
    @Caller() caller: Principal,
  ): Promise<RaceAnswer> {
    return this.races.archive(slug, caller, body.reason);
  }

  @Post(':slug/start')
  @HttpCode(200)
  @ApiOperation({
    summary: 'The gun, now or at an instant; sent again it corrects the instant and everything is recomputed.',
  })
  start(
    @Param('slug') slug: string,
    @Body({ schema: optionalSignal }) body: Signal,
    @Caller() caller: Principal,
  ): Promise<{ offset: number; at: string }> {
    return this.races.signal(slug, 'started', body.at, caller, body.reason);
  }

  @Post(':slug/stop')
  @HttpCode(200)
  @ApiOperation({ summary: 'The final signal, now or at an instant.' })
  stop(
    @Param('slug') slug: string,
    @Body({ schema: optionalSignal }) body: Signal,
    @Caller() caller: Principal,
  ): Promise<{ offset: number; at: string }> {
    return this.races.signal(slug, 'stopped', body.at, caller, body.reason);
  }
}
