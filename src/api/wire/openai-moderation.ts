import { z } from 'zod';
import type { ModerationDecision, Reading } from '../../domain/decision.ts';
import { ServiceError } from '../../domain/failures.ts';
import { ABUSE_CATEGORIES, type AbuseCategory, isSelfHarm } from '../../domain/labels.ts';
import type { FailureCode } from '../../domain/failures.ts';
import { TEXT_LENGTH_MAX } from './triage-request.ts';

const INPUTS_MAX = 100;

const Part = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) }),
]);

/** The request of OpenAI's moderation endpoint. A parts array is one input; an array of strings is one input each. */
export const ModerationRequestSchema = z.object({
  input: z.union([z.string(), z.array(z.string()).min(1).max(INPUTS_MAX), z.array(Part).min(1).max(INPUTS_MAX)]),
  model: z.string().max(100).optional(),
}).meta({ id: 'ModerationRequest' });

export type ModerationInput = Readonly<{ texts: readonly string[]; model: 'triage' | 'triage-fast' }>;


/** Any other service's model name is accepted for ours, so that a client changes only its base URL. @throws ServiceError `validation`, whose pointer becomes OpenAI's `param`. */
export function parseModerationRequest(body: unknown): ModerationInput {
  const parsed = ModerationRequestSchema.safeParse(body);
  if (!parsed.success) {
    throw parsed.error.issues[0]?.path[0] === 'model' ? refused('model', 'must be a string of at most 100 characters') : refused('input', `must be a string, an array of strings, or an array of content parts; at most ${INPUTS_MAX}`);
  }
  const { input, model } = parsed.data;
  const texts = typeof input === 'string' ? [input] : isStrings(input) ? input : [textOf(input)];
  const empty = texts.findIndex((text) => text.trim() === '');
  if (empty >= 0) throw refused(Array.isArray(input) ? `input/${empty}` : 'input', 'must not be empty');
  const long = texts.findIndex((text) => text.length > TEXT_LENGTH_MAX);
  if (long >= 0) throw refused(Array.isArray(input) ? `input/${long}` : 'input', `must be at most ${TEXT_LENGTH_MAX} characters`);
  return { texts, model: model === 'triage-fast' ? model : 'triage' };
}

const isStrings = (input: readonly unknown[]): input is string[] => typeof input[0] === 'string';

function textOf(parts: readonly z.infer<typeof Part>[]): string {
  const image = parts.findIndex(({ type }) => type === 'image_url');
  if (image >= 0) throw refused(`input/${image}`, 'images are not scored here; send text parts only');
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}

const refused = (pointer: string, detail: string): ServiceError =>
  new ServiceError('validation', `moderation ${pointer}: ${detail}`, { publicDetail: `${pointer.replaceAll('/', '.')} ${detail}`, issues: [{ pointer: `/${pointer}`, code: 'invalid', detail }] });

const Result = z.object({
  flagged: z.boolean(),
  categories: z.record(z.enum(ABUSE_CATEGORIES), z.boolean()),
  category_scores: z.record(z.enum(ABUSE_CATEGORIES), z.number()),
  category_applied_input_types: z.record(z.enum(ABUSE_CATEGORIES), z.array(z.literal('text'))),
  x_triage: z.object({}).loose(),
});

export const ModerationResponseSchema = z.object({ id: z.string(), model: z.string(), results: z.array(Result) }).meta({ id: 'ModerationResponse' });

export type ModeratedText = Readonly<{ reading: Partial<Reading> & Readonly<{ moderation: ModerationDecision }>; failed: readonly string[] }>;

/** OpenAI's answer with all 13 categories; our extras stand under `x_triage`, where strict clients do not look. */
export function presentModerations(id: string, model: string, moderated: readonly ModeratedText[]) {
  return { id, model, results: moderated.map(presentOne) };
}

type Thirteen<Value> = Record<AbuseCategory, Value>;

function presentOne({ reading: { moderation, spam, injection }, failed }: ModeratedText) {
  const categories = {} as Thirteen<boolean>;
  const scores = {} as Thirteen<number>;
  const applied = {} as Thirteen<readonly 'text'[]>;
  for (const { id, score, flagged } of moderation.categories) {
    categories[id] = flagged;
    scores[id] = score;
    applied[id] = ['text'];
  }
  // Abusive on the whole while no category passes its own threshold: the strongest one carries the flag, as clients read it there.
  if (moderation.flagged && !moderation.categories.some(({ id, flagged }) => flagged && !isSelfHarm(id))) categories[strongest(moderation)] = true;
  return {
    flagged: Object.values(categories).includes(true),
    categories, category_scores: scores, category_applied_input_types: applied,
    x_triage: {
      action: moderation.action, score: moderation.score, severity: moderation.severity, target: null, uncertain: moderation.uncertain, rules: moderation.rules,
      spans: moderation.spans.map(({ start, end, category }) => ({ span: [start, end], category })),
      spam: spam === undefined ? null : { score: spam.score, flagged: spam.flagged, kind: spam.kind },
      prompt_injection: injection === undefined ? null : { score: injection.score, flagged: injection.flagged },
      degraded: failed,
    },
  };
}

const strongest = ({ categories }: ModerationDecision): AbuseCategory =>
  categories.filter(({ id }) => !isSelfHarm(id)).reduce((best, category) => (category.score > best.score ? category : best)).id;

const TYPES: Readonly<Partial<Record<FailureCode, string>>> = { unauthenticated: 'invalid_request_error', forbidden_scope: 'permission_error', rate_limited: 'rate_limit_exceeded', overloaded: 'server_error' };

/** The error envelope that OpenAI's SDKs parse. */
export const presentOpenAiError = (code: FailureCode, status: number, message: string, param: string | null) => ({
  error: { message, type: TYPES[code] ?? (status >= 500 ? 'server_error' : 'invalid_request_error'), param, code: code === 'unauthenticated' ? 'invalid_api_key' : code },
});
