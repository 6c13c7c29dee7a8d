import type { Prediction } from '../../../src/eval/run/prediction.ts';

export type MadeRow = Readonly<{ id: string; spam?: boolean; abuse?: boolean; score?: number; action?: string; lead?: string; failed?: string; lang?: string }>;

/** A prediction as a run would hold it, of the few things that a test is about. */
export function madeRow({ id, spam = false, abuse = false, score = 0.1, action = 'allow', lead, failed, lang = 'fr' }: MadeRow): Prediction {
  const known = { id, lang, gold: { spam, abuse, ...(lead === undefined ? {} : { lead: 'hot' as const }) }, slices: ['all', lang] };
  if (failed !== undefined) return { ...known, failed };
  return {
    ...known,
    answer: {
      policy: { id: 'made', version: 1 }, language: { tag: lang }, spam: { score, flagged: score >= 0.5 }, timing_ms: { total: 5 },
      moderation: { action: action as 'allow', flagged: false, score: 0.1, uncertain: false, categories: [] },
      ...(lead === undefined ? {} : { lead: { tier: lead } }), routing: { queue: 'care' },
    },
  };
}

/** 100 rows, every second one spam; spam at `hit` and the others at `miss`, each a little off. */
export const madeRun = (hit: number, miss: number, action: (at: number) => string = () => 'allow'): readonly Prediction[] =>
  Array.from({ length: 100 }, (_value, at) => madeRow({ id: `r${at}`, spam: at % 2 === 0, score: (at % 2 === 0 ? hit : miss) + (at % 10) / 1_000, action: action(at) }));
