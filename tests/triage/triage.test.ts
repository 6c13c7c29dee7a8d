import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Classifier } from '../../src/classifiers/classifier.ts';
import { STAGES, type TriageOptions } from '../../src/domain/decision.ts';
import { ServiceError } from '../../src/domain/failures.ts';
import { createNewId } from '../../src/ids.ts';
import { createTriage, type TriageDeps } from '../../src/triage/triage.ts';
import { readWorkspaceFolder } from '../../src/workspaces/folder.ts';
import { messageOf } from '../support/demo-policy.ts';
import { DEMO_FOLDER, shippedClassifiers } from '../support/service.ts';

const folder = readWorkspaceFolder(DEMO_FOLDER);
const NOON = new Date('2026-11-21T12:00:00Z');

const depsWith = (changes: Partial<TriageDeps> = {}): TriageDeps => ({
  classifiers: shippedClassifiers(),
  identify: () => ({ tag: 'und', confidence: 0 }),
  workspace: async (tenantId) => ({ tenantId, name: 'Demo', storeText: false, policy: folder.policy, brand: folder.brand }),
  draft: async () => [],
  now: () => NOON,
  nowMs: () => performance.now(),
  newId: createNewId(() => NOON.getTime()),
  ...changes,
});

const everything: TriageOptions = { include: new Set(STAGES), deadlineMs: 5_000, maxSuggestions: 2, explain: true, dryRun: false, model: 'triage' };
const only = (...stages: readonly (typeof STAGES)[number][]): TriageOptions => ({ ...everything, include: new Set(stages) });
const MESSAGE = messageOf('Bonjour, quel est le prix du cours pour 8 personnes ?');

/** The shipped classifiers with one of them replaced. */
const replaced = (name: string, score: Classifier['score'], timeoutMs = 60_000): readonly Classifier[] =>
  shippedClassifiers().map((classifier) => (classifier.name === name ? { ...classifier, timeoutMs, score } : classifier));

test('every classifier runs when everything is asked for, and the clock and the ids come from outside', async () => {
  const result = await createTriage(depsWith())(MESSAGE, everything);

  expect(Object.keys(result.outcomes).toSorted()).toEqual(shippedClassifiers().map(({ name }) => name).toSorted());
  expect(result).toMatchObject({ tenantId: 't1', channel: 'whatsapp', messageId: null, createdAt: NOON, degraded: [] });
  expect(Object.keys(result.reading).toSorted()).toEqual(['injection', 'intent', 'lead', 'moderation', 'sentiment', 'spam', 'urgency']);
});

test.each([
  [['sentiment'], ['abuse', 'sentiment', 'spam']], [['moderation'], ['abuse', 'prompt-injection', 'spam']], [['spam'], ['spam']], [['prompt_injection'], ['prompt-injection']], [['lead', 'intent'], ['abuse', 'intent', 'lead', 'spam']],
] as const)('include %j runs only what it needs', async (stages, classifiers) => {
  const { outcomes, routing, suggestions, handoff } = await createTriage(depsWith())(MESSAGE, only(...stages));

  expect(Object.keys(outcomes).toSorted()).toEqual(classifiers);
  expect([routing, suggestions, handoff]).toEqual([undefined, undefined, undefined]);
});

test.each(['abuse', 'spam', 'prompt-injection'])('a moderation classifier that throws (%s) asks for a person and never looks like a low score', async (name) => {
  const { degraded, reading } = await createTriage(depsWith({ classifiers: replaced(name, () => Promise.reject(new Error('x'))) }))(MESSAGE, everything);

  expect(degraded).toEqual([{ stage: name.replace('-', '_'), reason: 'error', failMode: 'review' }]);
  expect(reading.moderation).toMatchObject({ action: 'review', rules: expect.arrayContaining([`${name}:failed`]) });
});

test.each(['lead', 'intent', 'sentiment', 'urgency'] as const)('a classifier that throws (%s) leaves its own aspect unknown and the message routed', async (name) => {
  const { degraded, reading, routing } = await createTriage(depsWith({ classifiers: replaced(name, () => Promise.reject(new Error('x'))) }))(MESSAGE, everything);

  expect(degraded).toEqual([{ stage: name, reason: 'error', failMode: 'review' }]);
  const aspect = reading[name] as Record<string, unknown>;
  expect([aspect['tier'], aspect['top'], aspect['label'], name === 'urgency' ? null : undefined].filter((value) => value !== undefined)).toEqual([null]);
  expect(routing?.queue).toEqual(expect.any(String));
});

test('when every classifier fails the message still has a queue, a person is asked for, and the hand-off says so', async () => {
  const broken = shippedClassifiers().map((classifier) => ({ ...classifier, score: () => Promise.reject(new Error('x')) }));

  const result = await createTriage(depsWith({ classifiers: broken }))(MESSAGE, everything);

  expect(result.degraded).toHaveLength(broken.length);
  expect(result).toMatchObject({ reading: { moderation: { action: 'review', score: null } }, routing: { queue: folder.policy.policy.fallback_queue }, handoff: { needed: true } });
});

test('a classifier that never answers is given up at the deadline and its signal is aborted', async () => {
  let aborted = false;
  const hanging = replaced('intent', (_text, signal) => new Promise(() => signal.addEventListener('abort', () => (aborted = true))));

  const { degraded } = await createTriage(depsWith({ classifiers: hanging }))(MESSAGE, { ...everything, deadlineMs: 200 });

  expect(degraded).toContainEqual({ stage: 'intent', reason: 'timeout', failMode: 'review' });
  expect(aborted).toBe(true);
});

test('a draft that is late is left out and stopped; the decision stands', async () => {
  let signal: AbortSignal | undefined;
  const draft: TriageDeps['draft'] = (input) => {
    signal = input.signal;
    return new Promise(() => undefined);
  };

  const result = await createTriage(depsWith({ draft }))(MESSAGE, { ...everything, deadlineMs: 300 });

  expect([result.suggestions, signal?.aborted]).toEqual([[], true]);
  expect(result.degraded).toContainEqual({ stage: 'suggestions', reason: 'deadline', failMode: 'open' });
  expect(result.routing?.queue).toBe('sales');
});

test('a drafter is told to stop waiting before the deadline, so that what it has by then still counts', async () => {
  const draft: TriageDeps['draft'] = ({ signal, report }) => new Promise((resolve) => signal.addEventListener('abort', () => {
    report?.({ stage: 'llm', reason: 'deadline', failMode: 'open' });
    resolve([{ id: 'sug_1', status: 'abstained', kind: 'answer', reason: 'no_support', nearest: [] }]);
  }));

  const { suggestions, degraded } = await createTriage(depsWith({ draft }))(MESSAGE, { ...everything, deadlineMs: 400 });

  expect(suggestions).toHaveLength(1);
  expect(degraded).toEqual([{ stage: 'llm', reason: 'deadline', failMode: 'open' }]);
});

test('a drafter that gives up when told to is late, not broken', async () => {
  const draft: TriageDeps['draft'] = ({ signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

  const { suggestions, degraded } = await createTriage(depsWith({ draft }))(MESSAGE, { ...everything, deadlineMs: 300 });

  expect(suggestions).toEqual([]);
  expect(degraded).toEqual([{ stage: 'suggestions', reason: 'deadline', failMode: 'open' }]);
});

test.each([[new ServiceError('storage_unavailable', 'away'), 'storage_unavailable'], [new Error('boom'), 'error']])('a draft that fails (%s) is named and the decision stands', async (error, reason) => {
  const result = await createTriage(depsWith({ draft: () => Promise.reject(error) }))(MESSAGE, everything);

  expect(result.degraded).toEqual([{ stage: 'suggestions', reason, failMode: 'open' }]);
  expect(result.suggestions).toEqual([]);
});

test('a draft that fails after it was given up disturbs nobody', async () => {
  const draft: TriageDeps['draft'] = async () => {
    await sleep(400);
    throw new Error('too late');
  };

  const result = await createTriage(depsWith({ draft }))(MESSAGE, { ...everything, deadlineMs: 300 });
  await sleep(300);

  expect(result.degraded).toContainEqual({ stage: 'suggestions', reason: 'deadline', failMode: 'open' });
});

test('a workspace that cannot be read ends the message with that failure', async () => {
  const workspace = () => Promise.reject(new ServiceError('storage_unavailable', 'away'));

  await expect(createTriage(depsWith({ workspace }))(MESSAGE, everything)).rejects.toMatchObject({ code: 'storage_unavailable' });
});
