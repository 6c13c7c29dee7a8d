import { expect, test } from 'vitest';
import { cohenKappa, type KappaWeights, mcnemar } from '../../../src/eval/figures/agreement.ts';
import { adaptiveCalibrationError, brier, brierParts, expectedCalibrationError, reliabilityBins } from '../../../src/eval/figures/calibration.ts';
import {
  accuracy, type Average, averaged, confusionOf, countBinary, countLabelSets, type Counts, exactMatch, f1, falseAlarmRate, labelCounts, macroF1, precision, recall,
} from '../../../src/eval/figures/confusion.ts';
import { areaUnderRisk, prCurve, riskCoverage, rocCurve } from '../../../src/eval/figures/curves.ts';
import type { Figure } from '../../../src/eval/figures/figure.ts';
import { wilson } from '../../../src/eval/figures/intervals.ts';
import { normalCdf, normalQuantile } from '../../../src/eval/figures/normal.ts';
import { meanAbsoluteError, pairTable, quadraticKappa, spearman } from '../../../src/eval/figures/ordinal.ts';
import { auroc, averagePrecision, precisionAtRecall, recallAtFalseAlarms } from '../../../src/eval/figures/ranking.ts';
import { meanOverQueries, ndcgAt, recallAt, reciprocalRank } from '../../../src/eval/figures/retrieval.ts';
import { countAt, type Tally, tallyOf } from '../../../src/eval/figures/tally.ts';
import { expectSame, golden } from './golden.ts';

const binary = golden.binary.map(({ gold, score, ...rest }) => ({ ...rest, rows: gold.map((truth, at) => ({ gold: truth === 1, score: score[at] ?? Number.NaN })) }));
const multiclass = golden.multiclass.map(({ labels, gold, said, ...rest }) => ({
  ...rest, confusion: confusionOf(gold.map((truth, at) => ({ gold: String(truth), label: String(said[at]) })), numbered(labels)),
}));
const multilabel = golden.multilabel.map(({ labels, gold, said, ...rest }) => ({
  ...rest, labels: numbered(labels), rows: gold.map((truth, at) => ({ gold: chosen(truth), label: chosen(said[at] ?? []) })),
}));
const errorsOf = (rows: readonly Readonly<{ gold: boolean; score: number }>[]): Tally =>
  tallyOf(rows.map(({ gold, score }) => ({ gold: score >= 0.5 !== gold, score: Math.abs(score - 0.5) })));

const BINARY: Readonly<Record<string, (tally: Tally) => Figure>> = {
  precision: (tally) => precision(countAt(tally, 0.5)),
  recall: (tally) => recall(countAt(tally, 0.5)),
  f1: (tally) => f1(countAt(tally, 0.5)),
  false_alarms: (tally) => falseAlarmRate(countAt(tally, 0.5)),
  auroc,
  average_precision: averagePrecision,
  'recall_at_0.01': (tally) => recallAtFalseAlarms(tally, 0.01),
  'recall_at_0.1': (tally) => recallAtFalseAlarms(tally, 0.1),
  'recall_at_0.3': (tally) => recallAtFalseAlarms(tally, 0.3),
  'precision_at_0.5': (tally) => precisionAtRecall(tally, 0.5),
  'precision_at_0.8': (tally) => precisionAtRecall(tally, 0.8),
  'precision_at_0.95': (tally) => precisionAtRecall(tally, 0.95),
  brier,
  ece: (tally) => expectedCalibrationError(tally),
  adaptive_ece: (tally) => adaptiveCalibrationError(tally),
  reliability: (tally) => brierParts(tally)?.reliability,
  resolution: (tally) => brierParts(tally)?.resolution,
  uncertainty: (tally) => brierParts(tally)?.uncertainty,
  within: (tally) => brierParts(tally)?.within,
};

test.each(Object.keys(BINARY))('%s of a yes/no label equals the reference on 240 cases', (name) => {
  expectSame(binary.map(({ rows, expected }) => [BINARY[name]?.(tallyOf(rows)), expected[name]]));
});

test('the area under the risk–coverage curve equals the reference', () => {
  expectSame(binary.map(({ rows, expected }) => [areaUnderRisk(errorsOf(rows)), expected['area_under_risk']]));
});

test('the four cells equal the reference, from scores and from answers', () => {
  for (const { rows, matrix: [tn, fp, fn, tp] } of binary) {
    expect(countAt(tallyOf(rows), 0.5)).toMatchObject({ tn, fp, fn, tp });
    expect(countBinary(rows.map(({ gold, score }) => ({ gold, label: score >= 0.5 })))).toMatchObject({ tn, fp, fn, tp });
  }
});

test('every point of the ROC curve equals the reference', () => {
  const curves = binary.filter(({ curves: { roc } }) => roc !== undefined);
  expectSame(curves.flatMap(({ rows, curves: { roc = [] } }) => {
    const points = rocCurve(tallyOf(rows), Infinity);
    expect(points).toHaveLength(roc.length);
    return points.flatMap(({ falseAlarmRate: rate, recall: found, threshold }, at) =>
      [[rate, roc[at]?.[0]], [found, roc[at]?.[1]], [Number.isFinite(threshold) ? threshold : undefined, roc[at]?.[2]]] as const);
  }));
  expect(rocCurve(tallyOf([{ gold: true, score: 1 }]))).toEqual([]);
});

test('every point of the precision–recall curve equals the reference', () => {
  const curves = binary.filter(({ curves: { pr } }) => pr !== undefined);
  expectSame(curves.flatMap(({ rows, curves: { pr = [] } }) => {
    const points = prCurve(tallyOf(rows), Infinity);
    expect(points).toHaveLength(pr.length);
    return points.flatMap((point, at) => [[point.precision, pr[at]?.[0]], [point.recall, pr[at]?.[1]], [point.threshold, pr[at]?.[2]]] as const);
  }));
  expect(prCurve(tallyOf([{ gold: false, score: 1 }]))).toEqual([]);
});

test('every point of the risk–coverage curve equals the reference', () => {
  expectSame(binary.flatMap(({ rows, curves: { risk } }) => {
    const points = riskCoverage(errorsOf(rows), Infinity);
    expect(points).toHaveLength(risk.length);
    return points.flatMap((point, at) => [[point.confidence, risk[at]?.[0]], [point.coverage, risk[at]?.[1]], [point.risk, risk[at]?.[2]]] as const);
  }));
});

test('the reliability diagram equals the reference where no score lies on an edge', () => {
  expectSame(binary.flatMap(({ rows, curves: { reliability } }) => (reliability === undefined ? [] : reliabilityBins(tallyOf(rows)).flatMap((bin, at) =>
    [[bin.meanScore, reliability[at]?.[0]], [bin.share, reliability[at]?.[1]]] as const))));
});

test('the multi-class matrix and every label’s figures equal the reference', () => {
  expectSame(multiclass.flatMap(({ confusion, matrix, by_label: wanted }) => {
    expect([...confusion.cells]).toEqual(matrix);
    return byLabel(labelCounts(confusion).map(({ counts }) => counts), wanted);
  }));
});

test('the multi-label matrices and every label’s figures equal the reference', () => {
  expectSame(multilabel.flatMap(({ rows, labels, matrices, by_label: wanted }) => {
    const counts = countLabelSets(rows, labels).map((label) => label.counts);
    expect(counts.map(({ tn, fp, fn, tp }) => [tn, fp, fn, tp])).toEqual(matrices);
    return byLabel(counts, wanted);
  }));
});

const OVER_LABELS = { precision, recall, f1 };
const AVERAGES = (['macro', 'micro', 'weighted'] as const satisfies readonly Average[]).flatMap((average) =>
  (['precision', 'recall', 'f1'] as const).map((figure) => [average, figure] as const));

test.each(AVERAGES)('%s %s over labels equals the reference, multi-class and multi-label', (average, figure) => {
  expectSame(multiclass.map(({ confusion, expected }) => [averaged(labelCounts(confusion), average, OVER_LABELS[figure]), expected[`${average}_${figure}`]]));
  expectSame(multilabel.map(({ rows, labels, expected }) => [averaged(countLabelSets(rows, labels), average, OVER_LABELS[figure]), expected[`${average}_${figure}`]]));
});

test('accuracy, macro F1, exact match and the mean absolute error equal the reference', () => {
  expectSame(multiclass.map(({ confusion, expected }) => [accuracy(confusion), expected['accuracy']]));
  expectSame(multiclass.map(({ confusion, expected }) => [macroF1(confusion), expected['macro_f1']]));
  expectSame(multiclass.map(({ confusion, expected }) => [meanAbsoluteError(confusion), expected['mean_absolute_error']]));
  expectSame(multilabel.map(({ rows, expected }) => [exactMatch(rows), expected['exact_match']]));
});

test.each(['none', 'linear', 'quadratic'] as const satisfies readonly KappaWeights[])('κ with weights %s equals the reference', (weights) => {
  expectSame(multiclass.map(({ confusion, kappa }) => [cohenKappa(confusion, weights), kappa[weights]]));
});

test('quadratic κ is the ordinal one', () => {
  expectSame(multiclass.map(({ confusion, kappa }) => [quadraticKappa(confusion), kappa.quadratic]));
});

test('Spearman’s correlation equals the reference, ties included', () => {
  expectSame(golden.spearman.map(({ gold, score, expected }) => {
    const rows = gold.map((truth, at) => ({ gold: truth, score: score[at] ?? Number.NaN }));
    return [spearman(pairTable(rows).table), expected] as const;
  }));
});

test('Wilson’s interval equals the reference at four confidences', () => {
  expectSame(golden.wilson.flatMap(({ hits, n, confidence, expected: [low, high] }) => {
    const found = wilson(hits, n, confidence);
    return [[found?.low, low], [found?.high, high]] as const;
  }));
});

test('McNemar’s p-value and its method equal the reference', () => {
  expectSame(golden.mcnemar.map(({ only_base: onlyBase, only_head: onlyHead, exact, expected }) => {
    const found = mcnemar({ onlyBase, onlyHead });
    expect(found.method).toBe(exact ? 'exact' : 'continuity-corrected');
    return [found.pValue, expected] as const;
  }));
  expect(new Set(golden.mcnemar.map(({ exact }) => exact)).size).toBe(2);
});

const QUERY = {
  recall_1: recallAt(1), recall_3: recallAt(3), recall_10: recallAt(10), ndcg_1: ndcgAt(1), ndcg_3: ndcgAt(3), ndcg_10: ndcgAt(10), reciprocal_rank: reciprocalRank,
};

test.each(Object.entries(QUERY))('%s of a query equals the reference', (name, figure) => {
  expectSame(golden.retrieval.map(({ grades, ranked, expected }) => {
    const relevance = new Map(grades.map((grade, id) => [String(id), grade]));
    return [meanOverQueries([{ relevance, ranked: ranked.map(String) }], figure), expected[name]] as const;
  }));
});

test('the normal distribution and its inverse equal the reference', () => {
  expectSame(golden.normal.flatMap(({ z, below, above }) => [[normalCdf(z), below], [normalCdf(-z), above]] as const));
  expectSame(golden.normal.filter(({ z }) => z < 5).map(({ z, below }) => [normalQuantile(below), z] as const), 150);
});

type ByLabel = Readonly<Record<keyof typeof OVER_LABELS, readonly (number | null)[]>>;

function byLabel(counts: readonly Counts[], wanted: ByLabel): (readonly [Figure, number | null | undefined])[] {
  return counts.flatMap((count, at) => [[precision(count), wanted.precision[at]], [recall(count), wanted.recall[at]], [f1(count), wanted.f1[at]]] as const);
}

function numbered(labels: number): readonly string[] {
  return Array.from({ length: labels }, (_value, label) => String(label));
}

function chosen(flags: readonly number[]): readonly string[] {
  return flags.flatMap((flag, label) => (flag === 1 ? [String(label)] : []));
}
