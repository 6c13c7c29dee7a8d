import OpenAI, { AuthenticationError, BadRequestError, InternalServerError, RateLimitError } from 'openai';
import { beforeAll, expect, test } from 'vitest';
import { ABUSE_CATEGORIES } from '../../src/domain/labels.ts';
import { shippedClassifiers, startService, type TestService } from '../support/service.ts';

const INSULT = 'Espèce de sale connard, je vais te tuer, va crever !';

let service: TestService;
let client: OpenAI;
beforeAll(async () => {
  service = await startService();
  client = clientOf(service);
});

/** Made after the service listens: the client keeps the `fetch` that it finds. */
const clientOf = ({ url, key }: Pick<TestService, 'url' | 'key'>): OpenAI => new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 });

test('the official client reads a string\'s result, all 13 categories of it', async () => {
  const { id, model, results: [result] } = await client.moderations.create({ input: INSULT });

  expect([id.startsWith('modr-'), model, result?.flagged]).toEqual([true, 'triage', true]);
  expect(Object.keys(result?.categories ?? {})).toEqual(ABUSE_CATEGORIES);
  expect(result?.category_scores.harassment).toBeGreaterThan(0);
  expect(result?.category_applied_input_types['self-harm/intent']).toEqual(['text']);
});

test('the official client reads one result a string, in order', async () => {
  const { results } = await client.moderations.create({ model: 'omni-moderation-latest', input: ['Bonjour, merci !', INSULT] });

  expect(results.map(({ flagged }) => flagged)).toEqual([false, true]);
});

test('the official client reads one result for an array of parts', async () => {
  const { results } = await client.moderations.create({ model: 'omni-moderation-latest', input: [{ type: 'text', text: 'Bonjour' }, { type: 'text', text: INSULT }] });

  expect(results.map(({ flagged }) => flagged)).toEqual([true]);
});

test('a wrong key is the client\'s AuthenticationError', async () => {
  const failure = await clientOf({ url: service.url, key: 'wrong' }).moderations.create({ input: 'Bonjour' }).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(AuthenticationError);
  expect(failure).toMatchObject({ status: 401, code: 'invalid_api_key', type: 'invalid_request_error', requestID: expect.stringMatching(/^req_/) });
});

test.each([['an empty input', { input: '' }, 'input'], ['an image', { input: [{ type: 'image_url' as const, image_url: { url: 'https://example.org/a.png' } }] }, 'input.0'], ['an empty list', { input: [] as string[] }, 'input']])('%s is the client\'s BadRequestError, with the place', async (_name, body, param) => {
  const failure = await client.moderations.create(body).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(BadRequestError);
  expect(failure).toMatchObject({ status: 400, param, type: 'invalid_request_error' });
});

test('too many requests are the client\'s RateLimitError, with the time to wait', async () => {
  const limited = await startService({ env: { RATE_LIMIT_PER_MINUTE: '1' } });
  const { key } = await limited.newTenant();
  const hasty = clientOf({ url: limited.url, key });
  await hasty.moderations.create({ input: 'Bonjour' });

  const failure = await hasty.moderations.create({ input: 'Bonjour' }).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(RateLimitError);
  expect(Number((failure as RateLimitError).headers.get('retry-after'))).toBeGreaterThan(0);
});

test('a model that cannot score is the client\'s InternalServerError, which it tries again by itself', async () => {
  let failures = 1;
  const classifiers = shippedClassifiers().map((classifier) => (classifier.name !== 'abuse' ? classifier : { ...classifier, score: (...given: Parameters<typeof classifier.score>) => {
    failures -= 1;
    return failures >= 0 ? Promise.reject(new Error('x')) : classifier.score(...given);
  } }));
  const flaky = await startService({ overrides: { classifiers } });

  const first = await clientOf(flaky).moderations.create({ input: 'Bonjour' }).catch((error: unknown) => error);
  failures = 1;
  const patient = await new OpenAI({ baseURL: `${flaky.url}/v1`, apiKey: flaky.key, maxRetries: 2 }).moderations.create({ input: INSULT });

  expect(first).toBeInstanceOf(InternalServerError);
  expect(patient.results[0]?.flagged).toBe(true);
});
