import { type Confusion, confusionOf } from '../figures/confusion.ts';
import type { LabelledRow } from '../figures/predictions.ts';
import { BLUE, draw } from './chart.ts';
import type { Words } from './words.ts';

const CELL = 30;
/** More labels than this make no picture: the rarest are joined. */
const LABELS_MAX = 24;
const SHARES = [0, 1] as const;

/** Truth × answer over at most 24 labels; of more, the rarest truths are joined as `others`, last. Order is the given one, or the labels' own. */
export function matrixOf(rows: readonly LabelledRow[], order: readonly string[] | undefined, others: string): Confusion {
  const whole = confusionOf(rows, order);
  const size = whole.labels.length;
  if (size <= LABELS_MAX) return whole;
  const golds = whole.labels.map((label, gold) => ({ label, rows: whole.cells.subarray(gold * size, (gold + 1) * size).reduce((sum, count) => sum + count, 0) }));
  const kept = new Set(golds.toSorted((a, b) => b.rows - a.rows).slice(0, LABELS_MAX - 1).map(({ label }) => label));
  const join = (label: string): string => (kept.has(label) ? label : others);
  return confusionOf(rows.map((row) => (row.failed === true ? { ...row, gold: join(row.gold) } : { ...row, gold: join(row.gold), label: join(row.label) })), [...whole.labels.filter((label) => kept.has(label)), others]);
}

/** The shade is the share of the truth's rows, the number the rows, in thousands from 10,000 on. */
export function drawMatrix({ labels, cells }: Confusion, words: Words): Promise<string> {
  const size = labels.length;
  const values = labels.flatMap((truth, gold) => {
    const all = cells.subarray(gold * size, (gold + 1) * size).reduce((sum, count) => sum + count, 0);
    return labels.flatMap((answer, said) => {
      const count = cells[gold * size + said] as number;
      return count === 0 ? [] : [{ truth, answer, text: count < 10_000 ? String(count) : `${Math.round(count / 1_000)}k`, share: count / all }];
    });
  });
  const scale = { domain: labels };
  const axes = {
    x: { field: 'answer', type: 'nominal', sort: null, scale, title: words.column.answer, axis: { labelAngle: size <= 2 ? 0 : -45 } },
    y: { field: 'truth', type: 'nominal', sort: null, scale, title: words.column.truth },
  };
  const side = Math.max(90, CELL * size);
  return draw({
    width: side, height: side, data: { values },
    layer: [
      { mark: { type: 'rect', color: BLUE }, encoding: { ...axes, opacity: { field: 'share', type: 'quantitative', scale: { domain: SHARES, range: [0.05, 0.75] }, legend: null } } },
      { mark: { type: 'text', fontSize: 10, color: 'currentColor' }, encoding: { ...axes, text: { field: 'text' } } },
    ],
  }, words);
}
