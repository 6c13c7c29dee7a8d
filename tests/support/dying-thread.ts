// Stands in for the thread of the embedded database: opens, answers the first statement and dies at the second.
import { parentPort } from 'node:worker_threads';
import type { ThreadReply, ThreadRequest } from '../../src/storage/drivers/pglite-protocol.ts';

let statements = 0;
parentPort?.on('message', ({ id }: ThreadRequest) => {
  statements += 1;
  if (statements > 1) process.exit(1);
  parentPort?.postMessage({ id, rows: [{ one: 1 }], affectedRows: 0 } satisfies ThreadReply);
});
parentPort?.postMessage({ id: 0, rows: [], affectedRows: undefined } satisfies ThreadReply);
