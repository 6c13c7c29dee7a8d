import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { StartupError } from '../domain/failures.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Head = z.object({ name: z.string(), kind: z.enum(['sigmoid', 'softmax']), from: z.int().min(0), labels: z.array(z.string()).min(1) });

/** What the runtime needs of the model card; the rest is for readers. */
const File = z.object({ sha256: Sha256 });
const CardSchema = z.object({ version: z.string(), heads: z.array(Head).min(1), files: z.object({ 'model.onnx': File, 'tokenizer.json': File }) });

/** The encoder's files, checked against their card. `labels[k]` names output k: `spam` for yes/no heads, `intent/pricing` for the others. */
export type EncoderFiles = Readonly<{ version: string; labels: readonly string[]; modelPath: string; tokenizerPath: string }>;

const REMEDY = 'Restore the models/ folder from the release, or build it again with training/.';

/** @throws StartupError when a file is missing, foreign or not the one the card describes. */
export function readEncoderFiles(folder: string): EncoderFiles {
  const card = readCard(`${folder}/card.json`);
  const paths = { 'model.onnx': `${folder}/model.onnx`, 'tokenizer.json': `${folder}/tokenizer.json` } as const;
  for (const [name, path] of Object.entries(paths)) {
    if (digestOf(path) !== card.files[name as keyof typeof paths].sha256) throw new StartupError(`models/encoder/${name} does not match the SHA-256 in its card.`, REMEDY);
  }
  return { version: `encoder-${card.version}`, labels: labelsOf(card.heads), modelPath: paths['model.onnx'], tokenizerPath: paths['tokenizer.json'] };
}

function labelsOf(heads: z.infer<typeof CardSchema>['heads']): readonly string[] {
  const labels: string[] = [];
  for (const { name, kind, from, labels: own } of heads) {
    if (from !== labels.length) throw new StartupError(`The encoder's head "${name}" does not start where the one before ends.`, REMEDY);
    labels.push(...own.map((label) => (kind === 'sigmoid' ? label : `${name}/${label}`)));
  }
  return labels;
}

function readCard(path: string): z.infer<typeof CardSchema> {
  try {
    return CardSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new StartupError('models/encoder/card.json is missing or cannot be read.', REMEDY, { cause });
  }
}

function digestOf(path: string): string {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch (cause) {
    throw new StartupError(`models/encoder/${path.split('/').at(-1)} is missing or cannot be read.`, REMEDY, { cause });
  }
}
