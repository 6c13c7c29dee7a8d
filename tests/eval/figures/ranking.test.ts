import { expect, test } from 'vitest';
import { adaptiveCalibrationError, brier, brierParts, expectedCalibrationError, reliabilityBins } from '../../../src/eval/figures/calibration.ts';
import { areaUnderRisk, prCurve, riskCoverage, rocCurve, uncertainBand } from '../../../src/eval/figures/curves.ts';
import { auroc, averagePrecision, pointAtFalseAlarms, pointAtRecall } from '../../../src/eval/figures/ranking.ts';
import { binned, binOf, countAt, tallyCoverage, tallyOf, totals } from '../../../src/eval/figures/tally.ts';

const row = (gold: boolean, score: number) => ({ gold, score });
const many = Array.from({ length: 5_000 }, (_value, at) => row((at * 7_919) % 10 < 3, ((at * 104_729) % 5_003) / 5_003));

test('a failed row is counted by truth and ranks nowhere', () => {
  const tally = tallyOf([row(true, 0.9), row(false, 0.2), { gold: true, failed: true }, { gold: false, failed: true }]);

  expect([tally.failedPositives, tally.failedNegatives, tallyCoverage(tally)]).toEqual([1, 1, 0.5]);
  expect([auroc(tally), averagePrecision(tally)]).toEqual([1, 1]);
  expect(countAt(tally, 0.5)).toEqual({ tp: 1, fp: 0, fn: 0, tn: 1, failedPositives: 1, failedNegatives: 1 });
});

test('a score that is no number is refused, so that a failure cannot pass for a low score', () => {
  expect(() => tallyOf([row(true, Number.NaN)])).toThrow(RangeError);
});

test('infinite scores rank like any other', () => {
  expect(auroc(tallyOf([row(true, Infinity), row(false, -Infinity), row(false, 0)]))).toBe(1);
});

test('one absent class leaves the ranking figures undefined, and average precision needs a positive', () => {
  const [positives, negatives] = [tallyOf([row(true, 0.4)]), tallyOf([row(false, 0.4)])];

  expect([auroc(positives), auroc(negatives)]).toEqual([undefined, undefined]);
  expect([averagePrecision(positives), averagePrecision(negatives)]).toEqual([1, undefined]);
  expect([pointAtFalseAlarms(positives, 0.01), pointAtFalseAlarms(negatives, 0.01), pointAtRecall(negatives, 0.5)]).toEqual([undefined, undefined, undefined]);
});

test('when even the highest score alarms too often, recall at few false alarms is 0 at a threshold that nothing reaches', () => {
  const point = pointAtFalseAlarms(tallyOf([row(false, 0.9), row(true, 0.8)]), 0.01);

  expect(point).toEqual({ threshold: Infinity, precision: undefined, recall: 0, falseAlarmRate: 0 });
});

test('an operating point names the threshold that gives it', () => {
  const tally = tallyOf([row(true, 0.9), row(false, 0.8), row(true, 0.7), row(false, 0.1)]);

  expect(pointAtRecall(tally, 0.9)).toEqual({ threshold: 0.7, precision: 2 / 3, recall: 1, falseAlarmRate: 0.5 });
  expect(pointAtFalseAlarms(tally, 0.5)).toEqual({ threshold: 0.7, precision: 2 / 3, recall: 1, falseAlarmRate: 0.5 });
});

test('calibration figures refuse scores that are no probabilities', () => {
  for (const tally of [tallyOf([row(true, 1.2)]), tallyOf([row(true, -0.1)])]) {
    for (const figure of [brier, brierParts, expectedCalibrationError, adaptiveCalibrationError, reliabilityBins]) expect(() => figure(tally)).toThrow(RangeError);
  }
});

test('calibration figures are undefined without rows', () => {
  const nothing = tallyOf([]);

  for (const figure of [brier, brierParts, expectedCalibrationError, adaptiveCalibrationError, areaUnderRisk]) expect(figure(nothing)).toBeUndefined();
});

test('the last calibration bin takes a score of 1', () => {
  expect(reliabilityBins(tallyOf([row(true, 1), row(false, 0.95)]))).toEqual([{ from: 0.9, to: 1, positives: 1, rows: 2, meanScore: 0.975, share: 0.5 }]);
});

test('a curve for people keeps its ends and drops points that nobody could tell apart', () => {
  const tally = tallyOf(many);
  const [all, few] = [rocCurve(tally, Infinity), rocCurve(tally, 50)];

  expect(all.length).toBeGreaterThan(4_000);
  expect(few.length).toBeLessThanOrEqual(102);
  expect([few[0], few.at(-1)]).toEqual([all[0], all.at(-1)]);
  expect(prCurve(tally).length).toBeLessThan(prCurve(tally, Infinity).length);
  expect(riskCoverage(tally).at(-1)?.coverage).toBe(1);
});

test('the uncertain band says what it hands over, and which errors it catches', () => {
  const tally = tallyOf([row(true, 0.9), row(false, 0.8), row(false, 0.6), row(true, 0.5), row(true, 0.4), row(false, 0.1)]);

  expect(uncertainBand(tally, { from: 0.3, to: 0.7, threshold: 0.7 })).toEqual({ handedOver: 0.5, riskOutside: 1 / 3, riskInside: 2 / 3, errorsCaught: 2 / 3 });
  // The band starts at its lower edge and stops short of its upper one.
  expect(uncertainBand(tally, { from: 0.4, to: 0.8, threshold: 0.8 }).handedOver).toBe(0.5);
  expect(uncertainBand(tally, { from: 0.99, to: 1, threshold: 0.7 })).toMatchObject({ handedOver: 0, riskInside: undefined });
});

test('joined scores keep every row, stay apart at cuts and know where a score belongs', () => {
  const whole = tallyOf(many);
  const { tally, floors } = binned(whole, 100, [0.25, 0.5]);

  expect(totals(tally)).toEqual(totals(whole));
  expect(tally.scores.length).toBeGreaterThan(50);
  expect(tally.scores.length).toBeLessThanOrEqual(103);
  for (const cut of [0.25, 0.5]) expect(countAt(tally, cut)).toEqual(countAt(whole, cut));
  const counted = new Float64Array(floors.length);
  for (const { gold, score } of many) if (gold) counted[binOf(floors, score)] = (counted[binOf(floors, score)] ?? 0) + 1;
  expect([...counted]).toEqual([...tally.positives]);
  expect(auroc(tally)).toBeCloseTo(auroc(whole) ?? Number.NaN, 2);
});

test('a cut at a score that occurs leaves that score above it', () => {
  const whole = tallyOf(Array.from({ length: 100 }, (_value, at) => row(at % 2 === 0, at / 128)));
  const cuts = [16, 17, 40, 63].map((part) => part / 128);

  for (const cut of cuts) expect(countAt(binned(whole, 10, cuts).tally, cut)).toEqual(countAt(whole, cut));
});

test('scores that are few enough are not joined', () => {
  const tally = tallyOf([row(true, 0.1), row(false, 0.2)]);

  expect(binned(tally, 2, []).tally).toBe(tally);
});
