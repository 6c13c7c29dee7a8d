import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { Classifier } from '../../src/classifiers/classifier.ts';
import { runClassifiers } from '../../src/classifiers/run.ts';
import type { Score } from '../../src/domain/score.ts';
import { prepareText } from '../../src/text/prepare.ts';

const TEXT = prepareText({ text: 'un secret : 4242' });
const OPTIONS = { nowMs: () => 0, deadlineMs: 1_000 };
const scoreWith = (probabilities: Readonly<Record<string, number>>): Score => ({ classifier: 'c', modelVersion: 't', probabilities, evidence: [], spans: [] });
const classifierOf = (score: Classifier['score'], more: Partial<Classifier> = {}): Classifier => ({ name: 'c', labels: ['yes'], timeoutMs: 1_000, score, ...more });
const outcomeOf = async (classifier: Classifier, options = OPTIONS) => (await runClassifiers([classifier], TEXT, options))['c'];

test('an answer is an outcome with its score and how long it took', async () => {
  let clock = 0;

  expect(await outcomeOf(classifierOf(async () => scoreWith({ yes: 0.3 })), { nowMs: () => (clock += 5), deadlineMs: 1_000 })).toEqual({ status: 'scored',
    score: scoreWith({ yes: 0.3 }), tookMs: 5 });
});

test('probabilities at both ends are valid', async () => {
  expect(await outcomeOf(classifierOf(async () => scoreWith({ yes: 0, no: 1 })))).toMatchObject({ status: 'scored' });
});

test.each([
  ['NaN', { yes: Number.NaN }], ['above one', { yes: 1.000_001 }], ['below zero', { yes: -0.1 }], ['infinite', { yes: Infinity }], ['missing', {}],
  ['another label’s', { no: 0.2 }], ['wrong beside a right one', { yes: 0.2, no: Number.NaN }],
])('a probability that is %s is a failure, never a low score', async (_name, probabilities) => {
  expect(await outcomeOf(classifierOf(async () => scoreWith(probabilities)))).toMatchObject({ status: 'failed', classifier: 'c', reason: 'error' });
});

test.each([
  ['rejects', async () => Promise.reject(new RangeError(TEXT.original))], ['throws at once', () => { throw new RangeError(TEXT.original); }],
  ['throws no error', async () => Promise.reject(TEXT.original)],
] satisfies [string, Classifier['score']][])('a classifier that %s has failed, and the words of the message are not in the failure', async (_name, score) => {
  const outcome = await outcomeOf(classifierOf(score));

  expect(outcome).toMatchObject({ status: 'failed', reason: 'error' });
  expect(JSON.stringify(outcome)).not.toContain('secret');
});

test('a classifier without an answer by its own time-out has failed, and is told to stop', async () => {
  vi.useFakeTimers();
  const signals: AbortSignal[] = [];
  const running = outcomeOf(classifierOf((_text, signal) => { signals.push(signal); return new Promise(() => undefined); }, { timeoutMs: 50 }));
  await vi.advanceTimersByTimeAsync(50);
  vi.useRealTimers();

  expect(await running).toEqual({ status: 'failed', classifier: 'c', reason: 'timeout', detail: 'no answer within 50 ms' });
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});

test.each([[200, 200], [0, 1], [-5, 1]])('a deadline of %i ms leaves no classifier more than %i ms', async (deadlineMs, allowed) => {
  vi.useFakeTimers();
  const running = outcomeOf(classifierOf(() => new Promise(() => undefined)), { nowMs: () => 0, deadlineMs });
  await vi.advanceTimersByTimeAsync(allowed);
  vi.useRealTimers();

  expect(await running).toMatchObject({ reason: 'timeout', detail: `no answer within ${allowed} ms` });
});

test('what fails after its deadline troubles nobody', async () => {
  vi.useFakeTimers();
  const running = outcomeOf(classifierOf(() => new Promise((_resolve, reject) => { setTimeout(() => reject(new Error('late')), 100); }), { timeoutMs: 10 }));
  await vi.advanceTimersByTimeAsync(200);
  vi.useRealTimers();

  expect(await running).toMatchObject({ reason: 'timeout' });
});

test('one failure leaves the others as they are', async () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 6 });
  await fc.assert(fc.asyncProperty(names, fc.nat(5), async (list, bad) => {
    const classifiers = list.map((name, index) => classifierOf(async () => (index === bad ? Promise.reject(new Error('x')) : scoreWith({ yes: 0.5 })), { name }));
    const outcomes = await runClassifiers(classifiers, TEXT, OPTIONS);

    expect(Object.keys(outcomes)).toEqual(list);
    expect(list.map((name) => outcomes[name]?.status)).toEqual(list.map((_name, index) => (index === bad ? 'failed' : 'scored')));
  }));
});
