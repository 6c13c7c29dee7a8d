import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { BinaryBlend, Blend, DistributionBlend } from '../../classifiers/blend.ts';
import { encoderLabel, LEANT_ON, logitOf, logOf } from '../../classifiers/blend.ts';
import { CLASSIFIERS, loadClassifiers } from '../../classifiers/index.ts';
import { openEncoder } from '../../encoder/encoder.ts';
import { loadFasttext } from '../../language-id/fasttext.ts';
import { prepareRow, TARGETS } from './examples.ts';
import { fitBinary, fitDistribution, type TwoTiers } from './fit-blend.ts';
import { type CrossRow, fitCross } from './fit-cross.ts';
import { OWN_DATASETS, ownRows, type TrainingRow } from './sources.ts';

/** `npm run train:blend`: weighs encoder and linear tier on the own dev rows and writes models/encoder/blend.json. */

type Seen = Readonly<{ row: TrainingRow; language: string; linear: Readonly<Record<string, Readonly<Record<string, number>>>>; encoded: Readonly<Record<string, number>> }>;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { datasets: { type: 'string', default: 'datasets' }, models: { type: 'string', default: 'models' } } });
  const encoder = await openEncoder(`${values.models}/encoder`);
  const rows = await read(ownRows(values.datasets, OWN_DATASETS, 'dev'), values.models, encoder);
  const binary: Record<string, BinaryBlend> = {};
  const distribution: Blend['distribution'] = {};
  for (const spec of CLASSIFIERS) {
    const targetsOf = TARGETS[spec.name];
    let offset = 0;
    for (const head of spec.heads) {
      const start = offset;
      offset += head.labels.length;
      if (targetsOf === undefined) continue;
      if (head.kind === 'sigmoid') head.labels.forEach((label, index) => void (binary[label] = fitBinary(pairs(rows, { classifier: spec.name, label, gold: (row) => targetsOf(row.labels)[start + index] ?? Number.NaN }))));
      else distribution[head.name] = fitHead(head.name, rows.flatMap(({ row, linear, encoded }) => {
        const targets = targetsOf(row.labels).slice(start, start + head.labels.length);
        const gold = targets.indexOf(1);
        return gold < 0 ? [] : [{
          gold, group: row.group ?? row.id, encoder: head.labels.map((label) => encoded[encoderLabel(head.name, 'softmax', label)] ?? 0),
          linear: head.labels.map((label) => logOf(linear[spec.name]?.[label] ?? 0)), flags: LEANT_ON.map((flag) => encoded[flag] ?? 0),
        }];
      }));
    }
  }
  writeFileSync(`${values.models}/encoder/blend.json`, `${JSON.stringify({ encoder: encoder.name, rows: rows.length, binary, distribution } satisfies Blend & { rows: number }, rounded, 2)}\n`);
  await encoder.close();
}

function fitHead(name: string, rows: readonly CrossRow[]): DistributionBlend {
  const two = fitDistribution(rows);
  const { cross, losses } = fitCross(rows, two);
  process.stderr.write(`${name}: ${losses.map(({ of, loss }) => `${of} ${loss.toFixed(4)}`).join(', ')}\n`);
  return cross === undefined ? two : { ...two, cross };
}

const rounded = (_key: string, value: unknown): unknown => (typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value);

async function read(rows: readonly TrainingRow[], models: string, encoder: Awaited<ReturnType<typeof openEncoder>>): Promise<readonly Seen[]> {
  const identify = await loadFasttext();
  const classifiers = loadClassifiers(models);
  const seen: Seen[] = [];
  for (const row of rows) {
    const text = prepareRow(row, identify);
    const scores = await Promise.all(classifiers.map((classifier) => classifier.score(text, AbortSignal.timeout(10_000))));
    const { logits } = await encoder.encode({ text: row.text, turns: row.conversation ?? [] });
    seen.push({ row, language: text.language.tag, linear: Object.fromEntries(scores.map(({ classifier, probabilities }) => [classifier, probabilities])), encoded: logits });
    if (seen.length % 50 === 0) process.stderr.write(`\r${seen.length}/${rows.length} rows`);
  }
  process.stderr.write('\n');
  return seen;
}

type Pick = Readonly<{ classifier: string; label: string; gold(row: TrainingRow): number }>;

const pairs = (rows: readonly Seen[], { classifier, label, gold }: Pick): readonly TwoTiers[] =>
  rows.flatMap(({ row, language, linear, encoded }) => {
    const truth = gold(row);
    const p = linear[classifier]?.[label] ?? 0.5;
    return Number.isNaN(truth) ? [] : [{ gold: truth === 1, language, encoder: encoded[label] ?? 0, linear: logitOf(p) }];
  });

await main();
