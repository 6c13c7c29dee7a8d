import { FakeListChatModel } from '@langchain/core/utils/testing';
import { expect, test } from 'vitest';
import { fromLangChain } from '../../src/llm/langchain/index.ts';

const signal = () => new AbortController().signal;

test('any LangChain chat model answers through the port', async () => {
  const chat = fromLangChain(new FakeListChatModel({ responses: ['bonjour'] }), 'fake');

  const answer = await chat.generate([{ role: 'system', content: 's' }, { role: 'user', content: 'u' }], { signal: signal() });

  expect(answer).toMatchObject({ content: 'bonjour', model: 'fake' });
});

test('its failures become model_unavailable', async () => {
  const chat = fromLangChain(new FakeListChatModel({ responses: [''] }), 'fake');

  await expect(chat.generate([{ role: 'user', content: 'u' }], { signal: signal() })).rejects.toMatchObject({ code: 'model_unavailable' });
});
