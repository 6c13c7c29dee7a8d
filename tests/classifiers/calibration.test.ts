import { expect, test } from 'vitest';
import { DISTRESS_FLOOR } from '../../src/classifiers/abuse/distress.ts';
import { applyCalibration, calibrate } from '../../src/classifiers/calibration.ts';
import type { Classifier } from '../../src/classifiers/classifier.ts';
import { withCalibration } from '../../src/classifiers/with-calibration.ts';
import type { Calibration, CalibratedLabel, Calibrations } from '../../src/domain/calibration.ts';
import type { EncodedText } from '../../src/domain/ports.ts';
import { prepareText } from '../../src/text/prepare.ts';

const HALF: Calibration = { method: 'isotonic', points: [[0, 0], [1, 0.5]] };
const MODELS = ['abuse', 'encoder', 'encoder/blend', 'lead', 'spam'].map((name) => ({ name, sha256: name }));
const ENCODED: EncodedText = { model: 'e', embedding: new Float32Array(384), logits: {}, known: 1, spansFor: () => [] };
const never = new AbortController().signal;

const calibrations = (labels: readonly CalibratedLabel[], models = MODELS): Calibrations => ({ labels: new Map(labels.map((label) => [label, HALF])), models, sha256: 'c' });
/** A classifier that gives every text the same probabilities. */
const saying = (name: string, probabilities: Readonly<Record<string, number>>): Classifier =>
  ({ name, labels: Object.keys(probabilities), timeoutMs: 200, score: async () => ({ classifier: name, modelVersion: 'm', probabilities, evidence: [{ id: 'URL', weight: 2 }], spans: [], value: 2 }) });
const scoreOf = async (classifiers: readonly Classifier[], text = 'bonjour', encoded?: EncodedText) => (await (classifiers[0] ?? expect.unreachable()).score(prepareText({ text }), never, encoded)).probabilities;

test('a calibrated label gets its calibrated probability, every other keeps its own', () => {
  expect(calibrate({ spam: 0.8, scam: 0.6, injection: 0.4 }, calibrations(['spam', 'prompt_injection']).labels)).toEqual({ spam: 0.4, scam: 0.6, injection: 0.2 });
  expect(calibrate({ spam: 0.8 }, calibrations(['abuse']).labels)).toEqual({ spam: 0.8 });
});

test('a category is calibrated as it is answered: at least as likely as its subcategories were', () => {
  expect(calibrate({ hate: 0.2, 'hate/threatening': 0.6, harassment: 0.9 }, calibrations(['hate']).labels)).toEqual({ hate: 0.3, 'hate/threatening': 0.6, harassment: 0.9 });
});

test('between two points of an isotonic line lies a line, beyond them the nearest point', () => {
  const line: Calibration = { method: 'isotonic', points: [[0.2, 0.1], [0.4, 0.5]] };

  expect([0, 0.2, 0.3, 0.4, 1].map((score) => applyCalibration(line, score))).toEqual([0.1, 0.1, expect.closeTo(0.3, 9), 0.5, 0.5]);
});

test('the tier that the calibration was fitted to is calibrated, the other is left alone', async () => {
  const twoTiers = withCalibration([saying('spam', { spam: 0.8 })], calibrations(['spam']), MODELS);
  const linearModels = MODELS.filter(({ name }) => !name.startsWith('encoder'));
  const oneTier = withCalibration([saying('spam', { spam: 0.8 })], calibrations(['spam'], linearModels), linearModels);

  expect([await scoreOf(twoTiers, 'bonjour', ENCODED), await scoreOf(twoTiers), await scoreOf(oneTier)]).toEqual([{ spam: 0.4 }, { spam: 0.8 }, { spam: 0.4 }]);
});

test('no calibration talks an explicit word of distress below its floor', async () => {
  const abuse = withCalibration([saying('abuse', { abuse: 0.1, 'self-harm': 0.9 })], calibrations(['self-harm']), MODELS);

  expect(await scoreOf(abuse, 'bonjour', ENCODED)).toEqual({ abuse: 0.1, 'self-harm': 0.45 });
  expect(await scoreOf(abuse, 'je veux mourir', ENCODED)).toEqual({ abuse: 0.1, 'self-harm': DISTRESS_FLOOR });
});

test('a classifier without a calibrated label stays the very same', () => {
  // An intent is called spam too, and is one of many.
  const others = [saying('lead', { none: 1 }), saying('intent', { spam: 0.8, other: 0.2 })];

  expect(withCalibration(others, calibrations(['spam']), MODELS)).toEqual(others);
});

test.each([
  ['another model of a calibrated label', MODELS.map((one) => (one.name === 'spam' ? { ...one, sha256: 'x' } : one)), 'spam'], ['another encoder', MODELS.map((one) => (one.name === 'encoder' ? { ...one, sha256: 'x' } : one)), 'encoder'],
  ['other weights of the tiers', MODELS.filter(({ name }) => name !== 'encoder/blend'), 'encoder/blend'], ['models that nobody knows', [], 'encoder, encoder/blend, spam'],
])('a calibration that was fitted to %s is refused by name', (_what, fittedTo, named) => {
  expect(() => withCalibration([saying('spam', { spam: 0.8 })], calibrations(['spam'], fittedTo), MODELS)).toThrow(`other models than these: ${named}.`);
});

test('another model of a label that is not calibrated is no reason to refuse', () => {
  const models = MODELS.map((one) => (one.name === 'lead' ? { ...one, sha256: 'x' } : one));

  expect(withCalibration([saying('spam', { spam: 0.8 })], calibrations(['spam']), models)).toHaveLength(1);
});
