import { ServiceError } from '../domain/failures.ts';

/** Runs at most `atOnce` jobs; past `waitingMax` waiting ones it refuses, so that a flood costs a tier, not the memory. */
export function createQueue(atOnce: number, waitingMax: number): <Result>(job: () => Promise<Result>) => Promise<Result> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (job) => {
    if (running >= atOnce) {
      if (waiting.length >= waitingMax) throw new ServiceError('overloaded', `${waitingMax} texts wait for the encoder`);
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      // The place is handed on, not given up: nobody can slip in between.
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
