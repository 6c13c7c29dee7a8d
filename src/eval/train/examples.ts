import type { ClassifierSpec } from '../../classifiers/classifier.ts';
import { contextBuckets, hashNgrams } from '../../classifiers/linear/features.ts';
import type { Example } from '../../classifiers/linear/fit.ts';
import { ABUSE_CATEGORIES, INTENTS, LEAD_TIERS, SENTIMENTS, SPAM_KINDS, URGENCIES } from '../../domain/labels.ts';
import type { PreparedText } from '../../domain/message.ts';
import type { LanguageIdentifier } from '../../text/detect-language.ts';
import { prepareText } from '../../text/prepare.ts';
import type { Labels, Row } from '../dataset.ts';
import type { TrainingRow } from './sources.ts';

const UNKNOWN = Number.NaN;
const yes = (value: boolean | null | undefined): number => (typeof value === 'boolean' ? Number(value) : UNKNOWN);
const oneOf = (labels: readonly string[], value: string | null | undefined): number[] => labels.map((label) => (value === undefined || value === null ? UNKNOWN : Number(label === value)));

/** Gold labels as a classifier's outputs, in the order of its heads; NaN where a row says nothing. */
export const TARGETS: Readonly<Record<string, (labels: Labels) => readonly number[]>> = {
  abuse: ({ abuse, abuse_categories: categories }) => [yes(abuse), ...ABUSE_CATEGORIES.map((category) => (categories === undefined ? UNKNOWN : Number(categories.includes(category))))],
  spam: ({ spam, spam_kind: kind }) => [yes(spam), ...oneOf(SPAM_KINDS, spam === true ? kind : undefined)],
  lead: ({ lead }) => oneOf(LEAD_TIERS, lead),
  intent: ({ intent }) => oneOf(INTENTS, intent),
  urgency: ({ urgency }) => oneOf(URGENCIES, urgency),
  sentiment: ({ sentiment }) => oneOf(SENTIMENTS, sentiment),
  'prompt-injection': ({ prompt_injection: injection }) => [yes(injection)],
};

/** The very preparation that serves a request. */
export const prepareRow = ({ text, conversation }: Row, identify?: LanguageIdentifier): PreparedText =>
  prepareText({ text, ...(conversation === undefined ? {} : { turns: conversation }) }, identify === undefined ? {} : { identify });

export type Prepared = Readonly<{ row: TrainingRow; text: PreparedText }>;

/** Rows that say anything of this classifier's labels, as numbers. Public abuse sets speak of the categories they name only. */
export function toExamples(spec: ClassifierSpec, prepared: readonly Prepared[], own: ReadonlySet<string>): readonly Example[] {
  const targetsOf = TARGETS[spec.name];
  const index = new Map(spec.symbols.map((name, position) => [name, position]));
  if (targetsOf === undefined) return [];
  return prepared.flatMap(({ row, text }) => {
    const targets = Float32Array.from(targetsOf(row.labels));
    if (!own.has(row.source)) softenForeign(spec, targets);
    if (targets.every((target) => Number.isNaN(target))) return [];
    const symbols = [...new Set(spec.findSymbols(text).flatMap(({ name }) => index.get(name) ?? []))];
    const window = text.windows[0] ?? { from: 0, to: 0 };
    return [{ buckets: hashNgrams(text.tokens, window), context: contextBuckets(text), symbols, targets, weight: row.weight }];
  });
}

/** A foreign set's silence about a category it does not label is no "no": only "hate" negatives of hate sets count. */
function softenForeign(spec: ClassifierSpec, targets: Float32Array): void {
  if (spec.name !== 'abuse') return;
  ABUSE_CATEGORIES.forEach((category, position) => {
    if (targets[position + 1] === 0 && category !== 'hate' && targets[0] !== 0) targets[position + 1] = UNKNOWN;
  });
}
