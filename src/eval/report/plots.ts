import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { reliabilityBins } from '../figures/calibration.ts';
import { confusionOf, countBinary, precision, recall } from '../figures/confusion.ts';
import { prCurve } from '../figures/curves.ts';
import type { DecidedRow, LabelledRow, ScoredRow } from '../figures/predictions.ts';
import { tallyOf } from '../figures/tally.ts';
import type { Words } from './words.ts';

/** Readable to colour-blind people, on white and on near-black. */
const BLUE = '#3d85c6';
const ORANGE = '#d9822b';
const CURVE_STEPS = 150;
const CELL = 26;
const SHARES = [0, 1] as const;

const CONFIG = {
  aria: false, background: 'transparent', font: 'system-ui, sans-serif', view: { stroke: 'currentColor', strokeOpacity: 0.25 },
  axis: { labelColor: 'currentColor', titleColor: 'currentColor', gridColor: 'currentColor', gridOpacity: 0.12, domainColor: 'currentColor', tickColor: 'currentColor', labelFontSize: 11, titleFontSize: 12 },
} as const;

/** An inline SVG without a background, whose ink is the page's. */
async function draw(spec: object): Promise<string> {
  const view = new View(parse(compile({ ...spec, config: CONFIG } as unknown as TopLevelSpec).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

const share = (field: string, title: string) => ({ field, type: 'quantitative', title, scale: { domain: SHARES } });

/** Precision over recall, and the point that the policy stands on; undefined without a positive. */
export function drawCurve(rows: readonly (ScoredRow & DecidedRow)[], { column }: Words): Promise<string> | undefined {
  const points = prCurve(tallyOf(rows), CURVE_STEPS);
  if (points.length === 0) return undefined;
  const counts = countBinary(rows);
  const chosen = [{ recall: recall(counts), precision: precision(counts) }].filter((point) => point.recall !== undefined && point.precision !== undefined);
  return draw({
    width: 260, height: 220,
    layer: [
      { data: { values: points }, mark: { type: 'line', color: BLUE, strokeWidth: 2, interpolate: 'step-after' }, encoding: { x: share('recall', column.recall), y: share('precision', column.precision), order: { field: 'recall' } } },
      { data: { values: chosen }, mark: { type: 'point', filled: true, color: ORANGE, size: 110, shape: 'diamond' }, encoding: { x: share('recall', column.recall), y: share('precision', column.precision) } },
    ],
  });
}

/** How often a score is right, by tenths; the area of a dot is how many rows have it. */
export function drawReliability(rows: readonly ScoredRow[], { column }: Words): Promise<string> {
  const bins = reliabilityBins(tallyOf(rows)).map(({ meanScore, share: right, rows: count }) => ({ score: meanScore, right, rows: count }));
  return draw({
    width: 260, height: 220,
    layer: [
      { data: { values: [{ score: 0, right: 0 }, { score: 1, right: 1 }] }, mark: { type: 'line', color: 'currentColor', opacity: 0.4, strokeDash: [4, 4] }, encoding: { x: share('score', column.score), y: share('right', column.share) } },
      { data: { values: bins }, mark: { type: 'line', color: BLUE }, encoding: { x: share('score', column.score), y: share('right', column.share), order: { field: 'score' } } },
      { data: { values: bins }, mark: { type: 'point', filled: true, color: BLUE, opacity: 1 }, encoding: { x: share('score', column.score), y: share('right', column.share), size: { field: 'rows', type: 'quantitative', legend: null, scale: { range: [20, 300] } } } },
    ],
  });
}

/** Truth × answer; the shade is the share of the truth's rows, the number the rows. */
export function drawMatrix(rows: readonly LabelledRow[], order: readonly string[] | undefined, { column }: Words): Promise<string> {
  const { labels, cells } = confusionOf(rows, order);
  const size = labels.length;
  const values = labels.flatMap((truth, gold) => {
    const all = cells.subarray(gold * size, (gold + 1) * size).reduce((sum, count) => sum + count, 0);
    return labels.map((answer, said) => {
      const count = cells[gold * size + said] as number;
      return { truth, answer, count, text: count === 0 ? '' : String(count), share: all === 0 ? 0 : count / all };
    });
  });
  const axes = { x: { field: 'answer', type: 'nominal', sort: labels, title: column.answer, axis: { labelAngle: -45 } }, y: { field: 'truth', type: 'nominal', sort: labels, title: column.truth } };
  return draw({
    width: CELL * Math.max(2, size), height: CELL * Math.max(2, size), data: { values },
    layer: [
      { mark: { type: 'rect', color: BLUE }, encoding: { ...axes, opacity: { field: 'share', type: 'quantitative', scale: { domain: SHARES, range: [0, 0.75] }, legend: null } } },
      { mark: { type: 'text', fontSize: 10, color: 'currentColor' }, encoding: { ...axes, text: { field: 'text' } } },
    ],
  });
}
