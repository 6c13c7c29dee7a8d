import { ServiceError } from '../../domain/failures.ts';
import type { ApiDeps } from '../deps.ts';
import type { Route } from '../route.ts';
import { DecisionSchema, FeedbackResponseSchema, FeedbackSchema, keptFeedback, pooledRow, presentDecision } from '../wire/feedback.ts';
import { invalid } from '../wire/problem.ts';

const ID_LENGTH_MAX = 64;
const unknown = (): ServiceError => new ServiceError('not_found', 'no such decision', { publicDetail: 'No decision has this id.' });

/** GET /v1/decisions/{id}: what was decided, why, and what came of it. */
export function decisionRoute({ store: { decisions, feedback } }: Pick<ApiDeps, 'store'>): Route {
  return {
    method: 'get', path: '/v1/decisions/{id}', scope: 'decisions:read', body: 'none',
    handle: async ({ caller, params }) => {
      const id = params['id'] ?? '';
      const decision = id.length > ID_LENGTH_MAX || id.includes('\0') ? undefined : await decisions.find(caller.tenantId, id);
      if (decision === undefined) throw unknown();
      return { status: 200, json: presentDecision(decision, await feedback.list(caller.tenantId, decision.id)) };
    },
    docs: { id: 'getDecision', tag: 'decisions', summary: 'The trace of one decision, with its feedback.', response: DecisionSchema },
  };
}

/** POST /v1/feedback: accept, edit, reject, relabel, outcome. */
export function feedbackRoute({ store: { decisions, feedback }, workspace, redact, newId, now }: Pick<ApiDeps, 'store' | 'workspace' | 'redact' | 'newId' | 'now'>): Route {
  return {
    method: 'post', path: '/v1/feedback', scope: 'feedback:write', body: 'json',
    handle: async ({ caller, body }) => {
      const given = FeedbackSchema.parse(body);
      const decision = await decisions.find(caller.tenantId, given.decision_id);
      if (decision === undefined) throw unknown();
      if ('suggestion_id' in given && given.suggestion_id !== undefined && !decision.bodyJson.includes(JSON.stringify(given.suggestion_id))) {
        throw invalid('/suggestion_id', 'is not a suggestion of this decision');
      }
      const { storeText, policy: { policy } } = await workspace(caller.tenantId);
      const record = { id: newId('fbk'), tenantId: caller.tenantId, decisionId: decision.id, kind: given.kind, body: keptFeedback(given, storeText), createdAt: now() };
      await feedback.record(record, storeText && policy.evaluation?.pool === true ? pooledRow(given, decision, redact) : undefined);
      return { status: 201, json: { object: 'feedback', id: record.id, decision_id: decision.id, kind: given.kind, created_at: record.createdAt.toISOString() } };
    },
    docs: { id: 'postFeedback', tag: 'decisions', summary: 'What came of a decision.', request: FeedbackSchema, response: FeedbackResponseSchema, status: 201 },
  };
}
