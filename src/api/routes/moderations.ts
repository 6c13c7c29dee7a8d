import type { ApiDeps } from '../deps.ts';
import type { Route } from '../route.ts';
import { scoredBy } from './scored-by.ts';
import { ModerationRequestSchema, ModerationResponseSchema, parseModerationRequest, presentModerations } from '../wire/openai-moderation.ts';

/** POST /v1/moderations: OpenAI's endpoint, for clients that change nothing but the base URL. */
export function moderationsRoute({ moderate, newId }: Pick<ApiDeps, 'moderate' | 'newId'>): Route {
  return {
    method: 'post', path: '/v1/moderations', scope: 'moderation:write', body: 'json', errors: 'openai',
    handle: async ({ body, caller }) => {
      const { texts, model } = parseModerationRequest(body);
      const moderated = await Promise.all(texts.map((text) => moderate(caller.tenantId, text, model)));
      for (const { outcomes } of moderated) scoredBy(outcomes, 'abuse');
      const shown = moderated.map(({ reading, outcomes, degraded }) => ({ reading, failed: [...degraded.map(({ stage }) => stage), ...Object.entries(outcomes).flatMap(([name, { status }]) => (status === 'failed' ? [name] : []))] }));
      return { status: 200, json: presentModerations(newId('modr').replace('_', '-'), model, shown) };
    },
    docs: { id: 'createModeration', tag: 'moderation', summary: 'OpenAI-compatible moderation.', request: ModerationRequestSchema, response: ModerationResponseSchema },
  };
}
