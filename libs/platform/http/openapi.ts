/** The OpenAPI document, made from the routes and the very schemas that validate. */
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';

/** One schema as the document has it: for bodies that are checked row by row, so that a bad row does not take the good ones with it. */
export function describedBy(schema: v.GenericSchema, typeMode: 'input' | 'output' = 'input'): Record<string, unknown> {
  return toJsonSchema(schema, { errorMode: 'ignore', typeMode, target: 'openapi-3.0' }) as Record<string, unknown>;
}

/** Cross-field checks and transforms have no JSON Schema; they are left out of the document, not out of the validation. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Loopline')
    .setDescription(
      'Live tracking and timing for ultra races. Distances in metres (`...M`), durations in ms (`...Ms`), instants ISO 8601. Errors: RFC 9457.',
    )
    .setVersion('1')
    .addBearerAuth()
    .build();
  return SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controllerKey: string, methodKey: string) =>
      `${controllerKey.replace(/Controller$/, '')}.${methodKey}`,
    standardSchemaConverter: (schema: unknown, options: { schemaType: 'input' | 'output' }) => ({
      schema: describedBy(schema as v.GenericSchema, options.schemaType),
    }),
  } as never);
}
