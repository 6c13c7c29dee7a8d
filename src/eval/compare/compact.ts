import { z } from 'zod';
import { ASPECTS, type Flag } from '../run/aspects.ts';
import { type Decided, decidedOf } from '../run/operations.ts';
import type { Prediction } from '../run/prediction.ts';

/** What was said of a row, and no more: what a comparison needs of the older of two runs. A row that failed says nothing. */
export const CompactSchema = z.object({
  id: z.string(),
  action: z.string().optional(),
  queue: z.string().optional(),
  said: z.record(z.string(), z.union([z.tuple([z.number(), z.boolean()]), z.string()])),
});
export type Compact = z.infer<typeof CompactSchema>;

export function compactOf(prediction: Prediction): Compact {
  const { id, answer } = prediction;
  const decided = decidedOf(prediction);
  const said = ASPECTS.flatMap((aspect) => {
    const found = answer === undefined ? undefined : aspect.said(answer);
    if (found === undefined) return [];
    return [[aspect.name, typeof found === 'string' ? found : [found.score, found.flagged] as [number, boolean]] as const];
  });
  return { id, ...(decided === undefined ? {} : { action: decided.action, ...(decided.queue === undefined ? {} : { queue: decided.queue }) }), said: Object.fromEntries(said) };
}

export function flagIn({ said }: Compact, aspect: string): Flag | undefined {
  const found = said[aspect];
  return Array.isArray(found) ? { score: found[0], flagged: found[1] } : undefined;
}

export function labelIn({ said }: Compact, aspect: string): string | undefined {
  const found = said[aspect];
  return typeof found === 'string' ? found : undefined;
}

export const decisionIn = ({ action, queue }: Compact): Decided | undefined => (action === undefined ? undefined : { action, queue });
