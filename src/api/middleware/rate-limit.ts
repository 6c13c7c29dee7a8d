import type { RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ServiceError } from '../../domain/failures.ts';
import type { Metrics } from '../../observability/metrics.ts';
import { localsOf } from './request-context.ts';

const WINDOW_S = 60;

/** Requests a minute for each key; every answer says how much is left. */
export function rateLimit(perMinute: number, metrics: Metrics): RequestHandler {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: WINDOW_S });
  return async (_request, response, next) => {
    const { caller } = localsOf(response);
    try {
      const left = await limiter.consume(caller?.keyId ?? 'nobody');
      response.setHeader('RateLimit-Limit', perMinute);
      response.setHeader('RateLimit-Remaining', left.remainingPoints);
      response.setHeader('RateLimit-Reset', Math.ceil(left.msBeforeNext / 1_000));
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000));
      response.setHeader('RateLimit-Limit', perMinute);
      response.setHeader('RateLimit-Remaining', 0);
      response.setHeader('RateLimit-Reset', seconds);
      metrics.refused.inc({ why: 'rate_limited' });
      throw new ServiceError('rate_limited', `key ${caller?.keyId ?? ''} is over ${perMinute} a minute`, { retryAfterS: seconds });
    }
    next();
  };
}
