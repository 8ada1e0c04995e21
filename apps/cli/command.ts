/** What a subcommand is: one file in `commands/` that exports `command`. */
export interface Command {
  name: string;
  /** Half a line for the list of commands. */
  summary: string;
  usage: string;
  /** @returns the exit code. A thrown Error is shown as one sentence and ends with 1. */
  run(args: readonly string[]): Promise<number>;
}

/** The person asked for something that cannot be; shown with the usage. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export const print = (line: string): void => void process.stdout.write(`${line}\n`);
export const complain = (line: string): void => void process.stderr.write(`${line}\n`);
