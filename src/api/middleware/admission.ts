import { ServiceError } from '../../domain/failures.ts';
import type { Metrics } from '../../observability/metrics.ts';
import type { Exchange } from '../exchange.ts';

/** Open while the service runs; closing it refuses new work and tells when the last request has ended. */
export type Admission = Readonly<{
  /** Counts the request in. @throws ServiceError `not_ready` when closed, `overloaded` at the bound. */
  enter(exchange: Exchange): void;
  /** Counts it out again, once its answer is sent or its connection gone; nothing to do for one that was not let in. */
  leave(exchange: Exchange): void;
  close(): void;
  isOpen(): boolean;
  drained(): Promise<void>;
}>;

/** A bounded number of requests at once: past it a caller is told to come back, and memory stays bounded. */
export function createAdmission(inFlightMax: number, metrics: Pick<Metrics, 'refused' | 'watchInFlight'>): Admission {
  let inFlight = 0;
  let open = true;
  let waiting: (() => void)[] = [];
  metrics.watchInFlight(() => inFlight);
  return {
    enter: (exchange) => {
      if (!open) throw new ServiceError('not_ready', 'the service is stopping', { retryAfterS: 2 });
      if (inFlight >= inFlightMax) {
        metrics.refused.inc({ why: 'overloaded' });
        throw new ServiceError('overloaded', `${inFlightMax} requests are in flight`, { retryAfterS: 1 });
      }
      inFlight += 1;
      exchange.admitted = true;
    },
    leave: (exchange) => {
      if (!exchange.admitted) return;
      exchange.admitted = false;
      inFlight -= 1;
      if (inFlight > 0 || waiting.length === 0) return;
      for (const resolve of waiting) resolve();
      waiting = [];
    },
    close: () => {
      open = false;
    },
    isOpen: () => open,
    drained: () => (inFlight === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
