import { ServiceError } from '../../domain/failures.ts';
import type { Outcomes, Score } from '../../domain/score.ts';

/**
 * A classifier's score where the answer's shape has no room for "unknown": a strict client would read a zero as clean.
 *
 * @throws ServiceError `model_unavailable`
 */
export function scoredBy(outcomes: Outcomes, name: string): Score {
  const outcome = outcomes[name];
  if (outcome?.status === 'scored') return outcome.score;
  throw new ServiceError('model_unavailable', `${name} did not score: ${outcome?.detail ?? 'not asked'}`, { retryAfterS: 1 });
}
