import type { ApiDeps } from '../deps.ts';
import type { Route } from '../route.ts';
import { commentsAnalyzeRoute } from './comments-analyze.ts';
import { decisionRoute, feedbackRoute } from './decisions.ts';
import { evalRoutes } from './evals.ts';
import { knowledgeRoutes } from './knowledge.ts';
import { moderationsRoute } from './moderations.ts';
import { healthRoute, problemsRoute, readyRoute } from './operations.ts';
import { triageBatchRoute } from './triage-batch.ts';
import { triageRoute } from './triage.ts';

/** Every route: what is served, documented and fuzzed is this list. */
export const createRoutes = (deps: ApiDeps): readonly Route[] => [
  triageRoute(deps),
  triageBatchRoute(deps),
  moderationsRoute(deps),
  commentsAnalyzeRoute(deps),
  ...knowledgeRoutes(deps),
  decisionRoute(deps),
  feedbackRoute(deps),
  ...evalRoutes(deps),
  healthRoute(deps),
  readyRoute(deps),
  problemsRoute(),
];
