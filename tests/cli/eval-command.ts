import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../bin/triage-eval.mjs', import.meta.url));
const INBOX = fileURLToPath(new URL('../../datasets/inbox/test.jsonl', import.meta.url));

export type Ended = Readonly<{ status: number | null; stdout: string; stderr: string }>;

const environment = (env: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], HOME: tmpdir(), ...env });

/** Runs `triage-eval ARGS` to its end. */
export function triageEval(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const child = execFile(process.execPath, [COMMAND, ...args], { env: environment(env), maxBuffer: 1 << 28 }, (_error, stdout, stderr) => resolve({ status: child.exitCode, stdout, stderr }));
  return promise;
}

/** Starts `triage-eval ARGS`; the caller ends it. */
export const startEval = (args: readonly string[]): ChildProcess => spawn(process.execPath, [COMMAND, ...args], { env: environment({}), stdio: ['ignore', 'ignore', 'pipe'] });

/** Writes the first rows of the inbox test split. */
export function writeInbox(path: string, rows: number): string {
  writeFileSync(path, `${readFileSync(INBOX, 'utf8').split('\n').slice(0, rows).join('\n')}\n`);
  return path;
}

export const linesOf = (path: string): Record<string, any>[] => readFileSync(path, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, any>);
