// A process that records decisions in the data folder of its first argument until it is killed, and prints the id of each acknowledged one.
import { openStore } from '../../src/storage/store.ts';
import { decisionOf } from './records.ts';

const store = await openStore({ folder: process.argv[2] ?? '' });
const recordOneAfterAnother = async (): Promise<never> => {
  for (;;) {
    const { decision } = await store.decisions.record(decisionOf('t'));
    process.stdout.write(`${decision.id}\n`);
  }
};
await Promise.all(Array.from({ length: 20 }, recordOneAfterAnother));
