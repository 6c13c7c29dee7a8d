import { beforeAll, expect, test } from 'vitest';
import { DecisionSchema, FeedbackResponseSchema } from '../../src/api/wire/feedback.ts';
import { type Answer, asking, startService, type TestService } from '../support/service.ts';
import { expectProblem } from './expect-problem.ts';

let service: TestService;
let decided: Answer;
beforeAll(async () => {
  service = await startService();
  decided = await service.post('/v1/triage', asking('Bonjour, quels sont vos horaires ?', { id: 'dec-1' }));
});

const feedback = (kind: string, more: Readonly<Record<string, unknown>> = {}) => service.post('/v1/feedback', { decision_id: decided.json.id, kind, ...more });

test('200: a decision is read back with its action, queue, policy version and answer', async () => {
  const { status, json } = await service.ask('GET', `/v1/decisions/${decided.json.id}`);

  expect(status).toBe(200);
  expect(DecisionSchema.parse(json)).toEqual(json);
  expect(json).toMatchObject({
    id: decided.json.id, created_at: decided.json.created_at, channel: 'whatsapp', message_id: 'dec-1', action: decided.json.moderation.action, queue: decided.json.routing.queue, policy_version: decided.json.policy.version, text: null,
  });
  expect(json.result).toMatchObject({ moderation: decided.json.moderation, routing: decided.json.routing, intent: decided.json.intent });
});

test('201: every kind of feedback is kept with its decision, in order', async () => {
  const { key } = await service.newTenant();
  const { json } = await service.post('/v1/triage', asking('Bonjour, quels sont vos horaires ?'), { key });
  const suggestion = json.suggestions[0].id;
  const bodies = [
    { kind: 'accept', suggestion_id: suggestion }, { kind: 'edit', suggestion_id: suggestion, text: 'Bonjour !' }, { kind: 'reject', reason: 'wrong_tone' },
    { kind: 'relabel', labels: { spam: false, intent: 'availability' } }, { kind: 'outcome', outcome: 'converted', value: 240, currency: 'EUR' },
  ];

  for (const body of bodies) {
    const told = await service.post('/v1/feedback', { decision_id: json.id, ...body }, { key });
    expect(told.status).toBe(201);
    expect(FeedbackResponseSchema.parse(told.json)).toEqual(told.json);
  }

  const { json: read } = await service.ask('GET', `/v1/decisions/${json.id}`, { key });
  expect(read.feedback).toMatchObject([
    { kind: 'accept', suggestion_id: suggestion }, { kind: 'edit', text_length: 9 }, { kind: 'reject' }, { kind: 'relabel', labels: { spam: false, intent: 'availability' } }, { kind: 'outcome', outcome: 'converted', value: 240 },
  ]);
  expect(read.feedback[1]).not.toHaveProperty('text');
});

test.each([
  ['no kind', {}, '/kind'], ['an unknown kind', { kind: 'like' }, '/kind'], ['no decision', { kind: 'accept', decision_id: undefined }, '/decision_id'], ['an edit without its text', { kind: 'edit', suggestion_id: 'sug_x' }, '/text'],
  ['a relabel without labels', { kind: 'relabel', labels: {} }, '/labels'], ['an unknown intent', { kind: 'relabel', labels: { intent: 'joy' } }, '/labels/intent'], ['an unknown outcome', { kind: 'outcome', outcome: 'joy' }, '/outcome'],
  ['a suggestion of another decision', { kind: 'accept', suggestion_id: 'sug_x' }, '/suggestion_id'], ['a NUL in the id', { kind: 'accept', decision_id: 'tri_\0' }, '/decision_id'],
])('422: feedback with %s', async (_name, body, pointer) => {
  expectProblem(await service.post('/v1/feedback', { decision_id: decided.json.id, ...body }), 'validation', { instance: '/v1/feedback', pointer });
});

test('404: feedback on a decision that nobody made', async () => {
  expectProblem(await service.post('/v1/feedback', { decision_id: 'tri_none', kind: 'accept' }), 'not_found', { instance: '/v1/feedback' });
});

test.each(['tri_none', '%00', 'x'.repeat(500), '%F0%9F%99%82', 'tri_%25'])('404: decision %s', async (id) => {
  expectProblem(await service.ask('GET', `/v1/decisions/${id}`), 'not_found');
});

test('feedback may carry text where the workspace keeps text', async () => {
  const { key } = await service.newTenant({ storeText: true });
  const { json } = await service.post('/v1/triage', asking('Bonjour'), { key });

  await service.post('/v1/feedback', { decision_id: json.id, kind: 'edit', suggestion_id: json.suggestions[0].id, text: 'Bonjour à vous', comment: 'plus chaleureux' }, { key });

  expect((await service.ask('GET', `/v1/decisions/${json.id}`, { key })).json.feedback).toMatchObject([{ text: 'Bonjour à vous', comment: 'plus chaleureux' }]);
});

test('201: an odd but valid relabel is kept as it was given', async () => {
  const { status } = await feedback('relabel', { labels: { spam_kind: null, abuse_categories: [], queue: 'a b c' } });

  expect(status).toBe(201);
});
