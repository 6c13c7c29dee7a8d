import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const TRIAGE = fileURLToPath(new URL('../../bin/triage.mjs', import.meta.url));

export type Ended = Readonly<{ status: number | null; stdout: string; stderr: string }>;

/** Only what the command needs: settings of the machine that runs the tests must not reach it. */
const environment = (env: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], HOME: tmpdir(), ...env });

const running = new Set<ChildProcessByStdio<null, Readable, Readable>>();
const folders: string[] = [];

afterAll(async () => {
  await Promise.all([...running].map(async (child) => {
    child.kill('SIGKILL');
    await once(child, 'close');
  }));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that is removed after the last test of the file. */
export function fileFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'triage-e2e-'));
  folders.push(folder);
  return folder;
}

/** Runs `triage ARGS` to its end. */
export function triage(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const child = execFile(process.execPath, [TRIAGE, ...args], { env: environment(env), maxBuffer: 1 << 28 }, (_error, stdout, stderr) => resolve({ status: child.exitCode, stdout, stderr }));
  return promise;
}

export type Serving = Readonly<{
  url: string;
  stdout(): string;
  child: ChildProcessByStdio<null, Readable, Readable>;
  /** Resolves with the exit status; null when a signal ended it. */
  ended: Promise<number | null>;
}>;

/** Starts `triage serve` and waits until it says that it is ready. */
export async function serve(env: Readonly<Record<string, string>>): Promise<Serving> {
  const child = spawn(process.execPath, [TRIAGE, 'serve'], { env: environment({ PORT: '0', ...env }), stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let stdout = '';
  let stderr = '';
  const ready = Promise.withResolvers<string>();
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
    const line = stdout.split('\n').find((candidate) => candidate.includes('"msg":"ready"'));
    if (line !== undefined) ready.resolve((JSON.parse(line) as { url: string }).url);
  });
  child.stderr.on('data', (chunk) => void (stderr += String(chunk)));
  const ended = once(child, 'close').then(([status]) => {
    running.delete(child);
    ready.reject(new Error(`ended before it was ready: ${stderr}`));
    return status as number | null;
  });
  return { url: await ready.promise, stdout: () => stdout, child, ended };
}
