import type { DecidedRow, LabelledRow, ScoredRow, Times } from '../figures/predictions.ts';
import { newStep, step } from './alike.ts';
import type { Prediction } from './prediction.ts';

type Row = LabelledRow | (ScoredRow & DecidedRow);

/** The rows of one aspect without their groups, alike ones once: `kindOf[place]` is the kind of the prediction at that place, or NO_ROW. */
export type Kinds<Of extends Row> = Readonly<{ rows: readonly Of[]; kindOf: Int32Array }>;

/** Of a prediction that does not carry the aspect's label. */
const NO_ROW = -1;

/** A million answers of four decimals are a few thousand kinds of rows, and figures need no more than how often each comes. */
export function kindsOf<Of extends Row>(predictions: readonly Prediction[], rowOf: (prediction: Prediction) => Of | undefined): Kinds<Of> {
  const start = newStep<number>();
  const rows: Of[] = [];
  const kindOf = Int32Array.from(predictions, (prediction) => {
    const row = rowOf(prediction);
    if (row === undefined) return NO_ROW;
    const said = row.failed === true ? ['failed'] : [row.label, 'score' in row ? row.score : undefined];
    const end = said.reduce<typeof start>(step, step(start, row.gold));
    return (end.kept ??= rows.push({ ...row, group: undefined }) - 1);
  });
  return { rows, kindOf };
}

/** The kinds that stand at some places, in the order in which they come up there, and how often each does. */
export function kindsAt<Of extends Row>({ rows, kindOf }: Kinds<Of>, places: readonly number[]): Readonly<{ rows: readonly Of[]; times: Times; total: number }> {
  const times = new Map<number, number>();
  for (const place of places) {
    const kind = kindOf[place] as number;
    if (kind !== NO_ROW) times.set(kind, (times.get(kind) ?? 0) + 1);
  }
  return { rows: [...times.keys()].map((kind) => rows[kind] as Of), times: [...times.values()], total: [...times.values()].reduce((sum, count) => sum + count, 0) };
}

/** The rows themselves at some places, with their groups; undefined where none of them names one and was answered. */
export function groupedAt<Of extends Row>({ rows, kindOf }: Kinds<Of>, predictions: readonly Prediction[], places: readonly number[]): readonly Of[] | undefined {
  const here = places.filter((place) => kindOf[place] !== NO_ROW);
  const rowAt = (place: number): Of => rows[kindOf[place] as number] as Of;
  if (!here.some((place) => predictions[place]?.group !== undefined && rowAt(place).failed !== true)) return undefined;
  return here.map((place) => ({ ...rowAt(place), group: predictions[place]?.group }));
}
