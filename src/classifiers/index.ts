import { StartupError } from '../domain/failures.ts';
import { abuse } from './abuse/index.ts';
import type { Blend } from './blend.ts';
import type { Classifier, ClassifierSpec } from './classifier.ts';
import { intent } from './intent/index.ts';
import { lead } from './lead/index.ts';
import type { LinearModel } from './linear/model.ts';
import { loadModel } from './linear/model-file.ts';
import { shareTable } from './linear/weights.ts';
import { promptInjection } from './prompt-injection/index.ts';
import { sentiment } from './sentiment/index.ts';
import { spam } from './spam/index.ts';
import { urgency } from './urgency/index.ts';
import { withEncoder } from './with-encoder.ts';
import { withFloors } from './with-floors.ts';

/** Every classifier. Adding one is a folder, its rows, its model and a line here. */
export const CLASSIFIERS: readonly ClassifierSpec[] = [abuse, spam, lead, intent, urgency, sentiment, promptInjection];

/** Loads every model from `folder`, checked against its card; with a blend they also read the encoder's pass. @throws StartupError when one is missing or foreign. */
export function loadClassifiers(folder: string, blend?: Blend): readonly Classifier[] {
  const models = shareTables(CLASSIFIERS.map((spec) => fitting(spec, loadModel(folder, spec.name))));
  return CLASSIFIERS.map((spec, index) => {
    const linear = spec.create(models[index] as LinearModel);
    return withFloors(spec, blend === undefined ? linear : withEncoder(spec, linear, blend));
  });
}

/** Moderation asks the models that read no earlier turns, and only them: these share one table, the others another. */
function shareTables(models: readonly LinearModel[]): readonly LinearModel[] {
  const shared = [false, true].flatMap((reads) => shareTable(models.filter(({ usesContext }) => usesContext === reads)));
  return models.map(({ name }) => shared.find((model) => model.name === name) as LinearModel);
}

/** A model that answers other questions than its classifier asks would leave labels without a probability. */
function fitting(spec: ClassifierSpec, model: LinearModel): LinearModel {
  const shapeOf = (heads: ClassifierSpec['heads']): string => JSON.stringify(heads.map(({ name, kind, labels }) => [name, kind, labels]));
  if (shapeOf(spec.heads) === shapeOf(model.heads)) return model;
  throw new StartupError(
    `models/${spec.name}/model.bin was trained for other labels than this version scores.`,
    'Restore the models/ folder of this release, or build it again with `npm run train`.',
  );
}
