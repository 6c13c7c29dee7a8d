import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { CLASSIFIERS, loadClassifiers } from '../../src/classifiers/index.ts';
import { encodeModel, sha256 } from '../../src/classifiers/linear/model-file.ts';
import type { LinearModel } from '../../src/classifiers/linear/model.ts';
import { StartupError } from '../../src/domain/failures.ts';
import { classifierContract } from '../contracts/classifier.ts';
import { tinyModel } from '../support/tiny-models.ts';

for (const spec of CLASSIFIERS) classifierContract(spec);

test('no two classifiers share a name', () => {
  expect(new Set(CLASSIFIERS.map(({ name }) => name)).size).toBe(CLASSIFIERS.length);
});

function modelsFolder(change: (model: LinearModel) => LinearModel = (model) => model): string {
  const folder = mkdtempSync(`${tmpdir()}/models-`);
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const spec of CLASSIFIERS) {
    const packed = encodeModel(change(tinyModel(spec)));
    mkdirSync(`${folder}/${spec.name}`);
    writeFileSync(`${folder}/${spec.name}/model.bin`, packed);
    writeFileSync(`${folder}/${spec.name}/card.json`, JSON.stringify({ sha256: sha256(packed) }));
  }
  return folder;
}

test('every classifier is loaded with its model, in the order of the list', () => {
  expect(loadClassifiers(modelsFolder()).map(({ name }) => name)).toEqual(CLASSIFIERS.map(({ name }) => name));
});

test('a model that was trained for other labels is refused', () => {
  const folder = modelsFolder((model) => (model.name === 'urgency' ? { ...model,
    heads: model.heads.map((head) => ({ ...head, labels: [...head.labels].reverse() })) } : model));

  expect(() => loadClassifiers(folder)).toThrow(StartupError);
  expect(() => loadClassifiers(folder)).toThrow(/urgency.*other labels/);
});
