import { Worker } from 'node:worker_threads';
import type { Row } from '../dataset.ts';
import type { TrainLeak } from '../run/leaked.ts';
import type { Concluding, Conclusion } from './work.ts';

export type ThreadTask = Readonly<{ kind: 'leaks'; rows: readonly Row[] }> | (Concluding & Readonly<{ kind: 'conclude' }>);

/** The long stretches of an evaluation that ask nobody anything. */
export type Desk = Readonly<{
  leaks(rows: readonly Row[], signal: AbortSignal): Promise<readonly TrainLeak[]>;
  conclude(given: Concluding, signal: AbortSignal): Promise<Conclusion>;
}>;

const MEMORY_MB = 1_024;

/** Does them on a thread that ends with the task; the signal ends it earlier. Rejects when the task fails, is ended, or needs more than 1 GB. */
export const threadDesk: Desk = {
  leaks: (rows, signal) => inThread({ kind: 'leaks', rows }, signal),
  conclude: (given, signal) => inThread({ ...given, kind: 'conclude' }, signal),
};

function inThread<Result>(task: ThreadTask, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: task, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
    const abort = (): void => void worker.terminate();
    signal.addEventListener('abort', abort, { once: true });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      signal.removeEventListener('abort', abort);
      reject(new Error(`the thread of an evaluation ended with ${code} before it had said anything`));
    });
  });
}
