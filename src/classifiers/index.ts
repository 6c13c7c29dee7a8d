import { abuse } from './abuse/index.ts';
import type { Classifier, ClassifierSpec } from './classifier.ts';
import { intent } from './intent/index.ts';
import { lead } from './lead/index.ts';
import { loadModel } from './linear/model-file.ts';
import { promptInjection } from './prompt-injection/index.ts';
import { sentiment } from './sentiment/index.ts';
import { spam } from './spam/index.ts';
import { urgency } from './urgency/index.ts';

/** Every classifier. Adding one is a folder, its rows, its model and a line here. */
export const CLASSIFIERS: readonly ClassifierSpec[] = [abuse, spam, lead, intent, urgency, sentiment, promptInjection];

/** Loads every model from `folder`, checked against its card. @throws StartupError when one is missing or foreign. */
export const loadClassifiers = (folder: string): readonly Classifier[] => CLASSIFIERS.map((spec) => spec.create(loadModel(folder, spec.name)));
