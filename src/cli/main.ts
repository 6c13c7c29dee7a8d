import { Command, CommanderError } from 'commander';
import { VERSION } from '../config.ts';
import { StartupError } from '../domain/failures.ts';

/** Exit codes: 0 done, 1 it failed, 2 the input or the usage was wrong. */
const USAGE_STATUS = 2;

/** In the order of `--help`. Each is loaded when it is asked for: to list the keys nothing of the pipeline is read. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serveCommand(),
  predict: async () => (await import('./predict.ts')).predictCommand(),
  keys: async () => (await import('./keys.ts')).keysCommand(),
  knowledge: async () => (await import('./knowledge.ts')).knowledgeCommand(),
};

const program = new Command('triage')
  .description('AI triage and moderation for shared inboxes: one decision a message, offline.')
  .version(VERSION)
  .showHelpAfterError();

try {
  const named = Object.entries(COMMANDS).filter(([name]) => name === process.argv[2]);
  for (const [, load] of named.length > 0 ? named : Object.entries(COMMANDS)) program.addCommand(await load());
  throwInsteadOfExit(program);
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}

/** Commander ends the process by itself otherwise, with a status of its own, at every level of commands. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  for (const inner of command.commands) throwInsteadOfExit(inner);
}

/** Says what went wrong and what to do; a stack only for what nobody foresaw. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_STATUS;
  if (error instanceof StartupError) {
    process.stderr.write(`${error.message}\n→ ${error.remedy}\n`);
    return 1;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
}
