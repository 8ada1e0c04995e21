import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Access } from '../auth/access.js';

/** Filled by the app once its routes are known. */
export class OpenApiSource {
  private document: (() => object) | undefined;
  private made: string | undefined;

  /** @param document made at the first request: it costs start-up time otherwise */
  set(document: () => object): void {
    this.document = document;
  }

  json(): string {
    this.made ??= JSON.stringify(this.document?.() ?? {});
    return this.made;
  }
}

@ApiExcludeController()
@Access('public')
@Controller('api/v1/openapi.json')
export class OpenApiController {
  constructor(private readonly source: OpenApiSource) {}

  @Get()
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'no-cache')
  document(): string {
    return this.source.json();
  }
}
