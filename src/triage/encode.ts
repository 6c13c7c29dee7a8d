import type { Degradation, TriageOptions } from '../domain/decision.ts';
import { ServiceError } from '../domain/failures.ts';
import type { EncodedText, Encoder, EncoderInput } from '../domain/ports.ts';

export type Encoded = Readonly<{ encoded?: EncodedText; degraded: readonly Degradation[] }>;

/** A pass takes milliseconds; one that takes this long waits in a queue that the linear tier does not have. */
const PATIENCE_MS = 1_500;

/**
 * The text's one pass through the encoder, or why there is none; the linear tier then answers alone. `triage-fast` never asks, and a
 * release without an encoder has nothing to miss; one that cannot run it here says so in every answer.
 */
export async function encodeOnce(encoder: Encoder | undefined, input: EncoderInput, { model, deadlineMs }: Pick<TriageOptions, 'model' | 'deadlineMs'>): Promise<Encoded> {
  if (model === 'triage-fast' || encoder === undefined) return { degraded: [] };
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), Math.max(1, Math.min(PATIENCE_MS, deadlineMs)));
    });
    const encoded = await Promise.race([encoder.encode(input), late]);
    return encoded === 'late' ? { degraded: [degraded('timeout')] } : { encoded, degraded: [] };
  } catch (error) {
    return { degraded: [degraded(error instanceof ServiceError ? REASONS[error.code] ?? 'error' : 'error')] };
  } finally {
    clearTimeout(timer);
  }
}

const REASONS: Readonly<Record<string, string>> = { overloaded: 'overloaded', not_ready: 'unavailable' };

const degraded = (reason: string): Degradation => ({ stage: 'encoder', reason, failMode: 'open' });
