import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { DatasetError } from '../dataset.ts';
import { ASPECTS } from '../run/aspects.ts';
import { COUNTED } from '../run/operations.ts';

const operation = z.enum(COUNTED.map(({ id }) => id));
const aspect = z.enum(ASPECTS.map(({ name }) => name));
const because = z.string().min(1).max(400).optional();
const slice = z.string().min(1).default('all');
const bound = { at_least: z.number().optional(), at_most: z.number().optional(), because };
const hasOneBound = ({ at_least: least, at_most: most }: Readonly<{ at_least?: number | undefined; at_most?: number | undefined }>): boolean => (least === undefined) !== (most === undefined);

/** A figure that must reach a number; an operation's is per 1,000 messages. A figure without a value never holds. */
const Floor = z.union([z.strictObject({ operation, ...bound }), z.strictObject({ aspect, slice, figure: z.string(), ...bound })]).refine(hasOneBound, 'give either at_least or at_most');
/** A figure that must not be worse than the baseline's beyond chance; `beyond` lets smaller losses pass. */
const Loss = z.union([z.strictObject({ operation, beyond: z.number().min(0).default(0), because }), z.strictObject({ aspect, slice, figure: z.string(), beyond: z.number().min(0).default(0), because })]);

const GatesSchema = z.strictObject({
  /** Share of the rows that must have got an answer. */
  answered_at_least: z.number().min(0).max(1).default(1),
  floors: z.array(Floor).default([]),
  no_loss: z.array(Loss).default([]),
});
export type Gates = z.infer<typeof GatesSchema>;
export type Floor = Gates['floors'][number];
export type Loss = Gates['no_loss'][number];

/** @throws DatasetError naming what is wrong with the file. */
export function readGates(path: string): Gates {
  const parsed = GatesSchema.safeParse(parseFile(path));
  if (!parsed.success) throw new DatasetError(`${path} cannot be used:\n${z.prettifyError(parsed.error)}`, { remedy: 'docs/evaluation.md shows the gates file.' });
  return parsed.data;
}

function parseFile(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8')) as unknown;
  } catch (cause) {
    throw new DatasetError(cause instanceof YAMLParseError ? `${path} is not valid YAML: ${cause.message}` : `${path} cannot be read.`, { remedy: 'docs/evaluation.md shows the gates file.', cause });
  }
}
