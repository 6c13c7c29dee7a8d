import { expect, test } from 'vitest';
import { createQueue } from '../../src/encoder/queue.ts';

const gate = () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};

test('no more than the allowed number run at once, and all are answered', async () => {
  const enqueue = createQueue(2, 100);
  let running = 0;
  let most = 0;
  const job = async (): Promise<number> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return running;
  };

  const answers = await Promise.all(Array.from({ length: 40 }, () => enqueue(job)));

  expect(answers).toHaveLength(40);
  expect(most).toBe(2);
});

test('past the waiting bound it refuses instead of growing, and recovers', async () => {
  const enqueue = createQueue(1, 1);
  const first = gate();
  const running = enqueue(() => first.opened);
  const waiting = enqueue(() => Promise.resolve('second'));

  await expect(enqueue(() => Promise.resolve('third'))).rejects.toMatchObject({ code: 'overloaded' });
  first.open();
  await running;

  await expect(waiting).resolves.toBe('second');
  await expect(enqueue(() => Promise.resolve('later'))).resolves.toBe('later');
});

test('a job that fails gives its place to the next', async () => {
  const enqueue = createQueue(1, 5);

  await expect(enqueue(() => Promise.reject(new Error('no')))).rejects.toThrow('no');

  await expect(enqueue(() => Promise.resolve('yes'))).resolves.toBe('yes');
});
