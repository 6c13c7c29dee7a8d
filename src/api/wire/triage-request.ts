import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Stage, STAGES, type TriageOptions } from '../../domain/decision.ts';
import type { InboundMessage, Turn } from '../../domain/message.ts';
import { unknownFieldsOf } from './unknown-fields.ts';

/** UTF-16 units of one message; scored to the end in overlapping windows. */
export const TEXT_LENGTH_MAX = 10_000;
const DEADLINE_MS_DEFAULT = 2_000;

/** Identifiers end up in database keys: no control characters, bounded. */
export const identifier = (max: number) => z.string().min(1, 'must not be empty').max(max, `must be at most ${max} characters`).regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters or lone surrogates');
const given = <Schema extends z.ZodType>(schema: Schema) => schema.nullish();
const instant = z.iso.datetime({ offset: true, local: true });

const Attachment = z.object({
  type: z.string().min(1).max(40).regex(/^[a-z0-9_./+-]+$/i, 'letters, digits, dot, dash, slash'),
  mime: given(z.string().max(120)), url: given(z.string().max(4_000)), filename: given(z.string().max(300)),
  caption: given(z.string().max(4_000)), transcript: given(z.string().max(TEXT_LENGTH_MAX)),
}).meta({ id: 'Attachment', description: 'Bytes are never fetched; caption, transcript and file name are scored.' });

const Message = z.object({
  id: given(identifier(200)),
  channel: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'lower-case letters, digits, dash, underscore; at most 32').default('webchat'),
  direction: z.literal('inbound', 'only inbound messages are triaged').default('inbound'),
  text: z.string().max(TEXT_LENGTH_MAX, `must be at most ${TEXT_LENGTH_MAX} characters`),
  timestamp: given(instant),
  language: given(z.string().max(35)),
  attachments: z.array(Attachment).max(20).default([]),
}).refine(({ text, attachments }) => text.trim() !== '' || attachments.length > 0, { path: ['text'], message: 'must not be empty' });

const Identity = z.object({ type: z.string().min(1).max(40), value: z.string().min(1).max(300), scope: given(z.string().max(200)) });

const Contact = z.object({
  identities: z.array(Identity).max(20).default([]),
  name: given(z.string().max(200)), language: given(z.string().max(35)), timezone: given(z.string().max(64)),
  tags: z.array(z.string().max(100)).max(100).default([]),
  value: given(z.object({ lifetime: given(z.number()), currency: given(z.string().max(3)), tier: given(z.string().max(40)) })),
  consent: given(z.object({ marketing: given(z.boolean()), profiling: given(z.boolean()), ai_processing: given(z.boolean()), source: given(z.string().max(200)), at: given(z.string().max(40)) })),
});

const ROLES = ['contact', 'customer', 'user', 'agent', 'bot', 'assistant', 'business'] as const;
const CUSTOMER_ROLES = new Set<string>(['contact', 'customer', 'user']);

const ConversationMessage = z.object({ id: given(identifier(200)), role: z.enum(ROLES), text: z.string().max(TEXT_LENGTH_MAX), timestamp: given(instant) });

const Conversation = z.object({
  id: given(identifier(200)), inbox_id: given(z.string().max(200)), status: given(z.string().max(40)),
  labels: z.array(z.string().max(100)).max(100).default([]),
  last_inbound_at: given(instant),
  messages: z.array(ConversationMessage).max(200).default([]),
});

export const OptionsSchema = z.object({
  include: z.array(z.enum(STAGES)).min(1).optional(),
  deadline_ms: z.int().min(1).max(60_000).default(DEADLINE_MS_DEFAULT),
  max_suggestions: z.int().min(1).max(3).default(2),
  explain: z.boolean().default(true),
  dry_run: z.boolean().default(false),
  store: z.enum(['features', 'none']).default('features'),
  model: z.enum(['triage', 'triage-fast']).default('triage'),
});

export const TriageRequestSchema = z.object({
  message: Message,
  contact: given(Contact),
  conversation: given(Conversation),
  /** Accepted for the caller's convenience; assignment hints are not computed from it yet. */
  agents: z.array(z.unknown()).max(500).optional(),
  templates: z.array(z.unknown()).max(500).optional(),
  options: OptionsSchema.optional(),
}).meta({ id: 'TriageRequest', description: 'One inbound message with what is known about its sender and conversation.' });

/** Read leniently: an unknown stage is warned of, not refused. */
export const TriageQuerySchema = z.object({ include: z.string().optional().describe(`Comma-separated, where the body has no options.include: ${STAGES.join(', ')}.`) });

type TriageRequest = z.infer<typeof TriageRequestSchema>;

const unknownFields = unknownFieldsOf(TriageRequestSchema);

export type ParsedTriage = Readonly<{ message: InboundMessage; options: TriageOptions; warnings: readonly string[]; inputHash: string }>;

/** @throws ZodError with a pointer for each fault. `include` in the query (comma-separated) stands in for the body's. */
export function parseTriageRequest(body: unknown, { tenantId, now, include }: Readonly<{ tenantId: string; now: Date; include?: string | undefined }>): ParsedTriage {
  const request = TriageRequestSchema.parse(body);
  return { message: toMessage(request, tenantId, now), options: toOptions(request.options, include), warnings: warningsOf(body, include), inputHash: hashOf(request) };
}

function warningsOf(body: unknown, include: string | undefined): readonly string[] {
  const fields = unknownFields(body).map((pointer) => `unknown field ${pointer} was ignored`);
  const stages = (include ?? '').split(',').filter((name) => name !== '' && !(STAGES as readonly string[]).includes(name));
  return [...fields, ...stages.map((name) => `unknown stage "${name.slice(0, 40)}" in include was ignored`)];
}

/** Copies only what is there: the domain knows "absent", the wire also knows null. */
function present<Value extends object>(value: Value): { [Key in keyof Value]: NonNullable<Value[Key]> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined)) as { [Key in keyof Value]: NonNullable<Value[Key]> };
}

function toMessage({ message, contact, conversation }: TriageRequest, tenantId: string, now: Date): InboundMessage {
  const { id, language, text, channel, attachments, timestamp } = message;
  return {
    ...(id === null || id === undefined ? {} : { id }),
    ...(language === null || language === undefined ? {} : { language }),
    tenantId, channel, text,
    receivedAt: timestamp === null || timestamp === undefined ? now : new Date(timestamp),
    attachments: attachments.map(present),
    contact: toContact(contact),
    conversation: {
      ...(conversation?.id === null || conversation?.id === undefined ? {} : { id: conversation.id }),
      labels: conversation?.labels ?? [],
      turns: (conversation?.messages ?? []).map(toTurn),
    },
  };
}

function toContact(contact: TriageRequest['contact']): InboundMessage['contact'] {
  if (contact === null || contact === undefined) return { identities: [], tags: [] };
  const { identities, tags, value, consent, ...rest } = contact;
  return {
    identities: identities.map(present), tags, ...present(rest),
    ...(value === null || value === undefined ? {} : { value: present(value) }),
    ...(consent === null || consent === undefined ? {} : { consent: present({ marketing: consent.marketing, profiling: consent.profiling, aiProcessing: consent.ai_processing }) }),
  };
}

const toTurn = ({ id, role, text, timestamp }: z.infer<typeof ConversationMessage>): Turn => ({
  ...(id === null || id === undefined ? {} : { id }),
  role: CUSTOMER_ROLES.has(role) ? 'customer' : 'agent',
  text,
  ...(timestamp === null || timestamp === undefined ? {} : { at: new Date(timestamp) }),
});

const EVERY_STAGE: ReadonlySet<Stage> = new Set(STAGES);

export function toOptions(options: z.infer<typeof OptionsSchema> | undefined, include?: string): TriageOptions {
  const asked = (include ?? '').split(',').filter((name): name is Stage => (STAGES as readonly string[]).includes(name));
  const stages = options?.include ?? (asked.length > 0 ? asked : undefined);
  return {
    include: stages === undefined ? EVERY_STAGE : new Set(stages),
    deadlineMs: options?.deadline_ms ?? DEADLINE_MS_DEFAULT,
    maxSuggestions: options?.max_suggestions ?? 2,
    explain: options?.explain ?? true,
    dryRun: options?.dry_run === true || options?.store === 'none',
    model: options?.model ?? 'triage',
  };
}

/** What makes two deliveries of a message the same one: its words and its attachments. */
const hashOf = ({ message: { text, attachments } }: TriageRequest): string => createHash('sha256').update(attachments.length === 0 ? text : JSON.stringify([text, attachments])).digest('hex');
