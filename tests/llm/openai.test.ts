import { expect, test } from 'vitest';
import { createOpenAiChat } from '../../src/llm/openai/index.ts';
import { chatEndpoint, completion, LLM_URL, refusal } from '../support/llm-endpoint.ts';

const chat = (timeoutMs = 2_000) => createOpenAiChat({ baseUrl: LLM_URL, model: 'm', apiKey: undefined, timeoutMs });
const ASK = [{ role: 'user', content: 'hello' }] as const;
const signal = () => new AbortController().signal;

test('the answer carries content, served model and usage', async () => {
  chatEndpoint(() => completion('bonjour'));

  const answer = await chat().generate(ASK, { signal: signal() });

  expect(answer).toEqual({ content: 'bonjour', model: 'served-model', usage: { promptTokens: 11, completionTokens: 7 } });
});

test('a rate limit or a server error is tried once more', async () => {
  const { requests } = chatEndpoint((_body, call) => (call === 1 ? refusal(503, { 'retry-after-ms': '1' }) : completion('ok')));

  const answer = await chat().generate(ASK, { signal: signal() });

  expect(answer.content).toBe('ok');
  expect(requests).toHaveLength(2);
});

test('an endpoint that refuses a JSON schema is asked for a plain JSON object', async () => {
  const { requests } = chatEndpoint((body) => ((body['response_format'] as { type?: string } | undefined)?.type === 'json_schema' ? refusal(400) : completion('{}')));

  const answer = await chat().generate(ASK, { signal: signal(), jsonSchema: { type: 'object' } });

  expect(answer.content).toBe('{}');
  expect(requests.map((body) => (body['response_format'] as { type: string }).type)).toEqual(['json_schema', 'json_object']);
});

test.each([[401, 'AuthenticationError (status 401)'], [429, 'RateLimitError (status 429)'], [500, 'InternalServerError (status 500)']])('status %i becomes model_unavailable without the endpoint\'s words', async (status, message) => {
  chatEndpoint(() => refusal(status, { 'retry-after-ms': '1' }));

  await expect(chat().generate(ASK, { signal: signal() })).rejects.toMatchObject({ code: 'model_unavailable', message });
});

test('an empty choice is no answer', async () => {
  chatEndpoint(() => completion(null));

  await expect(chat().generate(ASK, { signal: signal() })).rejects.toMatchObject({ code: 'model_unavailable', message: 'the endpoint answered without content' });
});

test('an aborted draft is a deadline, not a fault of the endpoint', async () => {
  chatEndpoint(() => new Promise((resolve) => setTimeout(() => resolve(completion('late')), 500)));

  await expect(chat().generate(ASK, { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({ code: 'deadline' });
});
