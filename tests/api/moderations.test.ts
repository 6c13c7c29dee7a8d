import { beforeAll, expect, test } from 'vitest';
import { ModerationResponseSchema } from '../../src/api/wire/openai-moderation.ts';
import { ABUSE_CATEGORIES } from '../../src/domain/labels.ts';
import { shippedClassifiers, startService, type TestService } from '../support/service.ts';

const INSULT = 'Espèce de sale connard, je vais te tuer, va crever !';
const PATH = '/v1/moderations';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});

const moderate = (input: unknown, more: Readonly<Record<string, unknown>> = {}) => service.post(PATH, { input, ...more });

test('200: a string gives one result in OpenAI\'s shape, with all 13 categories three times over', async () => {
  const { status, json } = await moderate(INSULT);

  expect(status).toBe(200);
  expect(ModerationResponseSchema.parse(json)).toEqual(json);
  expect(Object.keys(json)).toEqual(['id', 'model', 'results']);
  expect(json.id).toMatch(/^modr-[0-9A-Z]{26}$/);
  expect(json.results).toHaveLength(1);
  const [{ flagged, categories, category_scores: scores, category_applied_input_types: types, x_triage: extra }] = json.results;
  expect([flagged, Object.keys(categories), Object.keys(scores)]).toEqual([true, ABUSE_CATEGORIES, ABUSE_CATEGORIES]);
  expect(types).toEqual(Object.fromEntries(ABUSE_CATEGORIES.map((category) => [category, ['text']])));
  expect(extra).toMatchObject({ action: expect.stringMatching(/^(hide|block)$/), spam: { flagged: false }, degraded: [] });
  for (const { span: [start, end] } of extra.spans) expect([start >= 0, end <= INSULT.length, start < end]).toEqual([true, true, true]);
});

test('200: an array of strings gives a result each, in order', async () => {
  const { json } = await moderate(['Bonjour, merci !', INSULT, 'À samedi']);

  expect(json.results.map(({ flagged }: { flagged: boolean }) => flagged)).toEqual([false, true, false]);
});

test('200: an array of text parts is one input with one result', async () => {
  const { json } = await moderate([{ type: 'text', text: 'Bonjour' }, { type: 'text', text: INSULT }]);

  expect(json.results.map(({ flagged }: { flagged: boolean }) => flagged)).toEqual([true]);
});

test.each([[undefined, 'triage'], ['omni-moderation-latest', 'triage'], ['text-moderation-stable', 'triage'], ['triage', 'triage'], ['triage-fast', 'triage-fast'], ['constructor', 'triage'], ['__proto__', 'triage']])('200: model %s is answered by %s', async (model, ours) => {
  const { status, json } = await moderate('Bonjour', model === undefined ? {} : { model });

  expect([status, json.model]).toEqual([200, ours]);
});

test('flagged is true exactly when a category is', async () => {
  const { json } = await moderate(['Bonjour', INSULT, 'Je veux mourir', 'You stupid idiots', 'Gagnez 5000 € http://bit.ly/x', '']
    .filter((text) => text !== ''));

  for (const { flagged, categories } of json.results) expect(flagged).toBe(Object.values(categories).includes(true));
});

const IMAGE = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };

test.each([
  ['no input', {}, 'input'], ['an empty string', { input: '' }, 'input'], ['blanks', { input: ' \n' }, 'input'], ['an empty array', { input: [] }, 'input'], ['a number', { input: 7 }, 'input'], ['null', { input: null }, 'input'],
  ['an empty string among others', { input: ['a', ''] }, 'input.1'], ['mixed strings and parts', { input: ['a', { type: 'text', text: 'b' }] }, 'input'], ['101 strings', { input: Array.from({ length: 101 }, () => 'a') }, 'input'],
  ['10,001 characters', { input: 'x'.repeat(10_001) }, 'input'], ['an image, which nobody would look at', { input: [{ type: 'text', text: 'a' }, IMAGE] }, 'input.1'], ['a model that is no string', { input: 'a', model: 7 }, 'model'],
])('400: %s, in OpenAI\'s envelope', async (_name, body, param) => {
  const { status, json, headers } = await service.post(PATH, body);

  expect(status).toBe(400);
  expect(json).toEqual({ error: { message: expect.any(String), type: 'invalid_request_error', param, code: 'validation' } });
  expect(headers.get('x-request-id')).not.toBeNull();
});

test.each([
  ['no key', { key: null, body: { input: 'a' } }, 401, 'invalid_request_error', 'invalid_api_key'],
  ['half a body', { raw: '{"input":', headers: { 'Content-Type': 'application/json' } }, 400, 'invalid_request_error', 'malformed'],
  ['a form', { raw: 'input=a', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, 415, 'invalid_request_error', 'unsupported_media'],
  ['a body over the limit', { body: { input: 'a', filler: 'x'.repeat(70_000) } }, 413, 'invalid_request_error', 'payload_too_large'],
] as const)('4xx: %s, in OpenAI\'s envelope', async (_name, ask, expected, type, code) => {
  const { status, json } = await service.ask('POST', PATH, ask);

  expect([status, json]).toEqual([expected, { error: { message: expect.any(String), type, param: null, code } }]);
});

test('503: a failed abuse classifier is an error, for the shape has no room for "not known"', async () => {
  const broken = shippedClassifiers().map((classifier) => (classifier.name === 'abuse' ? { ...classifier, score: () => Promise.reject(new Error('x')) } : classifier));
  const degraded = await startService({ overrides: { classifiers: broken } });

  const { status, json, headers } = await degraded.post(PATH, { input: INSULT });

  expect([status, json.error.type, headers.get('retry-after')]).toEqual([503, 'server_error', '1']);
});

test('200: a failed spam classifier is named under x_triage, and a person is asked to look', async () => {
  const broken = shippedClassifiers().map((classifier) => (classifier.name === 'spam' ? { ...classifier, score: () => Promise.reject(new Error('x')) } : classifier));
  const degraded = await startService({ overrides: { classifiers: broken } });

  const { json } = await degraded.post(PATH, { input: 'Bonjour, merci !' });

  expect(json.results[0].x_triage).toMatchObject({ action: 'review', degraded: expect.arrayContaining(['spam']), spam: { score: null } });
});
