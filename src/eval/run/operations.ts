import { isSelfHarm } from '../../domain/labels.ts';
import { type Figure, ratio } from '../figures/figure.ts';
import { type Interval, wilson } from '../figures/intervals.ts';
import type { Judged } from './measure.ts';

/** Per thousand messages, what a manager asks first; each with Wilson's interval and what it was counted over. */
export type Operation = Readonly<{ name: string; perThousand: Figure; interval: Interval | undefined; count: number; of: number }>;

const HELD_BACK = new Set(['hide', 'block']);

/** Counts decisions, not scores: what the policy did to genuine messages, to attacks and to people in distress. */
export function operations(judged: readonly Judged[]): readonly Operation[] {
  const answered = judged.flatMap(({ row, answer }) => (answer?.reading.moderation === undefined ? [] : [{ labels: row.labels, action: answer.reading.moderation.action, queue: answer.routing?.queue }]));
  const genuine = answered.filter(({ labels }) => labels.spam === false && labels.abuse === false);
  const distressed = answered.filter(({ labels }) => labels.abuse_categories?.some(isSelfHarm) === true && labels.abuse !== true);
  const abusive = answered.filter(({ labels }) => labels.abuse === true);
  const spam = answered.filter(({ labels }) => labels.spam === true);
  return [
    operation('genuine messages hidden or blocked', genuine, ({ action }) => HELD_BACK.has(action)),
    operation('genuine messages sent to review', genuine, ({ action }) => action === 'review'),
    operation('abuse let through unseen', abusive, ({ action }) => action === 'allow'),
    operation('spam let through unseen', spam, ({ action }) => action === 'allow'),
    operation('people in distress hidden or blocked', distressed, ({ action }) => HELD_BACK.has(action)),
    operation('people in distress who reach the crisis queue', distressed, ({ queue }) => queue === 'crisis'),
  ];
}

function operation<Row>(name: string, rows: readonly Row[], counts: (row: Row) => boolean): Operation {
  const count = rows.filter(counts).length;
  const share = ratio(count, rows.length);
  const interval = wilson(count, rows.length);
  return {
    name, count, of: rows.length, perThousand: share === undefined ? undefined : share * 1_000,
    interval: interval === undefined ? undefined : { low: interval.low * 1_000, high: interval.high * 1_000 },
  };
}
