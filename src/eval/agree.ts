import { ABUSE_CATEGORIES, LEAD_TIERS, URGENCIES } from '../domain/labels.ts';
import type { Labels, Row } from './dataset.ts';
import { cohenKappa } from './figures/agreement.ts';
import { accuracy } from './figures/confusion.ts';
import type { Figure } from './figures/figure.ts';
import { bootstrap } from './figures/intervals.ts';
import { quadraticKappa } from './figures/ordinal.ts';
import { labelSample } from './figures/sample.ts';
import { type Drawing, labelsIn } from './run/measure.ts';

/** Two people's labels of the same rows. `weighted`: κ with squared distances, where the labels stand in an order. */
export type Agreement = Readonly<{ label: string; n: number; same: Figure; kappa: Figure; low: Figure; high: Figure; weighted: Figure; disputes: readonly Dispute[] }>;
export type Dispute = Readonly<{ id: string; label: string; a: string; b: string }>;

type Compared = Readonly<{ name: string; order?: readonly string[]; of(labels: Labels): string | undefined }>;

const spelled = (value: unknown): string | undefined => (value === undefined || value === null ? undefined : value === true ? 'yes' : value === false ? 'no' : String(value));

const LABELS: readonly Compared[] = [
  ...(['spam', 'abuse', 'prompt_injection', 'spam_kind', 'intent', 'sentiment', 'queue'] as const).map((name) => ({ name, of: (labels: Labels) => spelled(labels[name]) })),
  { name: 'lead', order: LEAD_TIERS, of: ({ lead }) => lead },
  { name: 'urgency', order: URGENCIES, of: ({ urgency }) => urgency },
  ...ABUSE_CATEGORIES.map((category) => ({ name: category, of: ({ abuse_categories: given }: Labels) => spelled(given?.includes(category)) })),
];

const CATEGORIES: ReadonlySet<string> = new Set(ABUSE_CATEGORIES);

/** Agreement by label, over the rows to which both give one; a category that neither ever gives is left out. Whole groups are drawn where rows name one. */
export function agreement(a: readonly Row[], b: readonly Row[], drawing: Drawing): readonly Agreement[] {
  const others = new Map(b.map((row) => [row.id, row]));
  return LABELS.flatMap(({ name, order, of }) => {
    const both = a.flatMap(({ id, group, labels }) => {
      const [first, other] = [of(labels), others.get(id)];
      const second = other === undefined ? undefined : of(other.labels);
      // A group of its own keeps a row out of strata: neither of the two is the truth.
      return first === undefined || second === undefined ? [] : [{ id, group: group ?? `row ${id}`, gold: first, label: second }];
    });
    const isNever = CATEGORIES.has(name) && both.every(({ gold, label }) => gold === 'no' && label === 'no');
    if (both.length === 0 || isNever) return [];
    const sample = labelSample(both, labelsIn(both, order));
    const { kappa } = bootstrap(sample, { kappa: (seen) => cohenKappa(seen) }, drawing);
    return [{
      label: name, n: both.length, same: accuracy(sample.exact), kappa: kappa.point, low: kappa.low, high: kappa.high, weighted: order === undefined ? undefined : quadraticKappa(sample.exact),
      disputes: both.filter(({ gold, label }) => gold !== label).map(({ id, gold, label }) => ({ id, label: name, a: gold, b: label })),
    }];
  });
}
