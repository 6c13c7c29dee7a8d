import type { ApiDeps } from '../deps.ts';
import type { Route } from '../route.ts';
import { scoredBy } from './scored-by.ts';
import { AnalyzeRequestSchema, AnalyzeResponseSchema, parseAnalyzeRequest, presentAnalysis } from '../wire/perspective.ts';

/** POST /v1alpha1/comments:analyze: Perspective's endpoint; the key may stand in `?key=`, as its clients send it. */
export function commentsAnalyzeRoute({ moderate }: Pick<ApiDeps, 'moderate'>): Route {
  return {
    method: 'post', path: '/v1alpha1/comments:analyze', scope: 'moderation:write', body: 'json', keyInQuery: true, errors: 'google',
    handle: async ({ body, caller }) => {
      const asked = parseAnalyzeRequest(body);
      const { reading, outcomes, language } = await moderate(caller.tenantId, asked.text);
      const { evidence } = scoredBy(outcomes, 'abuse');
      if (asked.asked.some(({ name }) => name.startsWith('SPAM'))) scoredBy(outcomes, 'spam');
      return { status: 200, json: presentAnalysis(asked, { moderation: reading.moderation, evidence, spam: reading.spam?.score ?? 0 }, language.tag) };
    },
    docs: { id: 'commentsAnalyze', tag: 'moderation', summary: 'Perspective-compatible analysis.', request: AnalyzeRequestSchema, response: AnalyzeResponseSchema },
  };
}
