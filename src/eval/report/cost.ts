import type { Prediction } from '../run/prediction.ts';

/**
 * Paid calls of one message, in US dollars: `given` by who asked for the report, `said` by the answers, reckoned from the `tokens` that
 * the answers say they used, `free` where none was used, `unknown` where a live service does not say.
 */
export type Cost = Readonly<{ kind: 'given' | 'said'; dollars: number }> | Readonly<{ kind: 'tokens'; tokens: number; dollars: number }> | Readonly<{ kind: 'free' }> | Readonly<{ kind: 'unknown' }>;

/** Assumed where answers tell tokens and no price: US dollars for a million tokens of a small hosted model. */
export const DOLLARS_PER_MILLION_TOKENS = 1;

/** Means over the rows whose answer tells its usage. What runs in this process and tells none makes no paid call. */
export function costOf(predictions: readonly Prediction[], { target, dollarsPerMessage }: Readonly<{ target: string | null; dollarsPerMessage?: number | undefined }>): Cost {
  if (dollarsPerMessage !== undefined) return { kind: 'given', dollars: dollarsPerMessage };
  const usages = predictions.flatMap(({ answer }) => answer?.usage ?? []);
  if (usages.length === 0) return { kind: target === null ? 'free' : 'unknown' };
  const dollars = usages.reduce((sum, { est_cost_usd: cost }) => sum + cost, 0) / usages.length;
  if (dollars > 0) return { kind: 'said', dollars };
  const tokens = usages.reduce((sum, { llm_tokens: used }) => sum + used, 0) / usages.length;
  return tokens === 0 ? { kind: 'free' } : { kind: 'tokens', tokens, dollars: (tokens * DOLLARS_PER_MILLION_TOKENS) / 1_000_000 };
}
