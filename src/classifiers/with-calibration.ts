import type { CalibratedLabel, Calibrations, Hashed } from '../domain/calibration.ts';
import { StartupError } from '../domain/failures.ts';
import { calibrate, ownName } from './calibration.ts';
import type { Classifier, ClassifierSpec } from './classifier.ts';
import { CLASSIFIERS } from './index.ts';
import { withFloors } from './with-floors.ts';

/** Every score that is blended comes from these too. */
const SHARED = ['encoder', 'encoder/blend'];

/**
 * The same classifiers with calibrated probabilities. Only answers of the tier that the calibration was fitted to change: those with an encoded
 * text, or without one in a release that has no encoder. Evidence keeps adding up to the uncalibrated logit, and no calibration undoes an explicit floor.
 *
 * @param models hashes of the models that score here.
 * @throws StartupError when the calibration was fitted to other models than these.
 */
export function withCalibration(classifiers: readonly Classifier[], calibrations: Calibrations, models: readonly Hashed[]): readonly Classifier[] {
  refuseOthers(calibrations, models);
  const fittedToEncoded = models.some(({ name }) => name === 'encoder');
  return classifiers.map((classifier) => {
    const spec = CLASSIFIERS.find(({ name }) => name === classifier.name);
    const labels = new Map([...calibrations.labels].filter(([label]) => spec !== undefined && answersYesOrNo(spec, label)));
    if (labels.size === 0 || spec === undefined) return classifier;
    return withFloors(spec, {
      ...classifier,
      score: async (text, signal, encoded) => {
        const score = await classifier.score(text, signal, encoded);
        return (encoded !== undefined) === fittedToEncoded ? { ...score, probabilities: calibrate(score.probabilities, labels) } : score;
      },
    });
  });
}

/** An intent may be called spam too, but is one of many. */
const answersYesOrNo = ({ heads }: ClassifierSpec, label: CalibratedLabel): boolean => heads.some(({ kind, labels }) => kind === 'sigmoid' && labels.includes(ownName(label)));

function refuseOthers({ labels, models: fittedTo }: Calibrations, models: readonly Hashed[]): void {
  const needed = [...SHARED, ...CLASSIFIERS.filter((spec) => [...labels.keys()].some((label) => answersYesOrNo(spec, label))).map(({ name }) => name)];
  const hashOf = (name: string, among: readonly Hashed[]): string | undefined => among.find((one) => one.name === name)?.sha256;
  const others = needed.filter((name) => hashOf(name, fittedTo) !== hashOf(name, models));
  if (others.length === 0) return;
  throw new StartupError(
    `calibration.json was fitted to other models than these: ${others.join(', ')}.`,
    'Fit it again: `triage-eval run --split dev --calibration none --out RUN`, then `triage-eval calibrate RUN --method … --write calibration.json`; or take the file away.',
  );
}
