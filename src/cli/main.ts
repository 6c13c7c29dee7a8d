import { Command, CommanderError } from 'commander';
import { StartupError } from '../domain/failures.ts';
import { VERSION } from '../service.ts';
import { keysCommand } from './keys.ts';
import { knowledgeCommand } from './knowledge.ts';
import { predictCommand } from './predict.ts';
import { serveCommand } from './serve.ts';

/** Exit codes: 0 done, 1 it failed, 2 the input or the usage was wrong. */
const USAGE_STATUS = 2;

const program = new Command('triage')
  .description('AI triage and moderation for shared inboxes: one decision a message, offline.')
  .version(VERSION)
  .showHelpAfterError();
for (const command of [serveCommand(), predictCommand(), keysCommand(), knowledgeCommand()]) program.addCommand(command);
throwInsteadOfExit(program);

try {
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
