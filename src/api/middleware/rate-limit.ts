import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ServiceError } from '../../domain/failures.ts';
import type { Metrics } from '../../observability/metrics.ts';
import type { Exchange } from '../exchange.ts';
import type { Caller } from '../route.ts';

const WINDOW_S = 60;

/** Requests a minute for each key; every answer says how much is left. @throws ServiceError `rate_limited` */
export function createRateLimit(perMinute: number, metrics: Pick<Metrics, 'refused'>): (exchange: Exchange, caller: Caller) => Promise<void> {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: WINDOW_S });
  const limit = String(perMinute);
  const say = ({ headers }: Exchange, left: number, seconds: number): void => {
    headers.push('RateLimit-Limit', limit, 'RateLimit-Remaining', String(left), 'RateLimit-Reset', String(seconds));
  };
  return async (exchange, { keyId }) => {
    try {
      const { remainingPoints, msBeforeNext } = await limiter.consume(keyId);
      say(exchange, remainingPoints, Math.ceil(msBeforeNext / 1_000));
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000));
      say(exchange, 0, seconds);
      metrics.refused.inc({ why: 'rate_limited' });
      throw new ServiceError('rate_limited', `key ${keyId} is over ${perMinute} a minute`, { retryAfterS: seconds });
    }
  };
}
