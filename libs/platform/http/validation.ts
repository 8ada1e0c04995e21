/** The one validation pipe: Valibot schemas given to `@Body({ schema })`, errors as problems that name the field. */
import { StandardSchemaValidationPipe } from '@nestjs/common';
import { problemItems, problemSentence } from '#libs/contracts/index.js';
import { ProblemError } from './problem.js';

export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
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
