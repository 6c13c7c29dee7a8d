import { existsSync } from 'node:fs';
import { z } from 'zod';
import { DatasetError, readJsonLines } from '../dataset.ts';

/** A question with what an answer rests on and must say. A line of questions.jsonl. */
const QuestionSchema = z.object({
  id: z.string().min(1),
  text: z.string().min(1),
  lang: z.string().optional(),
  /** Ids of the snippets that hold the answer; empty when none does. */
  relevant: z.array(z.string()),
  answerable: z.boolean(),
  must_include: z.array(z.string()).default([]),
  must_not_include: z.array(z.string()).default([]),
  /** Other spellings that serve for one of `must_include`. */
  equivalents: z.record(z.string(), z.array(z.string())).default({}),
  conversation: z.array(z.object({ role: z.enum(['customer', 'agent']), text: z.string() })).optional(),
  traits: z.array(z.string()).default([]),
  cross_lingual: z.boolean().optional(),
});
export type Question = z.infer<typeof QuestionSchema>;

export const isCrossLingual = ({ traits, cross_lingual: flag }: Question): boolean => flag === true || traits.includes('cross_lingual');

/** @throws DatasetError naming the line of the first fault, or a snippet that is not there. */
export function readQuestions(path: string, snippets: ReadonlySet<string>): readonly Question[] {
  if (!existsSync(path)) throw new DatasetError(`${path} does not exist.`, { remedy: 'The folder must hold brand.json, snippets.jsonl and questions.jsonl; docs/evaluation.md shows them.' });
  const ids = new Set<string>();
  return readJsonLines(path).map(({ value, line }) => {
    const parsed = QuestionSchema.safeParse(value);
    const remedy = 'docs/evaluation.md shows a question.';
    if (!parsed.success) throw new DatasetError(`${path}:${line}: ${z.prettifyError(parsed.error)}`, { remedy });
    const { id, relevant } = parsed.data;
    const unknown = relevant.find((snippet) => !snippets.has(snippet));
    if (unknown !== undefined) throw new DatasetError(`${path}:${line}: there is no snippet "${unknown}"`, { remedy });
    if (ids.has(id)) throw new DatasetError(`${path}:${line}: the id "${id}" occurs twice`, { remedy });
    ids.add(id);
    return parsed.data;
  });
}
