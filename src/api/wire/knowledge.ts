import { z } from 'zod';
import type { RankedSnippet, Snippet } from '../../domain/draft.ts';
import { identifier } from './triage-request.ts';

export const SNIPPET_TEXT_MAX = 10_000;

/** A snippet as callers write it; `id` comes from the path or the row. */
const fields = {
  title: z.string().trim().min(1, 'must not be empty').max(200),
  text: z.string().trim().min(1, 'must not be empty').max(SNIPPET_TEXT_MAX, `must be at most ${SNIPPET_TEXT_MAX} characters; cut it at its headings`),
  lang: z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/, 'a BCP 47 tag such as "fr"').optional(),
  kind: z.enum(['faq', 'product', 'policy', 'quick_reply']).default('faq'),
  tags: z.array(z.string().max(60)).max(50).default([]),
  valid_from: z.iso.datetime({ offset: true }).nullish(),
  valid_until: z.iso.datetime({ offset: true }).nullish(),
};

export const SnippetSchema = z.object(fields).meta({ id: 'SnippetInput' });
export const SnippetRowSchema = z.object({ id: identifier(128), ...fields }).meta({ id: 'SnippetRow' });
export const SNIPPETS_AT_ONCE_MAX = 1_000;
export const SnippetRowsSchema = z.array(SnippetRowSchema).min(1).max(SNIPPETS_AT_ONCE_MAX);

export const StoredSnippetSchema = z.object({
  object: z.literal('snippet'), id: z.string(), version: z.int(), kind: z.string(), title: z.string(), text: z.string(), lang: z.string(), tags: z.array(z.string()),
  valid_from: z.string().nullable(), valid_until: z.string().nullable(),
}).meta({ id: 'Snippet' });

export const SnippetListSchema = z.object({ object: z.literal('list'), data: z.array(StoredSnippetSchema), has_more: z.boolean(), next_after: z.string().nullable() });

export const ImportResultSchema = z.object({
  object: z.literal('snippet.import'), stored: z.int(),
  snippets: z.array(z.object({ id: z.string(), version: z.int() })),
});

export const SearchRequestSchema = z.object({ query: z.string().trim().min(1, 'must not be empty').max(2_000), limit: z.int().min(1).max(50).default(5), lang: z.string().max(35).optional() })
  .meta({ id: 'SearchRequest' });

export const SearchResponseSchema = z.object({
  object: z.literal('list'), language: z.string(),
  data: z.array(z.object({ snippet: StoredSnippetSchema, score: z.number(), lexical: z.number(), cosine: z.number() })),
});

/** A snippet without its version, as the knowledge room takes it. */
export type NewSnippet = Omit<Snippet, 'version'>;

export function toSnippet(id: string, { title, text, lang, kind, tags, valid_from: from, valid_until: until }: z.infer<typeof SnippetSchema>, guess: (text: string) => string): NewSnippet {
  return {
    id, title, text, kind, tags,
    language: lang?.split('-')[0]?.toLowerCase() ?? guess(`${title}\n${text}`),
    ...(from === null || from === undefined ? {} : { validFrom: new Date(from) }),
    ...(until === null || until === undefined ? {} : { validUntil: new Date(until) }),
  };
}

export const presentSnippet = ({ id, version, kind, title, text, language, tags, validFrom, validUntil }: Snippet) => ({
  object: 'snippet' as const, id, version, kind, title, text, lang: language, tags,
  valid_from: validFrom?.toISOString() ?? null, valid_until: validUntil?.toISOString() ?? null,
});

export const presentRanked = ({ snippet, score, lexical, cosine }: RankedSnippet) => ({ snippet: presentSnippet(snippet), score, lexical, cosine });
