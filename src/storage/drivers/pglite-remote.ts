import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PGliteDialectConfig } from 'kysely';
import { OPENED, type PgliteOptions, type ThreadReply, type ThreadRequest } from './pglite-protocol.ts';

/** The part of PGlite that kysely speaks to. */
type Pglite = Exclude<PGliteDialectConfig['pglite'], (...given: never[]) => unknown>;
type Results = Awaited<ReturnType<Pglite['query']>>;
type Query = <Row>(sql: string, parameters?: unknown[]) => Promise<Omit<Results, 'rows'> & { rows: Row[] }>;
type Transaction = Parameters<Parameters<Pglite['transaction']>[0]>[0];

type Asked = Readonly<{ resolve(results: Results): void; reject(error: Error): void }>;

const THREAD = new URL('./pglite-thread.ts', import.meta.url);
/** In the words by which a database that is away is known. */
const GONE = 'the thread of the embedded database has terminated';

/**
 * The embedded database on a thread of its own. Statements run in the order in which they are asked for, those of a transaction
 * with nothing between them. When the thread dies, every statement is refused as by a server that went away.
 *
 * @throws whatever kept the database from opening.
 */
export async function openRemotePglite(options: PgliteOptions, thread = THREAD): Promise<Pglite> {
  const { send, asked, worker, isGone } = startThread(thread, options);
  await new Promise<Results>((resolve, reject) => void asked.set(OPENED, { resolve, reject }));
  const { query, transaction } = inTurn(send);
  let closing: Promise<void> | undefined;
  return {
    get closed() {
      return closing !== undefined || isGone();
    },
    ready: true,
    waitReady: Promise.resolve(),
    query, transaction,
    close: () => (closing ??= isGone() ? Promise.resolve() : closed(worker, send)),
  };
}

async function closed(worker: Worker, send: Send): Promise<void> {
  const ended = once(worker, 'exit');
  await send({ close: true }).finally(() => {
    worker.ref();
    return ended;
  });
}

type Unnumbered<Request> = Request extends unknown ? Omit<Request, 'id'> : never;
type Send = (request: Unnumbered<ThreadRequest>) => Promise<Results>;

function startThread(thread: URL, workerData: PgliteOptions) {
  const worker = new Worker(thread, { workerData });
  const asked = new Map<number, Asked>();
  let gone: Error | undefined;
  let last = OPENED;
  worker.on('message', (reply: ThreadReply) => {
    const waiting = asked.get(reply.id);
    asked.delete(reply.id);
    // Like an idle socket: only a statement that somebody waits for keeps the process alive.
    if (asked.size === 0) worker.unref();
    if ('error' in reply) waiting?.reject(Object.assign(new Error(reply.error.message), reply.error.fields, { name: reply.error.name }));
    else waiting?.resolve({ rows: [...reply.rows], fields: [], ...(reply.affectedRows === undefined ? {} : { affectedRows: reply.affectedRows }) });
  });
  const lost = (cause?: unknown): void => {
    gone ??= new Error(GONE, cause === undefined ? undefined : { cause });
    for (const { reject } of asked.values()) reject(gone);
    asked.clear();
  };
  worker.on('error', lost);
  worker.on('exit', () => lost());
  const send: Send = (request) => new Promise((resolve, reject) => {
    if (gone !== undefined) return reject(gone);
    last += 1;
    if (asked.size === 0) worker.ref();
    asked.set(last, { resolve, reject });
    worker.postMessage({ ...request, id: last } satisfies ThreadRequest);
  });
  return { worker, send, asked, isGone: () => gone !== undefined };
}

const ABORTED = '25P02';

/** Statements outside a transaction wait while one is open. */
function inTurn(send: Send): Readonly<{ query: Pglite['query']; transaction: Pglite['transaction'] }> {
  let open = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const run = ((sql: string, parameters: unknown[] = []) => send({ sql, parameters })) as Query;
  const transact = async <Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> => {
    let failed: unknown;
    const keep = (error: unknown): never => {
      failed = error;
      throw error;
    };
    // A transaction that cannot begin is still handed over: whoever asked for it learns of the fault from its first statement.
    const begun = run('begin').then(() => undefined, (error: unknown) => void (failed = error));
    await begun;
    const cannot = failed;
    const query: Query = async (sql, parameters) => (cannot === undefined ? run<never>(sql, parameters).catch(keep) : Promise.reject(cannot));
    try {
      const result = await work({ query, rollback: () => run('rollback').then(() => undefined) });
      // The database would answer such a commit with a quiet rollback.
      if (failed !== undefined) throw cannot ?? Object.assign(new Error('a statement of the transaction had failed', { cause: failed }), { code: ABORTED });
      await run('commit');
      return result;
    } catch (error) {
      await run('rollback').catch(() => undefined);
      throw error;
    }
  };
  return {
    query: (sql, parameters) => (open === 0 ? run(sql, parameters) : turn.then(() => run(sql, parameters))),
    transaction: (work) => {
      open += 1;
      const mine = turn.then(() => transact(work)).finally(() => {
        open -= 1;
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}
