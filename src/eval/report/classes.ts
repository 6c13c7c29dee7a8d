import { ABUSE_CATEGORIES } from '../../domain/labels.ts';
import { averaged, confusionOf, countLabelSets, type Counts, f1, type LabelCounts, labelCounts, precision, recall, support } from '../figures/confusion.ts';
import type { Figure } from '../figures/figure.ts';
import { ASPECTS } from '../run/aspects.ts';
import { labelRows, labelsIn } from '../run/measure.ts';
import type { Prediction } from '../run/prediction.ts';

/** Precision, recall and F1 of one label against all others; `rows` that carry it and were answered. */
export type ClassFigures = Readonly<{ label: string; precision: Figure; recall: Figure; f1: Figure; rows: number }>;
/** All labels of one aspect that occur, in their order, and their plain means. */
export type Classes = Readonly<{ aspect: string; labels: readonly ClassFigures[]; macro: Readonly<{ precision: Figure; recall: Figure; f1: Figure }> }>;

/** More labels than this are no table to read: the most frequent stay. */
const LABELS_MAX = 40;

/** Every aspect with one label out of many, and the categories of abuse, of which a message may have several. */
export function classesOf(predictions: readonly Prediction[]): readonly Classes[] {
  const found = ASPECTS.flatMap((aspect) => {
    if (aspect.kind !== 'label') return [];
    const rows = labelRows(aspect, predictions);
    return [{ aspect: aspect.name, counts: rows.length === 0 ? [] : labelCounts(confusionOf(rows, labelsIn(rows, aspect.order))) }];
  });
  return [...found, { aspect: 'abuse_categories', counts: categoryCounts(predictions) }].flatMap(({ aspect, counts }) => {
    const occurring = counts.filter(({ counts: { tp, fp, fn } }) => tp + fp + fn > 0);
    return occurring.length === 0 ? [] : [{ aspect, ...presented(occurring) }];
  });
}

function categoryCounts(predictions: readonly Prediction[]): readonly LabelCounts[] {
  const rows = predictions.flatMap(({ gold: { abuse_categories: gold }, answer }) => {
    if (gold === undefined) return [];
    const moderation = answer?.moderation;
    return [moderation === undefined ? { gold, failed: true as const } : { gold, label: moderation.categories.filter(({ flagged }) => flagged).map(({ id }) => id) }];
  });
  const named = rows.flatMap((row) => (row.failed === true ? [] : row.label));
  return countLabelSets(rows, [...new Set([...ABUSE_CATEGORIES, ...named])]);
}

function presented(all: readonly LabelCounts[]): Omit<Classes, 'aspect'> {
  const least = all.map(({ counts }) => support(counts)).sort((a, b) => b - a)[LABELS_MAX - 1] ?? 0;
  const figures = (counts: Counts) => ({ precision: precision(counts), recall: recall(counts), f1: f1(counts) });
  return {
    labels: all.filter(({ counts }) => support(counts) >= least).slice(0, LABELS_MAX).map(({ label, counts }) => ({ label, ...figures(counts), rows: support(counts) })),
    macro: { precision: averaged(all, 'macro', precision), recall: averaged(all, 'macro', recall), f1: averaged(all, 'macro', f1) },
  };
}
