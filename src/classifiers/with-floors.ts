import type { Classifier, ClassifierSpec } from './classifier.ts';

/** The same classifier with its explicit rules on top: no model talks a label below its floor. */
export function withFloors({ floors }: ClassifierSpec, classifier: Classifier): Classifier {
  if (floors === undefined) return classifier;
  return {
    ...classifier,
    score: async (text, signal, encoded) => {
      const score = await classifier.score(text, signal, encoded);
      const raised = Object.entries(floors(text)).filter(([label, floor]) => floor > (score.probabilities[label] ?? 0));
      return raised.length === 0 ? score : { ...score, probabilities: { ...score.probabilities, ...Object.fromEntries(raised) } };
    },
  };
}
