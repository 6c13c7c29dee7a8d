import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { DatasetError, LabelsSchema } from '../dataset.ts';

const LABELS = Object.keys(LabelsSchema.shape) as [keyof typeof LabelsSchema.shape, ...(keyof typeof LabelsSchema.shape)[]];
/** A dotted path of the set's row, or such a path and what its values mean; a value that is not named means "not labelled". */
const Taken = z.union([z.string().min(1), z.strictObject({ from: z.string().min(1), values: z.record(z.string(), z.unknown()) })]);

const SetSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits, dash'),
  source: z.string().min(1),
  licence: z.string().min(1),
  split: z.string().min(1),
  /** Below the folder that is named at the run; `.gz` is tried too. */
  file: z.string().regex(/^(?!\/)(?!.*\.\.)[^\\]{1,200}\.jsonl$/, 'a .jsonl file below the folder'),
  /** Path of what ties rows together. */
  group: z.string().min(1).optional(),
  /** Path of a list of earlier turns, oldest first, ending with the other side's. */
  turns: z.string().min(1).optional(),
  labels: z.partialRecord(z.enum(LABELS), Taken),
});
export type PublicSet = Readonly<z.infer<typeof SetSchema>>;

const SuiteSchema = z.strictObject({ sets: z.array(SetSchema).min(1), left_out: z.array(z.strictObject({ name: z.string(), because: z.string() })).default([]) });
export type Suite = Readonly<z.infer<typeof SuiteSchema>>;

/** A manifest of sets that are read where they lie. @throws DatasetError that names what is wrong with it */
export function readManifest(path: string): Suite {
  if (!existsSync(path)) throw new DatasetError(`${path} does not exist.`, { remedy: 'Say --suite public, or give the path of a manifest.' });
  const parsed = SuiteSchema.safeParse(parsedYaml(path));
  if (!parsed.success) throw new DatasetError(`${path} is no manifest of sets:\n${z.prettifyError(parsed.error)}`, { remedy: 'datasets/public-suite.yaml is one.' });
  const names = parsed.data.sets.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new DatasetError(`${path} names the set "${twice}" twice.`, { remedy: 'Give each set a name of its own.' });
  return parsed.data;
}

function parsedYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8')) as unknown;
  } catch (cause) {
    throw new DatasetError(`${path} is no valid YAML.`, { remedy: 'datasets/public-suite.yaml is one.', cause });
  }
}
