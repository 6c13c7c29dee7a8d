import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { DatasetError } from '../dataset.ts';
import type { RunFolder } from '../run/folder.ts';
import { ProvenanceSchema } from '../run/metrics.ts';
import { CompactSchema, compactOf } from './compact.ts';

/** The last accepted run: where it came from and what it said of each row. No words of a message are in it. */
const BaselineSchema = z.object({ object: z.literal('triage.eval.baseline'), provenance: ProvenanceSchema, rows: z.array(CompactSchema) });
export type Baseline = z.infer<typeof BaselineSchema>;

/** undefined when the file is not there. @throws DatasetError when it is something else. */
export function readBaseline(path: string): Baseline | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return BaselineSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new DatasetError(`${path} is no baseline.`, { remedy: '`triage-eval gate RUN --write-baseline` makes one.', cause });
  }
}

/** A line a row, so that a change of it can be read. */
export function writeBaseline(path: string, { predictions, metrics }: RunFolder): void {
  const rows = predictions.map((prediction) => JSON.stringify(compactOf(prediction)));
  writeFileSync(`${path}.partial`, `{"object":"triage.eval.baseline","provenance":${JSON.stringify(metrics.provenance)},"rows":[\n${rows.join(',\n')}\n]}\n`);
  renameSync(`${path}.partial`, path);
}
