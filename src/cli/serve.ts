import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { Command } from 'commander';
import { type Config, loadConfig, storeOptions } from '../config.ts';
import { StartupError } from '../domain/failures.ts';
import type { Service } from '../service.ts';

/** Headers must come within this time; a slow sender cannot hold a socket for ever. */
const HEADERS_TIMEOUT_MS = 10_000;
/** None for a whole request: a batch may stream for hours. Ordinary bodies have a limit of their own. */
const REQUEST_TIMEOUT_MS = 0;
const KEEP_ALIVE_MS = 65_000;

/** An `import` would read every export of this module, and one of them loads a WebSocket client: 50 ms of each start. */
const { createServer } = process.getBuiltinModule('node:http');

export const serveCommand = (): Command =>
  new Command('serve').description('Run the HTTP service. Settings come from the environment: docs/configuration.md.').action(async () => serve(loadConfig()));

/** V8's own measure of how busy a function of WebAssembly must be before it is compiled again; ten times as much for the start, of which the database's largest functions would take 0.4 s and 0.4 GB. */
const BUSY = '--wasm-tiering-budget=13000000';
const BUSY_AT_START = '--wasm-tiering-budget=130000000';

/** Config → port → service → listen → graceful stop on SIGTERM or SIGINT. */
async function serve(config: Config): Promise<void> {
  setFlagsFromString(BUSY_AT_START);
  await tryPort(config);
  const folder = (await import('../workspaces/folder.ts')).readWorkspaceFolder(config.WORKSPACE_DIR);
  // It opens on a thread of its own, from now on, while this one loads the service and its models.
  const opening = (await import('../storage/store.ts')).openStore(storeOptions(config));
  opening.catch(() => undefined);
  const { createService } = await import('../service.ts');
  const service = await createService(config, { folder, opening });
  const server = createServer({ headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS }, service.app.app);
  try {
    await listen(server, config);
  } catch (error) {
    await service.close(0);
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const base = `http://${config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST}:${port}`;
  if (service.firstKey !== undefined) process.stdout.write(welcome(base, service.firstKey));
  service.logger.info({ url: base, storage: service.store.engine, workspace: service.workspaceId }, 'ready');
  stopOnSignal(server, service, config.SHUTDOWN_GRACE_MS);
  setFlagsFromString(BUSY);
}

/** A port that is taken is said at once, before a database has been made or opened for nothing. @throws StartupError */
async function tryPort(config: Config): Promise<void> {
  if (config.PORT === 0) return;
  const server = createServer();
  await listen(server, config);
  server.close();
  await once(server, 'close');
}

async function listen(server: Server, { PORT, HOST }: Config): Promise<void> {
  server.listen(PORT, HOST);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new StartupError(`The service cannot listen on ${HOST}:${PORT} (${code}).`, code === 'EADDRINUSE' ? 'Stop what uses this port, or set PORT to another one (0 picks a free one).' : 'Set HOST to an address of this machine.', { cause });
  }
}

function stopOnSignal(server: Server, { close, logger }: Service, graceMs: number): void {
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping: running requests are finished first');
    server.close();
    server.closeIdleConnections();
    await close(graceMs);
    server.closeAllConnections();
    logger.info('stopped');
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal).catch((error: unknown) => {
    logger.fatal({ type: error instanceof Error ? error.name : typeof error }, 'the stop failed');
    process.exitCode = 1;
  }));
}

function welcome(base: string, key: string): string {
  return `
The service is ready. This is its first API key; it is shown once and stored as a hash only:

  ${key}

Try it:

curl -s ${base}/v1/triage -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' \\
  -d '{"message":{"channel":"whatsapp","text":"Bonjour, combien coûte une initiation au tour et combien de temps ça dure ? On serait deux samedi 12 décembre."}}'

Reference in a browser: ${base}/docs

`;
}
