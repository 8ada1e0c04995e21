import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access.js';
import { SystemClock } from '../clock.js';

@ApiTags('time')
@Access('public')
@Controller('api/v1/time')
export class TimeController {
  constructor(private readonly clock: SystemClock) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'The server’s clock, for measuring a device’s offset (smallest round trip of a few probes).',
  })
  now(): { now: string } {
    return { now: new Date(this.clock.nowMs()).toISOString() };
  }
}
