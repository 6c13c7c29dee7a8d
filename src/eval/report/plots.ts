import { reliabilityBins } from '../figures/calibration.ts';
import { countBinary, precision, recall } from '../figures/confusion.ts';
import { prCurve, riskCoverage } from '../figures/curves.ts';
import type { DecidedRow, ScoredRow } from '../figures/predictions.ts';
import { type Tally, tallyOf } from '../figures/tally.ts';
import { atMost, BLUE, draw, ORANGE, POINTS_MAX, share, SIZE } from './chart.ts';
import { BINS, histogram } from './distribution.ts';
import type { Risk } from './risk.ts';
import type { Words } from './words.ts';

const DIAMOND = { type: 'point', filled: true, color: ORANGE, size: 110, shape: 'diamond', opacity: 1 } as const;

/** Precision over recall, and the point that the policy stands on; undefined without a positive. */
export function drawCurve(rows: readonly (ScoredRow & DecidedRow)[], words: Words): Promise<string> | undefined {
  const points = atMost(prCurve(tallyOf(rows), POINTS_MAX));
  if (points.length === 0) return undefined;
  const counts = countBinary(rows);
  const chosen = [{ recall: recall(counts), precision: precision(counts) }].filter((point) => point.recall !== undefined && point.precision !== undefined);
  const axes = { x: share('recall', words.column.recall), y: share('precision', words.column.precision) };
  return draw({
    ...SIZE,
    layer: [
      { data: { values: points }, mark: { type: 'line', color: BLUE, strokeWidth: 2, interpolate: 'step-after' }, encoding: { ...axes, order: { field: 'recall' } } },
      { data: { values: chosen }, mark: DIAMOND, encoding: axes },
    ],
  }, words);
}

/** How often a score is right, by tenths; the area of a dot is how many rows have it. */
export function drawReliability(tally: Tally, words: Words): Promise<string> {
  const bins = reliabilityBins(tally).map(({ meanScore, share: right, rows: count }) => ({ score: meanScore, right, rows: count }));
  const axes = { x: share('score', words.column.score), y: share('right', words.column.share) };
  return draw({
    ...SIZE,
    layer: [
      { data: { values: [{ score: 0, right: 0 }, { score: 1, right: 1 }] }, mark: { type: 'line', color: 'currentColor', opacity: 0.4, strokeDash: [4, 4] }, encoding: axes },
      { data: { values: bins }, mark: { type: 'line', color: BLUE }, encoding: { ...axes, order: { field: 'score' } } },
      { data: { values: bins }, mark: { type: 'point', filled: true, color: BLUE, opacity: 1 }, encoding: { ...axes, size: { field: 'rows', type: 'quantitative', legend: null, scale: { range: [20, 300] } } } },
    ],
  }, words);
}

/** Scores of the rows where it is true (upwards) and of the others (downwards), in bins of equal width. */
export function drawDistribution(tally: Tally, words: Words): Promise<string> {
  const { yes, no } = histogram(tally);
  const bars = (shares: readonly number[], sign: 1 | -1) => shares.map((part, bin) => ({ from: bin / BINS, to: (bin + 1) / BINS, part: sign * part })).filter(({ part }) => part !== 0);
  const y = { field: 'part', type: 'quantitative', title: words.column.ofRows, scale: { domain: [-1, 1], type: 'sqrt' }, axis: { values: [-1, -0.5, -0.1, 0, 0.1, 0.5, 1], labelExpr: 'format(abs(datum.value), ".0%")' } };
  const x = share('from', words.column.score);
  const layer = (values: readonly object[], color: string) => ({ data: { values }, mark: { type: 'rect', color, stroke: color, strokeWidth: 0.5 }, encoding: { x, x2: { field: 'to' }, y, y2: { datum: 0 } } });
  const label = (text: string, at: 1 | -1) => ({
    data: { values: [{}] }, mark: { type: 'text', align: 'right', baseline: 'middle', dx: -6, fontWeight: 600, text }, encoding: { x: { datum: 1 }, y: { datum: at * 0.75 } },
  });
  return draw({
    ...SIZE,
    layer: [
      layer(bars(yes, 1), ORANGE), layer(bars(no, -1), BLUE), { data: { values: [{}] }, mark: { type: 'rule', color: 'currentColor', opacity: 0.6 }, encoding: { y: { datum: 0 } } },
      label(words.column.yes, 1), label(words.column.no, -1),
    ],
  }, words);
}

/** Errors among the rows decided, as the least sure ones are handed over; and what is handed over now. */
export function drawRisk({ errors, handing }: Risk, words: Words): Promise<string> {
  const points = atMost(riskCoverage(errors, POINTS_MAX)).map(({ coverage, risk }) => ({ coverage, risk }));
  const now = handing.handedOver === undefined || handing.riskOutside === undefined ? [] : [{ coverage: 1 - handing.handedOver, risk: handing.riskOutside }];
  const highest = Math.max(0.02, ...points.map(({ risk }) => risk), ...now.map(({ risk }) => risk));
  const axes = { x: share('coverage', words.column.decided), y: { field: 'risk', type: 'quantitative', title: words.column.risk, scale: { domain: [0, highest], nice: true }, axis: { format: '.1~%' } } };
  return draw({
    ...SIZE,
    layer: [
      { data: { values: points }, mark: { type: 'line', color: BLUE, strokeWidth: 2 }, encoding: { ...axes, order: { field: 'coverage' } } },
      { data: { values: now }, mark: DIAMOND, encoding: axes },
    ],
  }, words);
}

/** A figure with its interval; bounds are absent where none could be drawn. */
export type Range = Readonly<{ name: string; point: number; low?: number | undefined; high?: number | undefined }>;

const ROW_HEIGHT = 20;

/** Names down the side, in the order given, each with a dot and the line of its interval. */
export function drawRanges(ranges: readonly Range[], { title, highest, format }: Readonly<{ title: string; highest: number; format: string }>, words: Words): Promise<string> {
  const y = { field: 'name', type: 'nominal', sort: null, title: null };
  const x = (field: string) => ({ field, type: 'quantitative', title, scale: { domain: [0, highest], nice: true }, axis: { format, tickCount: 5 } });
  return draw({
    width: SIZE.width, height: ROW_HEIGHT * ranges.length,
    layer: [
      { data: { values: ranges.filter(({ low, high }) => low !== undefined && high !== undefined) }, mark: { type: 'rule', color: BLUE, strokeWidth: 2 }, encoding: { y, x: x('low'), x2: { field: 'high' } } },
      { data: { values: ranges }, mark: { type: 'point', filled: true, color: ORANGE, size: 60, opacity: 1 }, encoding: { y, x: x('point') } },
    ],
  }, words);
}
