import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { StartupError } from '../domain/failures.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Head = z.object({ name: z.string(), kind: z.enum(['sigmoid', 'softmax']), from: z.int().min(0), labels: z.array(z.string()).min(1) });

/** What the runtime needs of the model card; the rest is for readers. */
const File = z.object({ sha256: Sha256 });
const CardSchema = z.object({ version: z.string(), heads: z.array(Head).min(1), files: z.object({ 'model.onnx': File, 'tokenizer.json': File }) });

/** One output of the encoder: `spam` of a head that answers yes or no, `intent/pricing` of one that spreads its sureness over labels. */
export type EncoderLabel = Readonly<{ name: string; kind: 'sigmoid' | 'softmax' }>;

/** The encoder's files, checked against their card; `graph` is the very bytes that were checked. `labels[k]` is output k. */
export type EncoderFiles = Readonly<{ version: string; labels: readonly EncoderLabel[]; graph: Buffer; tokenizerPath: string }>;

const REMEDY = 'Restore the models/ folder from the release, or build it again with training/.';

/** @throws StartupError when a file is missing, foreign or not the one the card describes. */
export function readEncoderFiles(folder: string): EncoderFiles {
  const card = readCard(`${folder}/card.json`);
  const checked = (name: 'model.onnx' | 'tokenizer.json'): Buffer => {
    const bytes = read(`${folder}/${name}`, name);
    if (createHash('sha256').update(bytes).digest('hex') !== card.files[name].sha256) throw new StartupError(`models/encoder/${name} does not match the SHA-256 in its card.`, REMEDY);
    return bytes;
  };
  checked('tokenizer.json');
  return { version: `encoder-${card.version}`, labels: labelsOf(card.heads), graph: checked('model.onnx'), tokenizerPath: `${folder}/tokenizer.json` };
}

function labelsOf(heads: z.infer<typeof CardSchema>['heads']): readonly EncoderLabel[] {
  const labels: EncoderLabel[] = [];
  for (const { name, kind, from, labels: own } of heads) {
    if (from !== labels.length) throw new StartupError(`The encoder's head "${name}" does not start where the one before ends.`, REMEDY);
    labels.push(...own.map((label) => ({ name: kind === 'sigmoid' ? label : `${name}/${label}`, kind })));
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

function read(path: string, name: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new StartupError(`models/encoder/${name} is missing or cannot be read.`, REMEDY, { cause });
  }
}
