import { openAsBlob } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { OPENED, type PgliteOptions, type ThreadError, type ThreadReply, type ThreadRequest } from './pglite-protocol.ts';
import { createStatements, type StatementResults } from './pglite-statements.ts';

// The embedded database on a thread of its own: its work does not hold up the requests that others wait for.
const port = parentPort;
if (port === null) throw new TypeError('this file is started as a thread');

const FIELDS = ['code', 'severity', 'detail', 'hint', 'constraint', 'table', 'column', 'schema', 'where', 'routine'] as const;

function told(error: unknown): ThreadError {
  if (!(error instanceof Error)) return { message: String(error), name: 'Error', fields: {} };
  const found = FIELDS.flatMap((field) => {
    const value = (error as unknown as Readonly<Record<string, unknown>>)[field];
    return typeof value === 'string' ? [[field, value] as const] : [];
  });
  return { message: error.message, name: error.name, fields: Object.fromEntries(found) };
}

async function answer(id: number, work: () => Promise<StatementResults>): Promise<boolean> {
  try {
    port?.postMessage({ id, ...await work() } satisfies ThreadReply);
    return true;
  } catch (error) {
    port?.postMessage({ id, error: told(error) } satisfies ThreadReply);
    return false;
  }
}

/** Its pages lie in the system's own cache as well: four times as much of them here would only cost memory, and time at the start. */
const BUFFERS = '32MB';
const NOTHING: StatementResults = { rows: [], affectedRows: undefined };
let database: PGlite | undefined;

const opened = await answer(OPENED, async () => {
  const { dataDir, imageFile } = workerData as PgliteOptions;
  database = await PGlite.create({
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(imageFile === undefined ? {} : { loadDataDir: await openAsBlob(imageFile) }),
    extensions: { vector },
    startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${BUFFERS}`],
  });
  return NOTHING;
});

if (opened && database !== undefined) {
  const pglite = database;
  const closed = async () => {
    await pglite.close();
    return NOTHING;
  };
  const run = createStatements(pglite);
  let last: Promise<unknown> = Promise.resolve();
  // One after another, in the order in which they came: a transaction relies on it.
  port.on('message', (request: ThreadRequest) => {
    last = last.then(() => answer(request.id, () => ('close' in request ? closed() : run(request.sql, request.parameters))));
    // Nothing else is left to do here then: the thread ends.
    if ('close' in request) void last.finally(() => port.close());
  });
}
