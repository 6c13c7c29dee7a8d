import { type Figure, ratio } from './figure.ts';

/** A row that got no answer: it is counted in a column of its own, never as a negative. */
export type FailedRow<Gold> = Readonly<{ gold: Gold; failed: true; group?: string | undefined }>;

/** What was said of one row, beside the truth. `group` names rows that belong together (one conversation, one template). */
export type Prediction<Gold, Said> = (Readonly<{ gold: Gold; failed?: false; group?: string | undefined }> & Readonly<Said>) | FailedRow<Gold>;

/** Truth and score of a yes/no label; a higher score says "yes" more loudly. Never NaN: a score that is none is a failure. */
export type ScoredRow = Prediction<boolean, { score: number }>;
/** Truth and answer of a yes/no label. */
export type DecidedRow = Prediction<boolean, { label: boolean }>;
/** Truth and answer where exactly one label is right. */
export type LabelledRow = Prediction<string, { label: string }>;
/** Truth and answer where any number of labels is right, none included. */
export type LabelSetRow = Prediction<readonly string[], { label: readonly string[] }>;
/** True value and score on any two scales. */
export type MeasuredRow = Prediction<number, { score: number }>;
/** One unit's own figure (a query's recall, a reply's grade). It has no gold: the value already compares. */
export type ValueRow = Readonly<{ value: number; failed?: false; group?: string | undefined }> | Readonly<{ failed: true; group?: string | undefined }>;

/** How many rows each of a list of rows stands for. */
export type Times = ArrayLike<number>;

/** What every kind of row has, answered or not. */
type Failing = Readonly<{ gold?: unknown; failed?: boolean }>;

/** The rows that got an answer, in their order. */
export const answered = <Row extends Failing>(rows: readonly Row[]): Exclude<Row, { failed: true }>[] =>
  rows.filter((row): row is Exclude<Row, { failed: true }> => row.failed !== true);

/** Share of rows that got an answer; undefined without rows. */
export const coverage = (rows: readonly Failing[]): Figure => ratio(answered(rows).length, rows.length);

/**
 * Two systems' rows over the same messages, in the same order, kept where both answered; `dropped` says how many were not.
 * @throws RangeError when the lists differ in length.
 */
export function answeredByBoth<Row extends Failing>(base: readonly Row[], head: readonly Row[]): Readonly<{ base: Row[]; head: Row[]; dropped: number }> {
  if (base.length !== head.length) throw new RangeError(`paired rows differ in number: ${base.length} and ${head.length}`);
  const both = (_row: Row, index: number): boolean => base[index]?.failed !== true && head[index]?.failed !== true;
  const kept = { base: base.filter(both), head: head.filter(both) };
  return { ...kept, dropped: base.length - kept.base.length };
}
