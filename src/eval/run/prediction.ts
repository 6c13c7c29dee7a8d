import { z } from 'zod';
import { ACTIONS } from '../../domain/labels.ts';
import { prepareText } from '../../text/prepare.ts';
import { LabelsSchema, type Row } from '../dataset.ts';
import { namesIdentityGroup } from './identity.ts';

const yesNo = z.object({ score: z.number().nullable(), flagged: z.boolean() });
const category = z.object({ id: z.string(), score: z.number(), flagged: z.boolean() });

/** What figures rest on of an answer to POST /v1/triage, in process or over HTTP; other fields may come and go. */
export const AnswerSchema = z.object({
  policy: z.object({ id: z.string(), version: z.number() }),
  language: z.object({ tag: z.string() }),
  moderation: z.object({ action: z.enum(ACTIONS), flagged: z.boolean(), score: z.number().nullable(), uncertain: z.boolean(), categories: z.array(category) }).optional(),
  spam: yesNo.optional(),
  lead: z.object({ tier: z.string().nullable(), score: z.number().nullable().optional() }).optional(),
  intent: z.object({ top: z.string().nullable() }).optional(),
  sentiment: z.object({ label: z.string().nullable() }).optional(),
  urgency: z.object({ level: z.string().nullable(), score: z.number().optional() }).optional(),
  prompt_injection: yesNo.optional(),
  routing: z.object({ queue: z.string() }).optional(),
  timing_ms: z.record(z.string(), z.number()).default({}),
  usage: z.object({ llm_tokens: z.number(), est_cost_usd: z.number() }).optional(),
});
export type Answer = z.infer<typeof AnswerSchema>;

/** A row's truth beside the answer, without its words. `answer` is absent when there was none; `failed` then says why. */
export type Prediction = Readonly<{
  id: string;
  group?: string | undefined;
  lang?: string | undefined;
  gold: z.infer<typeof LabelsSchema>;
  slices: readonly string[];
  failed?: string | undefined;
  answer?: Answer | undefined;
}>;

const Known = z.object({ id: z.string(), group: z.string().optional(), lang: z.string().optional(), gold: LabelsSchema, slices: z.array(z.string()), failed: z.string().optional() });

/** A line of predictions.jsonl; undefined for one that was torn or is of another kind. */
export function parsePrediction(line: string): Prediction | undefined {
  try {
    const value = JSON.parse(line) as unknown;
    const known = Known.parse(value);
    return known.failed === undefined ? { ...known, answer: AnswerSchema.parse(value) } : known;
  } catch {
    return undefined;
  }
}

/** The line of a row: what is known of it, then the body that was answered, or why there is none. */
export function predictionLine(row: Row, answered: Readonly<{ body: object }> | Readonly<{ failed: string }>): string {
  const { id, group, lang, labels } = row;
  const known = { id, group, lang, gold: labels, slices: slicesOf(row) };
  return JSON.stringify('failed' in answered ? { ...known, failed: answered.failed } : { ...known, ...answered.body, id });
}

/** The slices a row belongs to: all, its language, its channel and source, whether it has earlier turns, its length, whether it hides its words or names an identity group. */
export function slicesOf({ lang, channel, source, conversation, text }: Row): readonly string[] {
  const words = text.split(/\s+/).length;
  return [
    'all', lang === 'fr' || lang === 'en' ? lang : 'other languages', conversation === undefined || conversation.length === 0 ? 'first message' : 'with earlier turns',
    words <= 5 ? 'up to 5 words' : words <= 40 ? '6 to 40 words' : 'over 40 words',
    ...(prepareText({ text }).obfuscations.length > 0 ? ['obfuscated'] : []),
    ...(namesIdentityGroup(text) ? ['identity group named'] : []),
    ...(channel === undefined ? [] : [`channel ${channel}`]),
    ...(source === undefined ? [] : [`source ${source}`]),
  ];
}
