import type { TriageResult } from '../../domain/decision.ts';
import { LEAD_TIERS, URGENCIES } from '../../domain/labels.ts';
import type { Row } from '../dataset.ts';

/** What the pipeline said of one row; `undefined` is a row that got no answer at all. */
export type Answer = TriageResult | undefined;

/** A yes/no aspect: truth, probability and the decision the policy took. A label that the row lacks is no row of the aspect. */
export type BinaryAspect = Readonly<{ name: string; kind: 'binary'; gold(row: Row): boolean | undefined; said(result: TriageResult): Readonly<{ score: number; flagged: boolean }> | undefined }>;

/** One label out of many; `order` where the labels stand in one. */
export type LabelAspect = Readonly<{ name: string; kind: 'label'; order?: readonly string[]; gold(row: Row): string | undefined; said(result: TriageResult): string | undefined }>;

export type Aspect = BinaryAspect | LabelAspect;

const scored = (score: number | null | undefined, flagged: boolean | undefined) => (score === null || score === undefined ? undefined : { score, flagged: flagged === true });

/** Everything that a labelled row can be compared on; each reads the same answer that a caller gets. */
export const ASPECTS: readonly Aspect[] = [
  { name: 'spam', kind: 'binary', gold: ({ labels }) => labels.spam, said: ({ reading: { spam } }) => scored(spam?.score, spam?.flagged) },
  { name: 'abuse', kind: 'binary', gold: ({ labels }) => labels.abuse ?? undefined, said: ({ reading: { moderation } }) => scored(moderation?.score, moderation?.flagged) },
  { name: 'self_harm', kind: 'binary', gold: ({ labels }) => labels.abuse_categories?.some((category) => category.startsWith('self-harm')), said: ({ reading: { moderation } }) => selfHarm(moderation) },
  { name: 'prompt_injection', kind: 'binary', gold: ({ labels }) => labels.prompt_injection, said: ({ reading: { injection } }) => scored(injection?.score, injection?.flagged) },
  { name: 'lead', kind: 'label', order: LEAD_TIERS, gold: ({ labels }) => labels.lead, said: ({ reading: { lead } }) => lead?.tier ?? undefined },
  { name: 'intent', kind: 'label', gold: ({ labels }) => labels.intent, said: ({ reading: { intent } }) => intent?.top ?? undefined },
  { name: 'urgency', kind: 'label', order: URGENCIES, gold: ({ labels }) => labels.urgency, said: ({ reading: { urgency } }) => urgency?.level ?? undefined },
  { name: 'sentiment', kind: 'label', gold: ({ labels }) => labels.sentiment, said: ({ reading: { sentiment } }) => sentiment?.label ?? undefined },
  { name: 'queue', kind: 'label', gold: ({ labels }) => labels.queue, said: ({ routing }) => routing?.queue },
  { name: 'language', kind: 'label', gold: ({ lang }) => (lang === undefined || lang === 'und' ? undefined : lang), said: ({ language }) => language.tag },
];

function selfHarm(moderation: TriageResult['reading']['moderation']): Readonly<{ score: number; flagged: boolean }> | undefined {
  if (moderation?.score === null || moderation === undefined) return undefined;
  const own = moderation.categories.filter(({ id }) => id.startsWith('self-harm'));
  return { score: Math.max(0, ...own.map(({ score }) => score)), flagged: own.some(({ flagged }) => flagged) };
}
