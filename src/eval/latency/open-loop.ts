import { longRandom } from '../figures/sampling.ts';

export type Spacing = 'even' | 'random';
export type Load = Readonly<{ perSecond: number; durationMs: number; spacing: Spacing; seed: number }>;

/** When each message should be sent, in milliseconds from the start, ascending: evenly, or as strangers write (exponential gaps of the same mean). */
export function arrivalsOf({ perSecond, durationMs, spacing, seed }: Load): Float64Array {
  const gap = 1_000 / perSecond;
  if (spacing === 'even') return Float64Array.from({ length: Math.max(1, Math.round(durationMs / gap)) }, (_value, index) => index * gap);
  const random = longRandom(seed);
  const times: number[] = [];
  for (let at = 0; at < durationMs; at -= gap * Math.log(1 - random())) times.push(at);
  return Float64Array.from(times);
}

/** One message: when it should have been sent, when it was, when its answer was there. Milliseconds from the start. */
export type Timed<Outcome> = Readonly<{ intendedMs: number; sentMs: number; endedMs: number; outcome: Outcome }>;

export type Loop<Outcome> = Readonly<{
  /** Must not reject. */
  ask(index: number): Promise<Outcome>;
  nowMs(): number;
  sleep(ms: number): Promise<void>;
  /** Asked before each message; true sends no more. */
  isStopped(): boolean;
  answered?(): void;
}>;

/**
 * Sends each message at its time whatever became of those before, and waits for all answers: a service that stalls does not slow its own load down
 * (no coordinated omission), and a message that could only be sent late has waited since it should have been.
 */
export async function openLoop<Outcome>(arrivals: Float64Array, { ask, nowMs, sleep, isStopped, answered }: Loop<Outcome>): Promise<readonly Timed<Outcome>[]> {
  const startedMs = nowMs();
  const elapsed = (): number => nowMs() - startedMs;
  const running: Promise<Timed<Outcome>>[] = [];
  for (const [index, intendedMs] of arrivals.entries()) {
    // At least once, also when it is late: an answer of this process that is due would otherwise wait for every message of the backlog.
    // A timer may ring early; a message is never sent before its time.
    do await sleep(Math.max(0, intendedMs - elapsed()));
    while (elapsed() < intendedMs);
    if (isStopped()) break;
    const sentMs = elapsed();
    running.push(ask(index).then((outcome) => {
      answered?.();
      return { intendedMs, sentMs, endedMs: elapsed(), outcome };
    }));
  }
  return Promise.all(running);
}
