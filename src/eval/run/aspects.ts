import { isSelfHarm, LEAD_TIERS, URGENCIES } from '../../domain/labels.ts';
import type { Labels } from '../dataset.ts';
import type { Answer } from './prediction.ts';

/** What a person said of a message. */
export type Truth = Readonly<{ gold: Labels; lang?: string | undefined }>;
export type Flag = Readonly<{ score: number; flagged: boolean }>;

/** A yes/no aspect: truth, probability and the decision the policy took. A label that the row lacks is no row of the aspect. */
export type BinaryAspect = Readonly<{ name: string; kind: 'binary'; gold(truth: Truth): boolean | undefined; said(answer: Answer): Flag | undefined }>;

/** One label out of many; `order` where the labels stand in one. */
export type LabelAspect = Readonly<{ name: string; kind: 'label'; order?: readonly string[]; gold(truth: Truth): string | undefined; said(answer: Answer): string | undefined }>;

export type Aspect = BinaryAspect | LabelAspect;

const scored = (score: number | null | undefined, flagged: boolean | undefined): Flag | undefined => (score === null || score === undefined ? undefined : { score, flagged: flagged === true });

/** Everything that a labelled row can be compared on; each reads the same answer that a caller gets. */
export const ASPECTS: readonly Aspect[] = [
  { name: 'spam', kind: 'binary', gold: ({ gold }) => gold.spam, said: ({ spam }) => scored(spam?.score, spam?.flagged) },
  { name: 'abuse', kind: 'binary', gold: ({ gold }) => gold.abuse ?? undefined, said: ({ moderation }) => scored(moderation?.score, moderation?.flagged) },
  { name: 'self_harm', kind: 'binary', gold: ({ gold }) => gold.abuse_categories?.some(isSelfHarm), said: selfHarm },
  { name: 'prompt_injection', kind: 'binary', gold: ({ gold }) => gold.prompt_injection, said: ({ prompt_injection: injection }) => scored(injection?.score, injection?.flagged) },
  { name: 'lead', kind: 'label', order: LEAD_TIERS, gold: ({ gold }) => gold.lead, said: ({ lead }) => lead?.tier ?? undefined },
  { name: 'intent', kind: 'label', gold: ({ gold }) => gold.intent, said: ({ intent }) => intent?.top ?? undefined },
  { name: 'urgency', kind: 'label', order: URGENCIES, gold: ({ gold }) => gold.urgency, said: ({ urgency }) => urgency?.level ?? undefined },
  { name: 'sentiment', kind: 'label', gold: ({ gold }) => gold.sentiment, said: ({ sentiment }) => sentiment?.label ?? undefined },
  { name: 'queue', kind: 'label', gold: ({ gold }) => gold.queue, said: ({ routing }) => routing?.queue },
  { name: 'language', kind: 'label', gold: ({ lang }) => (lang === undefined || lang === 'und' ? undefined : lang), said: ({ language }) => language.tag },
];

export const aspectNamed = (name: string): Aspect | undefined => ASPECTS.find((aspect) => aspect.name === name);

function selfHarm({ moderation }: Answer): Flag | undefined {
  if (moderation?.score === null || moderation === undefined) return undefined;
  const own = moderation.categories.filter(({ id }) => isSelfHarm(id));
  return { score: Math.max(0, ...own.map(({ score }) => score)), flagged: own.some(({ flagged }) => flagged) };
}
