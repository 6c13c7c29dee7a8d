import type { Row } from '../dataset.ts';
import type { Metrics } from '../run/metrics.ts';
import type { SetRead } from './read.ts';

/** Figures of one set, and what to know before believing them. */
export type SourceFigures = Readonly<{
  name: string;
  source: string;
  licence: string;
  split: string;
  rows: number;
  unusable: number;
  /** The models learnt from this set's train split, so its figures say less of messages from elsewhere; null where a live service's models are not known. */
  learnt_from: boolean | null;
  aspects: readonly Omit<Metrics['aspects'][number], 'slice'>[];
}>;

/** The rows that were asked, and the sets that the models' cards name. */
type Drawn = Readonly<{ drawn: readonly Pick<Row, 'source'>[]; learnt: ReadonlySet<string> | undefined }>;

/** The metrics of each set's slice, in the manifest's order; `rows` counts what was drawn of it. */
export const bySource = (found: readonly SetRead[], { aspects }: Pick<Metrics, 'aspects'>, { drawn, learnt }: Drawn): readonly SourceFigures[] =>
  found.map(({ set: { name, source, licence, split }, unusable }) => ({
    name, source, licence, split, rows: drawn.filter((row) => row.source === name).length, unusable, learnt_from: learnt?.has(name) ?? null,
    aspects: aspects.filter(({ slice }) => slice === `source ${name}`).map(({ slice: _slice, ...rest }) => rest),
  }));
