import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { onTestFinished } from 'vitest';

export const LLM_URL = 'http://llm.test/v1';

type Answer = (body: Readonly<Record<string, unknown>>, call: number) => Response | Promise<Response>;

/** A chat endpoint that answers as told; a request anywhere else fails the test. Make clients after calling this. */
export function chatEndpoint(answer: Answer): { requests: Readonly<Record<string, unknown>>[] } {
  const requests: Readonly<Record<string, unknown>>[] = [];
  const server = setupServer(http.post(`${LLM_URL}/chat/completions`, async ({ request }) => {
    const body = (await request.json()) as Readonly<Record<string, unknown>>;
    requests.push(body);
    return answer(body, requests.length);
  }));
  server.listen({ onUnhandledFrame: 'error' });
  onTestFinished(() => server.close());
  return { requests };
}

export const completion = (content: string | null): Response => HttpResponse.json({
  id: 'c1', object: 'chat.completion', created: 0, model: 'served-model', choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
  usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
});

export const refusal = (status: number, headers: Record<string, string> = {}): Response => HttpResponse.json({ error: { message: 'no: secret words', type: 'x', code: null, param: null } }, { status, headers });
