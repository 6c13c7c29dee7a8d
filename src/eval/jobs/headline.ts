import { MetricsSchema } from '../run/metrics.ts';

/** What of a run is worth watching from afar: point figures over all rows, and decisions per 1,000 messages. */
export type Headline = Readonly<{
  figures: readonly Readonly<{ aspect: string; figure: string; value: number }>[];
  operations: readonly Readonly<{ operation: string; value: number }>[];
}>;

/** Counts and bounds stay in metrics.json; a figure without a value has no series. */
const LEFT_OUT = /^positives$|_(?:low|high)$/;

/** undefined for metrics that another version wrote in another shape. */
export function headlineOf(metricsJson: string): Headline | undefined {
  const parsed = MetricsSchema.safeParse(JSON.parse(metricsJson));
  if (!parsed.success) return undefined;
  const { aspects, operations } = parsed.data;
  const shown = ({ aspect, figures }: (typeof aspects)[number]): Headline['figures'] =>
    Object.entries(figures).flatMap(([figure, { point }]) => (point === null || LEFT_OUT.test(figure) ? [] : [{ aspect, figure, value: point }]));
  return {
    figures: aspects.filter(({ slice }) => slice === 'all').flatMap(shown),
    operations: operations.flatMap(({ id, per_thousand: value }) => (value === null ? [] : [{ operation: id, value }])),
  };
}
