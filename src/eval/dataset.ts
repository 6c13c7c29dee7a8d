import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip, gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { ABUSE_CATEGORIES, INTENTS, LEAD_TIERS, SENTIMENTS, SPAM_KINDS, URGENCIES } from '../domain/labels.ts';

/** Gold labels of one row. A label that a dataset does not carry is absent, never guessed. */
export const LabelsSchema = z.object({
  spam: z.boolean().optional(),
  spam_kind: z.enum(SPAM_KINDS).nullable().optional(),
  abuse: z.boolean().nullable().optional(),
  abuse_categories: z.array(z.enum(ABUSE_CATEGORIES)).optional(),
  lead: z.enum(LEAD_TIERS).optional(),
  intent: z.enum(INTENTS).optional(),
  urgency: z.enum(URGENCIES).optional(),
  sentiment: z.enum(SENTIMENTS).optional(),
  queue: z.string().optional(),
  prompt_injection: z.boolean().optional(),
});
export type Labels = z.infer<typeof LabelsSchema>;

export const RowSchema = z.object({
  id: z.string().min(1),
  text: z.string(),
  lang: z.string().optional(),
  channel: z.string().optional(),
  group: z.string().optional(),
  source: z.string().optional(),
  conversation: z.array(z.object({ role: z.enum(['customer', 'agent']), text: z.string() })).optional(),
  labels: LabelsSchema,
});
export type Row = z.infer<typeof RowSchema>;

/** Input that cannot be used as it is; lines count from 1. `remedy` says what to do about it. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
  readonly remedy: string;

  constructor(message: string, { remedy, cause }: Readonly<{ remedy?: string; cause?: unknown }> = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.remedy = remedy ?? 'docs/labels.md and datasets/README.md show the row format.';
  }
}

/** All rows of a JSONL file, gzipped or not. @throws DatasetError naming file and line. */
export function readRows(path: string): readonly Row[] {
  const ids = new Set<string>();
  return readJsonLines(path).map(({ value, line }) => {
    const parsed = RowSchema.safeParse(value);
    if (!parsed.success) throw new DatasetError(`${path}:${line}: ${z.prettifyError(parsed.error)}`);
    if (ids.has(parsed.data.id)) throw new DatasetError(`${path}:${line}: the id "${parsed.data.id}" occurs twice`);
    ids.add(parsed.data.id);
    return parsed.data;
  });
}

export function readJsonLines(path: string): readonly Readonly<{ value: unknown; line: number }>[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [{ value: parseLine(line, path, index + 1), line: index + 1 }]));
}

function parseLine(line: string, path: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new DatasetError(`${path}:${number}: not valid JSON`);
  }
}

/** Lines of a file of any size, one at a time; gzip by its ending. @throws DatasetError when the file cannot be read to its end. */
export async function* streamLines(path: string): AsyncIterable<string> {
  const raw = createReadStream(path);
  const input = path.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  // A pipe does not pass on what goes wrong before it: the lines would only end early.
  if (input !== raw) raw.once('error', (error) => input.destroy(error));
  try {
    yield* createInterface({ input, crlfDelay: Infinity });
  } catch (cause) {
    throw new DatasetError(`${path} cannot be read to its end: ${cause instanceof Error ? cause.message : 'unknown error'}`, { cause });
  }
}
