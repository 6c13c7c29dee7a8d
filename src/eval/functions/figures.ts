import { type Figure, ratio } from '../figures/figure.ts';
import { wilson } from '../figures/intervals.ts';
import type { ScoredRow } from '../figures/predictions.ts';
import { auroc } from '../figures/ranking.ts';
import { tallyOf } from '../figures/tally.ts';
import type { Answer, Prediction } from '../run/prediction.ts';
import type { Case } from './cases.ts';

/** What counts as called hateful: any abuse that the policy flags, or a flagged category of hate alone. */
export const READINGS = ['abuse', 'hate'] as const;
export type Reading = (typeof READINGS)[number];

/** Cases of one function, or of one part of the file. `n` includes the `failed` ones, which are neither right nor wrong; the share and Wilson's bounds are of the others. */
export type FunctionFigures = Readonly<{ name: string; n: number; hateful: number; failed: number; right: number; share: Figure; low: Figure; high: Figure }>;

export type FunctionalTests = Readonly<{ parts: readonly FunctionFigures[]; auroc: Figure; functions: readonly FunctionFigures[] }>;

type Judged = Readonly<{ one: Case; said: Readonly<{ score: number; flagged: boolean }> | undefined }>;

/** Overall, on the hateful and on the harmless cases, and by function: the worst first. Answers are found by the cases' ids. */
export function functionalTests(cases: readonly Case[], answers: readonly Prediction[], reading: Reading): FunctionalTests {
  const byId = new Map(answers.map((answer) => [answer.id, answer.answer]));
  const judged = cases.map((one): Judged => ({ one, said: saidOf(byId.get(one.id), reading) }));
  const functions = [...Map.groupBy(judged, ({ one }) => one.functionality)].map(([name, inside]) => figuresOf(name, inside));
  const rows = judged.map(({ one, said }): ScoredRow => (said === undefined ? { gold: one.hateful, failed: true } : { gold: one.hateful, score: said.score }));
  return {
    parts: [figuresOf('all', judged), figuresOf('hateful', judged.filter(({ one }) => one.hateful)), figuresOf('non-hateful', judged.filter(({ one }) => !one.hateful))],
    auroc: auroc(tallyOf(rows)),
    functions: functions.sort((a, b) => (a.share ?? -1) - (b.share ?? -1) || b.n - a.n || (a.name < b.name ? -1 : 1)),
  };
}

/** Undefined where nothing was said: no answer, or an abuse classifier that failed. */
function saidOf(answer: Answer | undefined, reading: Reading): Judged['said'] {
  const moderation = answer?.moderation;
  if (moderation === undefined || moderation.score === null) return undefined;
  if (reading === 'abuse') return { score: moderation.score, flagged: moderation.flagged };
  const hate = moderation.categories.filter(({ id }) => id === 'hate' || id === 'hate/threatening');
  return { score: Math.max(0, ...hate.map(({ score }) => score)), flagged: hate.some(({ flagged }) => flagged) };
}

function figuresOf(name: string, judged: readonly Judged[]): FunctionFigures {
  const answered = judged.flatMap(({ one, said }) => (said === undefined ? [] : [said.flagged === one.hateful]));
  const right = answered.filter((isRight) => isRight).length;
  const interval = wilson(right, answered.length);
  return {
    name, n: judged.length, hateful: judged.filter(({ one }) => one.hateful).length, failed: judged.length - answered.length, right,
    share: ratio(right, answered.length), low: interval?.low, high: interval?.high,
  };
}
