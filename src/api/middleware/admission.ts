import type { RequestHandler } from 'express';
import { ServiceError } from '../../domain/failures.ts';
import type { Metrics } from '../../observability/metrics.ts';

/** Open while the service runs; closing it refuses new work and tells when the last request has ended. */
export type Admission = Readonly<{ middleware: RequestHandler; close(): void; isOpen(): boolean; drained(): Promise<void> }>;

/** A bounded number of requests at once: past it a caller is told to come back, and memory stays bounded. */
export function createAdmission(inFlightMax: number, metrics: Metrics): Admission {
  let inFlight = 0;
  let open = true;
  let waiting: (() => void)[] = [];
  const leave = (): void => {
    inFlight -= 1;
    metrics.inFlight.set(inFlight);
    if (inFlight > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  return {
    middleware: (_request, response, next) => {
      if (!open) throw new ServiceError('not_ready', 'the service is stopping', { retryAfterS: 2 });
      if (inFlight >= inFlightMax) {
        metrics.refused.inc({ why: 'overloaded' });
        throw new ServiceError('overloaded', `${inFlightMax} requests are in flight`, { retryAfterS: 1 });
      }
      inFlight += 1;
      metrics.inFlight.set(inFlight);
      response.once('close', leave);
      next();
    },
    close: () => {
      open = false;
    },
    isOpen: () => open,
    drained: () => (inFlight === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
