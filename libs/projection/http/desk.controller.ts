import { Controller, Get, Header, Inject, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CorrectionsAnswer, type RunnerFactsAnswer, factToWire } from '#libs/contracts/index.js';
import { FACT_LOG, type FactLog } from '#libs/log/index.js';
import { Access, Caller } from '#libs/platform/auth/access.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { SystemClock } from '#libs/platform/clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { RaceQueries } from '../queries.js';
import { wireFact } from './wire-fact.js';

/** What the director's desk needs beyond the public reads: evidence and corrections with their ids. */
@ApiTags('corrections')
@ApiBearerAuth()
@Access(['director'])
@Controller('api/v1/races/:slug')
export class DeskController {
  constructor(
    private readonly queries: RaceQueries,
    @Inject(FACT_LOG) private readonly log: FactLog,
    private readonly clock: SystemClock,
  ) {}

  @Get('corrections')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Everything people said and changed, oldest first: corrections, signals, part laps; undone ones too.',
  })
  async corrections(@Param('slug') slug: string, @Caller() caller: Principal): Promise<CorrectionsAnswer> {
    const { race } = await this.queries.find(slug, caller);
    return { corrections: race.corrections().map(({ fact, inForce }) => ({ fact: factToWire(fact), inForce })) };
  }

  @Get('runners/:bib/facts')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Every read, passing and correction of one runner, with what became of it.' })
  async facts(
    @Param('slug') slug: string,
    @Param('bib') bib: string,
    @Caller() caller: Principal,
  ): Promise<RunnerFactsAnswer> {
    const { race, logId } = await this.queries.find(slug, caller);
    const facts = race.facts(bib, this.clock.nowMs());
    if (!facts) throw new ProblemError(404, 'unknown-bib', `Nobody runs with bib "${bib.slice(0, 16)}" in this race.`);
    const stored = await this.log.readAt(
      logId,
      facts.map(({ offset }) => offset),
    );
    const lines = new Map(stored.map((fact) => [fact.offset, wireFact(fact)]));
    return {
      bib,
      facts: facts.flatMap(({ offset, ...became }) => {
        const fact = lines.get(offset);
        return fact === undefined ? [] : [{ fact, ...became }];
      }),
    };
  }
}
