/** Errors: RFC 9457 `application/problem+json`. */
export interface ProblemItem {
  /** The field, as a path: `course.lapM`, `passings.3.at`. */
  path: string;
  code: string;
  message: string;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Stable, kebab-case. */
  code: string;
  errors?: ProblemItem[];
}

interface IssueLike {
  message: string;
  type?: string;
  expected?: string | null;
  received?: string;
  path?: readonly { key?: unknown }[] | undefined;
}

/** The innermost field's name; a place in a list is no name. */
function lastName(issue: IssueLike): string | undefined {
  return (issue.path ?? []).map((p) => p.key).findLast((key) => typeof key === 'string');
}

function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/_/g, '-')
    .toLowerCase();
}

/** Schema issues as problem items: field path, kebab-case code, a message with the way out. */
export function problemItems(issues: readonly IssueLike[], max = 100): ProblemItem[] {
  return issues.slice(0, max).map((issue) => ({
    path: (issue.path ?? []).map((p) => String(p.key)).join('.'),
    code: `invalid-${kebab(lastName(issue) ?? issue.type ?? 'body')}`,
    message: wordsOf(issue),
  }));
}

/** Fields that are absent or unknown in words of our own; everything else in those of its schema. */
function wordsOf({ message, expected, received }: IssueLike): string {
  if (!message.startsWith('Invalid key:')) return message;
  return expected === 'never'
    ? 'is not a field of this call: leave it out, or check its spelling'
    : received === 'undefined'
      ? 'is missing'
      : message;
}

/** One sentence for a person: "course.lapM must be a number of metres". */
export function problemSentence(items: readonly ProblemItem[]): string {
  const first = items[0];
  if (!first) return 'The body does not fit.';
  const more = items.length > 1 ? ` (and ${items.length - 1} more)` : '';
  return `${first.path ? `${first.path} ` : ''}${first.message}${more}`;
}
