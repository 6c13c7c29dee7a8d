import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { Row } from '../dataset.ts';
import type { TrainLeak } from '../run/leaked.ts';
import type { Concluding, Conclusion } from './work.ts';

/** Rows to compare with the train splits, and where the answer goes. */
export type LeakTask = Readonly<{ rows: readonly Row[]; port: MessagePort }>;

/** The long stretches of an evaluation that ask nobody anything. */
export type Desk = Readonly<{
  leaks(rows: readonly Row[], signal: AbortSignal): Promise<readonly TrainLeak[]>;
  conclude(given: Concluding, signal: AbortSignal): Promise<Conclusion>;
}>;

const resourceLimits = { maxOldGenerationSizeMb: 1_024 };

/**
 * Does them on threads: figures and page on one that ends with the task, leaks on one that stays, with the train splits it has read, until the desk
 * is closed. The signal ends a thread earlier. Rejects when the task fails, is ended, or needs more than 1 GB.
 */
export function createThreadDesk(): Desk & Readonly<{ close(): Promise<void> }> {
  let staying: Worker | undefined;
  const leaksThread = (): Worker => {
    if (staying !== undefined) return staying;
    const worker = new Worker(new URL('./leaks-thread.ts', import.meta.url), { resourceLimits });
    worker.once('exit', () => {
      if (staying === worker) staying = undefined;
    });
    // Who waits for an answer hears of it; a thread that breaks while nobody waits is made anew when it is needed.
    worker.on('error', () => undefined);
    worker.unref();
    return (staying = worker);
  };
  return {
    leaks: async (rows, signal) => {
      signal.throwIfAborted();
      const { port1: mine, port2: port } = new MessageChannel();
      try {
        const worker = leaksThread();
        worker.postMessage({ rows, port } satisfies LeakTask, [port]);
        return await answerOf(worker, mine, signal);
      } finally {
        mine.close();
      }
    },
    conclude: async (given, signal) => {
      signal.throwIfAborted();
      const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: given, resourceLimits });
      return answerOf(worker, worker, signal);
    },
    close: async () => {
      await staying?.terminate();
    },
  };
}

/** What a thread says next at a place; it rejects when the thread ends before that. */
async function answerOf<Result>(worker: Worker, place: Worker | MessagePort, signal: AbortSignal): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const abort = (): void => void worker.terminate();
  const ended = (code: number): void => reject(new Error(`the thread of an evaluation ended with ${code} before it had said anything`));
  signal.addEventListener('abort', abort, { once: true });
  place.once('message', resolve);
  worker.once('error', reject).once('exit', ended);
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', abort);
    worker.off('error', reject).off('exit', ended);
  }
}
