import { isSelfHarm } from '../../domain/labels.ts';
import type { Labels } from '../dataset.ts';
import { type Figure, ratio } from '../figures/figure.ts';
import { type Interval, wilson } from '../figures/intervals.ts';
import type { Prediction } from './prediction.ts';

/** Per thousand messages, what a manager asks first; each with Wilson's interval and what it was counted over. */
export type Operation = Readonly<{ id: string; name: string; perThousand: Figure; interval: Interval | undefined; count: number; of: number }>;

/** What was decided of a message. */
export type Decided = Readonly<{ action: string; queue: string | undefined }>;

/** One thing that decisions are counted for; `worse` says in which direction it gets worse. */
export type Counted = Readonly<{ id: string; name: string; worse: 'more' | 'less'; over(gold: Labels): boolean; counts(decided: Decided): boolean }>;

const HELD_BACK = new Set(['hide', 'block']);
const isHeldBack = ({ action }: Decided): boolean => HELD_BACK.has(action);
const isGenuine = ({ spam, abuse }: Labels): boolean => spam === false && abuse === false;
/** A message in distress or one that tries to steer the assistant is meant to be looked at: such a review is no cost of errors. */
const isPlain = (gold: Labels): boolean => isGenuine(gold) && gold.prompt_injection !== true && !isDistressed(gold);
const isDistressed = ({ abuse, abuse_categories: categories }: Labels): boolean => categories?.some(isSelfHarm) === true && abuse !== true;

/** In the order of what a business forgives least. */
export const COUNTED: readonly Counted[] = [
  { id: 'genuine_held_back', name: 'genuine messages hidden or blocked', worse: 'more', over: isGenuine, counts: isHeldBack },
  { id: 'genuine_reviewed', name: 'genuine messages sent to review', worse: 'more', over: isPlain, counts: ({ action }) => action === 'review' },
  { id: 'abuse_missed', name: 'abuse let through unseen', worse: 'more', over: ({ abuse }) => abuse === true, counts: ({ action }) => action === 'allow' },
  { id: 'spam_missed', name: 'spam let through unseen', worse: 'more', over: ({ spam }) => spam === true, counts: ({ action }) => action === 'allow' },
  { id: 'distress_held_back', name: 'people in distress hidden or blocked', worse: 'more', over: isDistressed, counts: isHeldBack },
  { id: 'distress_to_crisis', name: 'people in distress who reach the crisis queue', worse: 'less', over: isDistressed, counts: ({ queue }) => queue === 'crisis' },
];

export function decidedOf({ answer }: Prediction): Decided | undefined {
  const moderation = answer?.moderation;
  return moderation === undefined ? undefined : { action: moderation.action, queue: answer?.routing?.queue };
}

/** Counts decisions, not scores: what the policy did to genuine messages, to attacks and to people in distress. Rows without an answer are in none. */
export function operations(predictions: readonly Prediction[]): readonly Operation[] {
  const tallies = COUNTED.map((counted) => ({ ...counted, count: 0, of: 0 }));
  for (const prediction of predictions) {
    const decided = decidedOf(prediction);
    if (decided === undefined) continue;
    for (const tally of tallies) {
      if (!tally.over(prediction.gold)) continue;
      tally.of += 1;
      if (tally.counts(decided)) tally.count += 1;
    }
  }
  return tallies.map(({ id, name, count, of }) => {
    const share = ratio(count, of);
    const interval = wilson(count, of);
    return {
      id, name, count, of, perThousand: share === undefined ? undefined : share * 1_000,
      interval: interval === undefined ? undefined : { low: interval.low * 1_000, high: interval.high * 1_000 },
    };
  });
}
