/** Finds the subcommand among the files of `commands/` and runs it: a new command is a new file and nothing else. */
import { readdir } from 'node:fs/promises';
import { complain, print, UsageError, type Command } from './command.js';

const COMMAND_FILE = /^([a-z][a-z-]*)\.js$/;

/** @returns the exit code */
export async function dispatch(folder: URL, argv: readonly string[]): Promise<number> {
  const [name, ...args] = argv;
  const names = (await readdir(folder)).flatMap((file) => COMMAND_FILE.exec(file)?.[1] ?? []).sort();
  const load = async (known: string): Promise<Command> =>
    ((await import(new URL(`${known}.js`, folder).href)) as { command: Command }).command;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const commands = await Promise.all(names.map(load));
    print('usage: npm run <command> -- [options]\n');
    for (const command of commands) print(`  ${command.name.padEnd(10)} ${command.summary}`);
    return name === undefined ? 2 : 0;
  }
  if (!names.includes(name)) {
    complain(`There is no command "${name}"; there are: ${names.join(', ')}.`);
    return 2;
  }
  return runCommand(await load(name), args);
}

export async function runCommand(command: Command, args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    print(command.usage);
    return 0;
  }
  try {
    return await command.run(args);
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    if (!(error instanceof UsageError) && !isOptionError(error)) return 1;
    complain(command.usage);
    return 2;
  }
}

/** `parseArgs` names the wrong option itself. */
function isOptionError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
