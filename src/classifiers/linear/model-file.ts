import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { StartupError } from '../../domain/failures.ts';
import { HASH_BITS } from './features.ts';
import type { LinearModel } from './model.ts';
import { packWeights, unpackWeights } from './weights.ts';

/** Magic and format version: a stranger's file or a newer format is refused, never guessed at. */
const MAGIC = 'TRLM';
const FORMAT = 1;
const REMEDY = 'Restore the models/ folder from the release, or build it again with `npm run train`.';

const HeadSchema = z.object({
  name: z.string(),
  kind: z.enum(['sigmoid', 'softmax']),
  labels: z.array(z.string()).min(1),
  scale: z.array(z.number()),
  shift: z.array(z.number()),
});

const HeaderSchema = z.object({
  name: z.string(),
  version: z.string(),
  bits: z.number().int().min(8).max(HASH_BITS),
  outputs: z.number().int().min(1).max(64),
  heads: z.array(HeadSchema).min(1),
  symbolNames: z.array(z.string()),
  usesContext: z.boolean(),
  weightScale: z.array(z.number()),
  symbols: z.array(z.number()),
  bias: z.array(z.number()),
});

const CardSchema = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** Layout: `TRLM`, u8 format, u32 LE header length, UTF-8 JSON header, then int8 weights; the whole gzipped. */
export function encodeModel(model: LinearModel): Buffer {
  const { weights, weightScale, symbols, bias, ...rest } = model;
  const header = Buffer.from(JSON.stringify({ ...rest, weightScale: [...weightScale], symbols: [...symbols], bias: [...bias] }), 'utf8');
  const lead = Buffer.alloc(9);
  lead.write(MAGIC, 'latin1');
  lead.writeUInt8(FORMAT, 4);
  lead.writeUInt32LE(header.length, 5);
  return gzipSync(Buffer.concat([lead, header, Buffer.from(unpackWeights(weights, model.outputs).buffer)]), { level: 9 });
}

/**
 * @throws StartupError when the bytes are not a model of this format, are cut short, or contradict themselves.
 */
export function decodeModel(packed: Buffer, label: string): LinearModel {
  const bytes = unpack(packed, label);
  if (bytes.length < 9 || bytes.toString('latin1', 0, 4) !== MAGIC) throw new StartupError(`${label} is not a model file.`, REMEDY);
  if (bytes.readUInt8(4) !== FORMAT) throw new StartupError(`${label} has model format ${bytes.readUInt8(4)}; this version reads ${FORMAT}.`, REMEDY);
  const length = bytes.readUInt32LE(5);
  const header = parseHeader(bytes.subarray(9, 9 + length).toString('utf8'), label);
  const body = bytes.subarray(9 + length);
  const labels = header.heads.reduce((sum, head) => sum + head.labels.length, 0);
  const whole = body.length === (1 << header.bits) * header.outputs && labels === header.outputs
    && header.heads.every(({ labels: names, scale, shift }) => scale.length === names.length && shift.length === names.length)
    && header.bias.length === header.outputs && header.weightScale.length === header.outputs
    && header.symbols.length === header.symbolNames.length * header.outputs;
  if (!whole) throw new StartupError(`${label} is cut short or contradicts its own header.`, REMEDY);
  return {
    ...header,
    weights: packWeights(new Int8Array(body.buffer, body.byteOffset, body.length), header.outputs),
    weightScale: Float32Array.from(header.weightScale),
    symbols: Float32Array.from(header.symbols),
    bias: Float32Array.from(header.bias),
  };
}

function unpack(packed: Buffer, label: string): Buffer {
  try {
    return gunzipSync(packed, { maxOutputLength: 64 * 1024 * 1024 });
  } catch (cause) {
    throw new StartupError(`${label} cannot be unpacked.`, REMEDY, { cause });
  }
}

function parseHeader(text: string, label: string): z.infer<typeof HeaderSchema> {
  try {
    return HeaderSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new StartupError(`${label} has a header that this version cannot read.`, REMEDY, { cause });
  }
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Reads `<folder>/<name>/model.bin`, checks it against its card's SHA-256, and refuses anything else. */
export function loadModel(folder: string, name: string): LinearModel {
  const label = `models/${name}/model.bin`;
  let packed: Buffer;
  let card: z.infer<typeof CardSchema>;
  try {
    packed = readFileSync(`${folder}/${name}/model.bin`);
    card = CardSchema.parse(JSON.parse(readFileSync(`${folder}/${name}/card.json`, 'utf8')));
  } catch (cause) {
    throw new StartupError(`${label} or its card.json is missing or unreadable.`, REMEDY, { cause });
  }
  if (sha256(packed) !== card.sha256) throw new StartupError(`${label} does not match the SHA-256 in its card.`, REMEDY);
  const model = decodeModel(packed, label);
  if (model.name !== name) throw new StartupError(`${label} holds a model named "${model.name}".`, REMEDY);
  return model;
}
