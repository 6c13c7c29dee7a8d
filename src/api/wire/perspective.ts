import { z } from 'zod';
import type { ModerationDecision } from '../../domain/decision.ts';
import { ServiceError } from '../../domain/failures.ts';
import type { AbuseCategory } from '../../domain/labels.ts';
import type { Span } from '../../domain/message.ts';
import type { Evidence } from '../../domain/score.ts';
import { TEXT_LENGTH_MAX } from './triage-request.ts';

/** What is read for each attribute. docs/perspective.md publishes this table; the numbers are not Google's. */
export type Attribute = Readonly<{ score(seen: Seen): number }>;

export type Seen = Readonly<{ moderation: ModerationDecision; evidence: readonly Evidence[]; spam: number }>;

const category = ({ moderation }: Seen, id: AbuseCategory): number => moderation.categories.find((entry) => entry.id === id)?.score ?? 0;
const anyOf = (...values: readonly number[]): number => Math.max(...values);
const abusive = ({ moderation }: Seen): number => moderation.score ?? 0;

const SWEARING = new Set(['SWEAR', 'SLUR', 'SHUT_UP', 'CUSS_FR', 'CUSS_EN', 'MASKED_WORD']);
const SWORN = 0.85;

/** No model scores swearing that attacks nobody: a known word is called profane, else the abuse score speaks at half weight. */
const profanity = (seen: Seen): number => (seen.evidence.some(({ id }) => SWEARING.has(id)) ? anyOf(SWORN, abusive(seen)) : abusive(seen) / 2);

export const ATTRIBUTES: Readonly<Record<string, Attribute>> = {
  TOXICITY: { score: abusive },
  SEVERE_TOXICITY: { score: (seen) => abusive(seen) * anyOf(category(seen, 'hate'), category(seen, 'harassment/threatening'), category(seen, 'hate/threatening'), category(seen, 'violence'), category(seen, 'sexual') / 2) },
  IDENTITY_ATTACK: { score: (seen) => category(seen, 'hate') },
  INSULT: { score: (seen) => category(seen, 'harassment') },
  PROFANITY: { score: profanity },
  THREAT: { score: (seen) => anyOf(category(seen, 'harassment/threatening'), category(seen, 'hate/threatening')) },
  SEXUALLY_EXPLICIT: { score: (seen) => category(seen, 'sexual') },
  SPAM: { score: ({ spam }) => spam },
};

const Requested = z.record(z.string().max(64), z.object({ scoreType: z.string().optional(), scoreThreshold: z.number().min(0).max(1).optional() }).nullish());

export const AnalyzeRequestSchema = z.object({
  comment: z.object({ text: z.string(), type: z.enum(['PLAIN_TEXT', 'HTML', 'TEXT_TYPE_UNSPECIFIED']).default('PLAIN_TEXT') }),
  context: z.unknown().optional(),
  requestedAttributes: Requested,
  languages: z.array(z.string().max(35)).max(10).default([]),
  spanAnnotations: z.boolean().default(false),
  doNotStore: z.boolean().optional(),
  clientToken: z.string().max(1_000).optional(),
  sessionId: z.string().max(1_000).optional(),
  communityId: z.string().max(1_000).optional(),
}).meta({ id: 'AnalyzeCommentRequest' });

const ScoreSchema = z.object({ value: z.number(), type: z.literal('PROBABILITY') });

export const AnalyzeResponseSchema = z.object({
  attributeScores: z.record(z.string(), z.object({ spanScores: z.array(z.object({ begin: z.int(), end: z.int(), score: ScoreSchema })), summaryScore: ScoreSchema })),
  languages: z.array(z.string()),
  detectedLanguages: z.array(z.string()),
  clientToken: z.string().optional(),
}).meta({ id: 'AnalyzeCommentResponse' });

type Asked = Readonly<{ name: string; attribute: Attribute; threshold: number }>;
export type AnalyzeRequest = Readonly<{ text: string; asked: readonly Asked[]; languages: readonly string[]; spanAnnotations: boolean; clientToken: string | undefined }>;

/** @throws ServiceError or ZodError; both are spelt as Google's error by the error handler. */
export function parseAnalyzeRequest(body: unknown): AnalyzeRequest {
  const { comment, requestedAttributes, languages, spanAnnotations, clientToken } = AnalyzeRequestSchema.parse(body);
  if (comment.text.trim() === '') throw refused('/comment/text', 'Comment must be non-empty.');
  if (comment.text.length > TEXT_LENGTH_MAX) throw refused('/comment/text', `Comment text too long: at most ${TEXT_LENGTH_MAX} characters.`);
  const asked = Object.entries(requestedAttributes).map(([name, options]): Asked => {
    const known = name.replace(/_EXPERIMENTAL$/, '');
    const attribute = Object.hasOwn(ATTRIBUTES, known) ? ATTRIBUTES[known] : undefined;
    if (attribute === undefined) throw refused('/requestedAttributes', `Unknown requested attribute; known ones: ${Object.keys(ATTRIBUTES).join(', ')}.`);
    return { name, attribute, threshold: options?.scoreThreshold ?? 0 };
  });
  if (asked.length === 0) throw refused('/requestedAttributes', 'At least one attribute must be requested.');
  return { text: comment.type === 'HTML' ? blankTags(comment.text) : comment.text, asked, languages, spanAnnotations, clientToken };
}

const refused = (pointer: string, detail: string): ServiceError => new ServiceError('validation', `comments:analyze ${pointer}`, { publicDetail: detail, issues: [{ pointer, code: 'invalid', detail }] });

/** Tags become blanks of the same length, so that spans still point into the text that was sent. */
const blankTags = (html: string): string => html.replace(/<[^<>]{0,2000}>/g, (tag) => ' '.repeat(tag.length));

const probability = (value: number) => ({ value, type: 'PROBABILITY' as const });

export function presentAnalysis({ text, asked, languages, spanAnnotations, clientToken }: AnalyzeRequest, seen: Seen, language: string) {
  const attributeScores = Object.fromEntries(asked.flatMap(({ name, attribute, threshold }) => {
    const value = attribute.score(seen);
    return value < threshold ? [] : [[name, { spanScores: spanScores(text, value, spanAnnotations ? seen.moderation.spans : []), summaryScore: probability(value) }]];
  }));
  return {
    attributeScores,
    languages: languages.length > 0 ? languages : [language],
    detectedLanguages: [language],
    ...(clientToken === undefined ? {} : { clientToken }),
  };
}

/** The parts that carry the score where spans were asked for and found; else the whole text. */
const spanScores = (text: string, value: number, spans: readonly Span[]) =>
  (spans.length > 0 ? spans : [{ start: 0, end: text.length }]).map(({ start, end }) => ({ begin: start, end, score: probability(value) }));

const STATUSES: Readonly<Record<number, string>> = { 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND', 409: 'ABORTED', 429: 'RESOURCE_EXHAUSTED', 503: 'UNAVAILABLE', 504: 'DEADLINE_EXCEEDED' };

export const presentGoogleError = (status: number, message: string) => ({ error: { code: status, message, status: STATUSES[status] ?? (status < 500 ? 'INVALID_ARGUMENT' : 'INTERNAL'), details: [] } });
