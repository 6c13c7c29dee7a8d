import { parentPort, workerData } from 'node:worker_threads';
import { type Concluding, conclude } from './work.ts';

// Intervals and plots take seconds of one core: on a thread of their own they hold nobody up.
parentPort?.postMessage(await conclude(workerData as Concluding));
