import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { DatasetError } from '../dataset.ts';

const share = z.number().min(0).max(1).nullable();
const count = z.int().min(0);

/** functions.json of a run: cases by function. `right` of the answered ones, Wilson's bounds of their share, `failed` without an answer. */
const FunctionsSchema = z.object({ functions: z.array(z.object({ name: z.string(), n: count, right: count, low: share, high: share, failed: count })) });
/** metrics.json of `triage-eval replies`, of which the report shows the figures. */
const RepliesSchema = z.object({
  object: z.literal('triage.eval.replies'), questions: count, snippets: count,
  figures: z.record(z.string(), z.object({ point: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable(), n: count })),
  provenance: z.object({ language_model: z.string().nullish() }),
});

export type FunctionResult = z.infer<typeof FunctionsSchema>['functions'][number];
export type RepliesResult = z.infer<typeof RepliesSchema>;

/** The functional tests of a run; undefined when it has none. @throws DatasetError when the file is something else. */
export const readFunctions = (folder: string): readonly FunctionResult[] | undefined =>
  (existsSync(`${folder}/functions.json`) ? parsed(`${folder}/functions.json`, FunctionsSchema, '`triage-eval hatecheck` makes one.').functions : undefined);

/** The figures of a folder that `triage-eval replies` wrote. @throws DatasetError when it holds none. */
export function readReplies(folder: string): RepliesResult {
  if (!existsSync(`${folder}/metrics.json`)) throw new DatasetError(`${folder} holds no metrics.json.`, { remedy: '`triage-eval replies DIR --out` makes one.' });
  return parsed(`${folder}/metrics.json`, RepliesSchema, '--replies takes the --out of `triage-eval replies`.');
}

function parsed<Schema extends z.ZodType>(path: string, schema: Schema, remedy: string): z.infer<Schema> {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new DatasetError(`${path} cannot be used.`, { remedy, cause });
  }
}
