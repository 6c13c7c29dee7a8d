import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CLASSIFIERS } from '../../classifiers/index.ts';
import type { ClassifierSpec } from '../../classifiers/classifier.ts';
import { encodeModel, sha256 } from '../../classifiers/linear/model-file.ts';
import { loadFasttext } from '../../language-id/fasttext.ts';
import { show } from '../figures/figure.ts';
import { devFigures } from './dev-figures.ts';
import { prepareRow, type Prepared, toExamples } from './examples.ts';
import { OWN_DATASETS, ownRows, PUBLIC_SOURCES, publicRows, RENDERINGS, type TrainingRow } from './sources.ts';
import { trainClassifier } from './train-classifier.ts';

/** Own dataset folders that teach. */
const USAGE = 'npm run train -- [--datasets datasets] [--public DIR] [--out models] [--only spam,abuse] [--seed 7] [--epochs 12]';

type Recipe = Readonly<{ epochs: number; learningRate: number; l2: number; ownWeight: number }>;
const RECIPES: Readonly<Record<string, Recipe>> = {
  abuse: { epochs: 12, learningRate: 0.1, l2: 1e-5, ownWeight: 1.5 },
  spam: { epochs: 12, learningRate: 0.1, l2: 1e-5, ownWeight: 2 },
};
const DEFAULT_RECIPE: Recipe = { epochs: 14, learningRate: 0.1, l2: 2e-5, ownWeight: 1.5 };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      datasets: { type: 'string', default: 'datasets' }, public: { type: 'string' }, out: { type: 'string', default: 'models' },
      only: { type: 'string' }, seed: { type: 'string', default: '7' }, epochs: { type: 'string' }, help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const identify = await loadFasttext();
  const own = new Set<string>(OWN_DATASETS);
  const prepare = (rows: readonly TrainingRow[]): Prepared[] => rows.map((row) => ({ row, text: prepareRow(row, identify) }));
  const ownTrain = prepare(ownRows(values.datasets, OWN_DATASETS, 'train'));
  const ownDev = prepare(ownRows(values.datasets, OWN_DATASETS, 'dev'));
  const only = values.only?.split(',');
  for (const spec of CLASSIFIERS.filter(({ name }) => only === undefined || only.includes(name))) {
    const publicFolder = values.public;
    const sources = publicFolder === undefined ? [] : PUBLIC_SOURCES.filter(({ serves }) => serves.includes(spec.name));
    const foreign = publicFolder === undefined ? [] : sources.flatMap((source) => publicRows(publicFolder, source, 'train'));
    const foreignDev = publicFolder === undefined ? [] : sources.flatMap((source) => publicRows(publicFolder, source, 'dev'));
    build({ spec, own, ownTrain, ownDev, foreign: prepare(foreign), foreignDev: prepare(foreignDev), out: values.out, seed: Number(values.seed), epochs: values.epochs });
  }
}

type Build = Readonly<{
  spec: ClassifierSpec;
  own: ReadonlySet<string>;
  ownTrain: readonly Prepared[];
  ownDev: readonly Prepared[];
  foreign: readonly Prepared[];
  foreignDev: readonly Prepared[];
  out: string;
  seed: number;
  epochs: string | undefined;
}>;

function build({ spec, own, ownTrain, ownDev, foreign, foreignDev, out, seed, epochs }: Build): void {
  const recipe = RECIPES[spec.name] ?? DEFAULT_RECIPE;
  const weighted = ownTrain.map(({ row, text }) => ({ row: { ...row, weight: row.weight * recipe.ownWeight }, text }));
  const train = toExamples(spec, [...weighted, ...foreign], own);
  const dev = toExamples(spec, ownDev, own);
  const rounds = epochs === undefined ? recipe.epochs : Number(epochs);
  const version = `linear-1.${createHash('sha256').update(JSON.stringify([...ownTrain, ...foreign].map(({ row }) => [row.id, row.labels]))).digest('hex').slice(0, 8)}`;
  const model = trainClassifier(spec, train, dev, {
    ...recipe, epochs: rounds, seed, version,
    onEpoch: (epoch, loss) => process.stderr.write(`\r${spec.name}: epoch ${epoch + 1}/${rounds}, ${train.length} rows, loss ${loss.toFixed(4)} `),
  });
  process.stderr.write('\n');
  const rows = [...ownDev, ...foreignDev].flatMap((prepared) => {
    const [example] = toExamples(spec, [prepared], own);
    const { lang, source } = prepared.row;
    const slices = own.has(source) ? ['own', `own ${lang === 'fr' || lang === 'en' ? lang : 'other'}`] : [source];
    return example === undefined ? [] : [{ example, slices }];
  });
  const figures = devFigures(spec, model, rows);
  for (const { slice, head, n, figures: found } of figures) {
    process.stdout.write(`${spec.name}/${head} ${slice} n=${n} ${Object.entries(found).map(([name, figure]) => `${name} ${show(figure)}`).join(' ')}\n`);
  }
  const packed = encodeModel(model);
  mkdirSync(`${out}/${spec.name}`, { recursive: true });
  writeFileSync(`${out}/${spec.name}/model.bin`, packed);
  writeFileSync(`${out}/${spec.name}/card.json`, `${JSON.stringify(card({ spec, packed, version, seed, train: [...weighted, ...foreign], rounds, recipe, figures }), null, 2)}\n`);
}

function card({ spec, packed, version, seed, train, rounds, recipe, figures }: Readonly<{
  spec: ClassifierSpec; packed: Buffer; version: string; seed: number; train: readonly Prepared[]; rounds: number; recipe: Recipe; figures: ReturnType<typeof devFigures>;
}>): unknown {
  const names = [...new Set(train.map(({ row }) => row.source))];
  return {
    name: spec.name,
    version,
    sha256: sha256(packed),
    kind: 'logistic regression over hashed word and character n-grams plus named symbols, int8 weights, calibrated on the dev split',
    recipe: { ...recipe, epochs: rounds, seed, bits: spec.bits },
    data: names.map((name) => ({
      name,
      rows: train.filter(({ row }) => row.source === name).length,
      licence: PUBLIC_SOURCES.find((source) => source.name === name)?.licence ?? (name === RENDERINGS ? 'own renderings of Dynamically Generated Hate Speech rows, CC BY 4.0' : 'own'),
    })),
    dev: figures,
    limits: limitsOf(spec.name),
  };
}

function limitsOf(name: string): string {
  const path = `models/${name}/LIMITS.md`;
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : 'See docs/models.md.';
}

await main();
