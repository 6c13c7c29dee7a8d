import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

export const BENCH_KEY = 'bench-key-not-a-secret';
const TICKS_PER_SECOND = 100;

export type Running = Readonly<{ url: string; pid: number; readyMs: number; stop(): Promise<void> }>;

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export async function startEcho(): Promise<Running> {
  const started = performance.now();
  const child = spawn(process.execPath, ['benchmarks/echo.ts'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return running(child, `http://127.0.0.1:${String(line).trim().split(' ')[1]}`, performance.now() - started);
}

/** Starts the service as `npm start` does and waits until /readyz says 200. */
export async function startService(dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, ['bin/triage.mjs', 'serve'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir, TRIAGE_API_KEY: BENCH_KEY, RATE_LIMIT_PER_MINUTE: '100000000', ...env },
  });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url, child);
  return running(child, url, performance.now() - started);
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 3_000; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}`);
    const ready = await fetch(`${url}/readyz`).then((response) => response.ok, () => false);
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the service did not become ready within a minute');
}

function running(child: ChildProcess, url: string, readyMs: number): Running {
  return {
    url, pid: child.pid ?? 0, readyMs,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** CPU seconds of a process so far, all threads. Linux only. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Resident memory in MiB. */
export const residentMiB = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024;
