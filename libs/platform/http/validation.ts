/** The one validation pipe: Valibot schemas given to `@Body({ schema })`, errors as problems that name the field. */
import { StandardSchemaValidationPipe } from '@nestjs/common';
import { problemItems, problemSentence } from '#libs/contracts/index.js';
import { isHarmlessBody } from './bodies.js';
import { ProblemError } from './problem.js';

class ValidationPipe extends StandardSchemaValidationPipe {
  /** Walks over everything but the bodies whose text has no such key. */
  protected override stripProtoKeys(value: unknown): void {
    if (!isHarmlessBody(value)) super.stripProtoKeys(value);
  }
}

export function validationPipe(): StandardSchemaValidationPipe {
  return new ValidationPipe({
    exceptionFactory: (issues) => {
      const items = problemItems(
        issues.map((issue) => ({
          message: issue.message,
          path: issue.path?.map((p) => (typeof p === 'object' ? { key: p.key } : { key: p })),
        })),
      );
      return new ProblemError(400, 'invalid-body', problemSentence(items), { errors: items });
    },
  });
}
