import { expect, test } from 'vitest';
import { latencyFigures, type Outcome } from '../../../src/eval/latency/figures.ts';
import { arrivalsOf, openLoop } from '../../../src/eval/latency/open-loop.ts';

/** A clock that only moves when something waits for it, and answers in the order of their times. */
function madeClock() {
  let now = 1_000;
  const waiting: { at: number; resolve(): void }[] = [];
  const until = async (at: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.push({ at, resolve });
    await promise;
  };
  const run = async (): Promise<void> => {
    for (;;) {
      // Whatever is about to wait gets the chance to say so.
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      const next = waiting.sort((a, b) => a.at - b.at).shift();
      if (next === undefined) return;
      now = Math.max(now, next.at);
      next.resolve();
    }
  };
  return { nowMs: () => now, sleep: (ms: number) => until(now + ms), block: (ms: number) => void (now += ms), run };
}

const good: Outcome = { timing: { total: 5 }, degraded: false };

test('even arrivals are a gap apart; random ones have the same mean, ascend, and depend on the seed', () => {
  const load = { perSecond: 50, durationMs: 60_000, seed: 7 };
  const random = arrivalsOf({ ...load, spacing: 'random' });

  expect([...arrivalsOf({ perSecond: 4, durationMs: 1_000, spacing: 'even', seed: 7 })]).toEqual([0, 250, 500, 750]);
  expect(random.every((at, index) => at < 60_000 && (index === 0 || at >= (random[index - 1] ?? 0)))).toBe(true);
  expect(Math.abs(random.length - 3_000)).toBeLessThan(4 * Math.sqrt(3_000));
  expect(random).toEqual(arrivalsOf({ ...load, spacing: 'random' }));
  expect(random).not.toEqual(arrivalsOf({ ...load, spacing: 'random', seed: 8 }));
  expect(arrivalsOf({ perSecond: 0.01, durationMs: 1_000, spacing: 'even', seed: 7 })).toHaveLength(1);
});

test('messages are sent at their times although none of those before is answered', async () => {
  const clock = madeClock();
  const done = openLoop(arrivalsOf({ perSecond: 10, durationMs: 500, spacing: 'even', seed: 7 }), {
    ...clock, isStopped: () => false, ask: async () => {
      await clock.sleep(2_000);
      return good;
    },
  });
  await clock.run();

  expect((await done).map(({ intendedMs, sentMs, endedMs }) => [intendedMs, sentMs, endedMs])).toEqual([0, 100, 200, 300, 400].map((at) => [at, at, at + 2_000]));
});

test('a stall counts against every message that should have been sent meanwhile', async () => {
  const clock = madeClock();
  const done = openLoop(arrivalsOf({ perSecond: 10, durationMs: 500, spacing: 'even', seed: 7 }), {
    ...clock, isStopped: () => false, ask: async (index) => {
      if (index === 0) clock.block(350);
      await clock.sleep(10);
      return good;
    },
  });
  await clock.run();
  const figures = latencyFigures(await done);

  // Sent at 0, then 350 for the three that were due, then 400 in its time.
  expect((await done).map(({ sentMs }) => sentMs)).toEqual([0, 350, 350, 350, 400]);
  expect(figures.latency).toEqual({ p50: 160, p95: 360, p99: 360, max: 360 });
  expect(figures.late).toEqual({ p50: 50, p95: 250, p99: 250, max: 250 });
});

test('a stop sends no more and keeps what was sent', async () => {
  const clock = madeClock();
  let sent = 0;
  const done = openLoop(arrivalsOf({ perSecond: 10, durationMs: 1_000, spacing: 'even', seed: 7 }), {
    ...clock, isStopped: () => sent === 3, ask: async () => {
      sent += 1;
      await clock.sleep(50);
      return good;
    },
  });
  await clock.run();

  expect(await done).toHaveLength(3);
});

test('errors have no latency; the rate counts answers up to the last one', () => {
  const outcomes: readonly Outcome[] = [good, { failed: 'status 503' }, { timing: { total: 7, encode: 3 }, degraded: true }, { failed: 'status 503' }];
  const figures = latencyFigures(outcomes.map((outcome, at) => ({ intendedMs: at * 100, sentMs: at * 100, endedMs: at * 100 + 50, outcome })));

  expect(figures).toMatchObject({ sent: 4, answered: 2, degraded: 1, failed: 2, failures: { 'status 503': 2 }, perSecond: 8, latency: { p50: 50, max: 50 } });
  expect(figures.stages).toEqual([{ stage: 'total', n: 2, p50: 5, p95: 7, p99: 7 }, { stage: 'encode', n: 1, p50: 3, p95: 3, p99: 3 }]);
  expect(latencyFigures([])).toMatchObject({ sent: 0, perSecond: undefined, latency: { p50: undefined, max: undefined } });
});
