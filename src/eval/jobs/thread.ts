import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadTask } from './in-thread.ts';
import { conclude, leaksOf } from './work.ts';

// Intervals, leaks and plots take seconds of one core: on a thread of their own they hold nobody up.
const task = workerData as ThreadTask;
parentPort?.postMessage(task.kind === 'leaks' ? leaksOf(task.rows) : await conclude(task));
