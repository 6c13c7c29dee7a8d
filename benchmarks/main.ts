import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { drive, type Measured, moderationBody, triageBodies } from './load.ts';
import { residentMiB, type Running, startEcho, startService } from './processes.ts';

const CONNECTIONS = [1, 16, 64] as const;
const SOAK_REQUESTS = 200_000;
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const row = (...cells: readonly (string | number)[]): void => print(`| ${cells.join(' | ')} |`);
const fixed = (value: number, digits = 1): string => value.toFixed(digits);

async function main(): Promise<void> {
  const verbs = process.argv.slice(2);
  const wanted = (verb: string): boolean => verbs.length === 0 ? verb !== 'soak' : verbs.includes(verb);
  const folder = mkdtempSync(join(tmpdir(), 'triage-bench-'));
  print(`Machine: ${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, Node ${process.versions.node}. Load generator and service share them.\n`);
  try {
    const service = await starts(join(folder, 'data'));
    const echo = await startEcho();
    if (wanted('http')) await throughput(service, echo);
    if (wanted('length')) await lengths(service);
    if (wanted('soak')) await soak(service);
    await Promise.all([service.stop(), echo.stop()]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** First start makes the database; the second opens it. Leaves the second one running. */
async function starts(dataDir: string): Promise<Running> {
  const first = await startService(dataDir);
  await first.stop();
  const warm = await startService(dataDir);
  print('### Start to ready\n');
  row('start', 'seconds', 'resident MiB');
  row('---', '---', '---');
  row('first, empty data folder', fixed(first.readyMs / 1_000, 2), '–');
  row('warm', fixed(warm.readyMs / 1_000, 2), fixed(residentMiB(warm.pid), 0));
  print('');
  return warm;
}

/** Rounds of the fast paths; the median of each stands in the table, for one round in five meets a pause of the machine's. */
const ROUNDS = 3;
const ECHO: Path = { name: 'echo', path: '/echo', body: () => moderationBody('triage') };
const FAST: readonly Path[] = [
  { name: '/v1/moderations, triage-fast', path: '/v1/moderations', body: () => moderationBody('triage-fast') },
  { name: '/v1/triage stored, triage-fast', path: '/v1/triage', body: () => triageBodies('triage-fast') },
];
const DEFAULT: readonly Path[] = [
  { name: '/v1/moderations, triage', path: '/v1/moderations', body: () => moderationBody('triage') },
  { name: '/v1/triage stored, triage', path: '/v1/triage', body: () => triageBodies('triage') },
];
type Path = Readonly<{ name: string; path: string; body(): (index: number) => string }>;

async function throughput(service: Running, echo: Running): Promise<void> {
  const run = ({ path, body }: Path, connections: number, seconds: number): Promise<Measured> =>
    drive(path === ECHO.path ? echo : service, { path, body: body(), connections, seconds });
  for (const path of DEFAULT) await run(path, 16, 3);
  // The compiler takes its time: what is served seldom at first is compiled late.
  for (const path of [...FAST, ...FAST, ECHO]) await run(path, 16, 6);
  print('### Requests a second against a bare Express 5 JSON echo\n');
  row('connections', 'path', 'requests/s', '× echo', 'CPU µs/request', 'p50 ms', 'p99 ms', 'errors');
  row('---', '---', '---', '---', '---', '---', '---', '---');
  for (const connections of CONNECTIONS) {
    const found = new Map<Path, Measured[]>([ECHO, ...FAST, ...DEFAULT].map((path) => [path, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const path of [ECHO, ...FAST]) found.get(path)?.push(await run(path, connections, 3));
    }
    for (const path of DEFAULT) found.get(path)?.push(await run(path, connections, 4));
    const base = median(found.get(ECHO) ?? []);
    for (const [{ name }, rounds] of found) show(connections, name, median(rounds), base);
  }
  print(`\nResident memory afterwards: ${fixed(residentMiB(service.pid), 0)} MiB.\n`);
}

/** The round in the middle by throughput. */
function median(rounds: readonly Measured[]): Measured {
  const middle = rounds.toSorted((a, b) => a.perSecond - b.perSecond)[Math.floor(rounds.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}

const show = (connections: number, path: string, { perSecond, cpuMicros, p50Ms, p99Ms, errors }: Measured, base: Measured): void =>
  row(connections, path, fixed(perSecond, 0), fixed(perSecond / base.perSecond, 2), fixed(cpuMicros, 0), fixed(p50Ms), fixed(p99Ms), errors);

/** Cost against text length: a straight line has the same cost a character at both ends. */
async function lengths(service: Running): Promise<void> {
  print('### Cost against text length, /v1/moderations with triage-fast, one connection\n');
  row('characters', 'CPU µs/request', 'µs a further 1,000 characters');
  row('---', '---', '---');
  const words = 'bonjour je voudrais savoir si la commande part demain car il me faut ces bols avant samedi merci ';
  let earlier: Readonly<{ length: number; cost: number }> | undefined;
  for (const length of [20, 100, 500, 1_000, 2_000, 5_000, 10_000]) {
    const body = JSON.stringify({ model: 'triage-fast', input: words.repeat(Math.ceil(length / words.length)).slice(0, length) });
    const { cpuMicros } = await drive(service, { path: '/v1/moderations', body: () => body, connections: 1, seconds: 3 });
    row(length, fixed(cpuMicros, 0), earlier === undefined ? '–' : fixed(((cpuMicros - earlier.cost) / (length - earlier.length)) * 1_000, 0));
    earlier = { length, cost: cpuMicros };
  }
  print('');
}

async function soak(service: Running): Promise<void> {
  print(`### Memory over ${SOAK_REQUESTS} requests\n`);
  row('requests so far', 'resident MiB');
  row('---', '---');
  row(0, fixed(residentMiB(service.pid), 0));
  for (let done = 0; done < SOAK_REQUESTS; done += SOAK_REQUESTS / 10) {
    await drive(service, { path: '/v1/moderations', body: moderationBody('triage-fast'), connections: 16, amount: SOAK_REQUESTS / 20 });
    await drive(service, { path: '/v1/triage', body: triageBodies('triage-fast'), connections: 16, amount: SOAK_REQUESTS / 20 });
    row(done + SOAK_REQUESTS / 10, fixed(residentMiB(service.pid), 0));
  }
}

// It asks no service, and its peak of memory must be its own.
if (process.argv[2] === 'eval') await import('./eval.ts');
else await main();
