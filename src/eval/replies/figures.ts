import { f1, precision, recall } from '../figures/confusion.ts';
import { bootstrap, type Estimate } from '../figures/intervals.ts';
import { auroc } from '../figures/ranking.ts';
import { recallAt, reciprocalRank } from '../figures/retrieval.ts';
import { decisionSample, meanValue, scoreSample, valueSample } from '../figures/sample.ts';
import type { ScoredRow, ValueRow } from '../figures/predictions.ts';
import type { Drawing } from '../run/measure.ts';
import { isCrossLingual, type Question } from './questions.ts';

/** What was made of one question: a line of predictions.jsonl. */
export type Reply = Readonly<{
  id: string;
  /** Every snippet of the folder, best first. */
  ranked: readonly string[];
  /** How well the knowledge answers, in [0, 1]. */
  answerable_score: number;
  abstained: boolean;
  draft: string | null;
  citations: readonly string[];
  lang: string;
}>;

export type ReplyFigure = Readonly<{ name: string; estimate: Estimate }>;

const TOP = 3;

/**
 * Retrieval, abstention and answers, with bootstrap intervals. Retrieval is over questions that name a snippet; an abstention is
 * right where nothing answers; an answer is right when it is there, has every fact asked for and none that must not be there.
 */
export function replyFigures(questions: readonly Question[], replies: ReadonlyMap<string, Reply>, drawing: Drawing): readonly ReplyFigure[] {
  const pairs = questions.flatMap((question) => {
    const reply = replies.get(question.id);
    return reply === undefined ? [] : [{ question, reply }];
  });
  const retrieval = (wanted: (question: Question) => boolean, figure: ReturnType<typeof recallAt>): Estimate => mean(pairs.filter(({ question }) => question.relevant.length > 0 && wanted(question))
    .map(({ question, reply }) => figure({ relevance: new Map(question.relevant.map((id) => [id, 1])), ranked: reply.ranked }) ?? 0), drawing);
  const unanswerable = bootstrap(scoreSample(pairs.map(({ question, reply }): ScoredRow => ({ gold: question.answerable, score: reply.answerable_score }))), { auroc }, drawing);
  const abstention = bootstrap(decisionSample(pairs.map(({ question, reply }) => ({ gold: !question.answerable, label: reply.abstained }))), { precision, recall, f1 }, drawing);
  const answerable = pairs.filter(({ question }) => question.answerable);
  const share = (all: typeof pairs, counts: (pair: (typeof pairs)[number]) => boolean): Estimate => mean(all.map((pair) => (counts(pair) ? 1 : 0)), drawing);
  return [
    { name: `recall@${TOP}`, estimate: retrieval(() => true, recallAt(TOP)) },
    { name: 'MRR', estimate: retrieval(() => true, reciprocalRank) },
    { name: `cross-lingual recall@${TOP}`, estimate: retrieval(isCrossLingual, recallAt(TOP)) },
    { name: 'answerable AUROC', estimate: unanswerable.auroc },
    { name: 'abstention F1', estimate: abstention.f1 },
    { name: 'abstention precision', estimate: abstention.precision },
    { name: 'abstention recall', estimate: abstention.recall },
    { name: 'answers right', estimate: share(answerable, ({ question, reply }) => isRight(question, reply.draft)) },
    { name: 'cross-lingual answers right', estimate: share(answerable.filter(({ question }) => isCrossLingual(question)), ({ question, reply }) => isRight(question, reply.draft)) },
    { name: 'drafts with what must not be said', estimate: share(pairs.filter(({ reply }) => reply.draft !== null), ({ question, reply }) => saysForbidden(question, reply.draft ?? '')) },
  ];
}

const mean = (values: readonly number[], drawing: Drawing): Estimate => bootstrap(valueSample(values.map((value): ValueRow => ({ value }))), { mean: meanValue }, drawing).mean;

/** Every fact asked for is there, in one of its spellings, and nothing that must not be. */
export function isRight(question: Question, draft: string | null): boolean {
  if (draft === null || saysForbidden(question, draft)) return false;
  const said = plain(draft);
  return question.must_include.every((fact) => [fact, ...(question.equivalents[fact] ?? [])].some((spelling) => said.includes(plain(spelling))));
}

const saysForbidden = ({ must_not_include: forbidden }: Question, draft: string): boolean => forbidden.some((words) => plain(draft).includes(plain(words)));

/** Case, kinds of blanks and kinds of apostrophes do not make another fact. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll('’', '\'').replace(/\s+/g, ' ');
