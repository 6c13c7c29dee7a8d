import { parentPort } from 'node:worker_threads';
import { trainLeaks, trainSplitsOf } from '../run/leaked.ts';
import { DATASETS } from './datasets.ts';
import type { LeakTask } from './in-thread.ts';

// The train splits are read and made ready by the first evaluation of a process, and kept here for the next.
const splits = trainSplitsOf(DATASETS);
parentPort?.on('message', ({ rows, port }: LeakTask) => port.postMessage(trainLeaks(rows, splits)));
