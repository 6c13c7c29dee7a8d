import { type Figure, meanOf, ratio } from './figure.ts';
import { answered } from './predictions.ts';

/** One query: how relevant each document is (absent or 0: not at all), and what was found, best first. A document counts at its first place only. */
export type Query =
  | Readonly<{ relevance: ReadonlyMap<string, number>; ranked: readonly string[]; failed?: false; group?: string | undefined }>
  | Readonly<{ relevance: ReadonlyMap<string, number>; failed: true; group?: string | undefined }>;
type AnsweredQuery = Exclude<Query, { failed: true }>;

/** A figure of one query; undefined when nothing is relevant to it. */
export type QueryFigure = (query: AnsweredQuery) => Figure;

/** Relevant documents among the first k, of all relevant ones, in [0, 1]. */
export const recallAt = (k: number): QueryFigure => ({ relevance, ranked }) => {
  const relevant = [...relevance.values()].filter((grade) => grade > 0).length;
  const found = new Set(ranked.slice(0, k).filter((id) => (relevance.get(id) ?? 0) > 0));
  return ratio(found.size, relevant);
};

/** 1 / place of the first relevant document, 0 when none was found; its mean over queries is the MRR. */
export const reciprocalRank: QueryFigure = ({ relevance, ranked }) => {
  if (![...relevance.values()].some((grade) => grade > 0)) return undefined;
  const first = ranked.findIndex((id) => (relevance.get(id) ?? 0) > 0);
  return first < 0 ? 0 : 1 / (first + 1);
};

/**
 * Discounted gain of the first k, Σ grade / log₂(place + 1), over that of the best possible order; gains are the grades themselves.
 * @returns a number in [0, 1].
 * @see Järvelin & Kekäläinen 2002, "Cumulated Gain-based Evaluation of IR Techniques".
 */
export const ndcgAt = (k: number): QueryFigure => ({ relevance, ranked }) => {
  const seen = new Set<string>();
  const gains = ranked.slice(0, k).map((id) => {
    if (seen.has(id)) return 0;
    seen.add(id);
    return relevance.get(id) ?? 0;
  });
  const best = [...relevance.values()].filter((grade) => grade > 0).sort((a, b) => b - a).slice(0, k);
  return ratio(discounted(gains), discounted(best));
};

const discounted = (gains: readonly number[]): number => gains.reduce((sum, gain, place) => sum + gain / Math.log2(place + 2), 0);

/**
 * Mean of a figure over the answered queries to which something is relevant: recall@k, MRR, nDCG@k. Queries that failed are left out;
 * see `coverage`. Undefined when no query is left.
 */
export const meanOverQueries = (queries: readonly Query[], figure: QueryFigure): Figure => meanOf(answered(queries).map(figure));
