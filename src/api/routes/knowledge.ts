import { z } from 'zod';
import { ServiceError } from '../../domain/failures.ts';
import type { ApiDeps } from '../deps.ts';
import type { Call, Route } from '../route.ts';
import {
  ImportResultSchema, presentRanked, presentSnippet, SearchRequestSchema, SearchResponseSchema, SnippetListSchema, SnippetRowsSchema, SNIPPETS_AT_ONCE_MAX, SnippetSchema, StoredSnippetSchema, toSnippet,
} from '../wire/knowledge.ts';
import { invalid } from '../wire/problem.ts';
import { identifier } from '../wire/triage-request.ts';

type Deps = Pick<ApiDeps, 'knowledge'>;

const IMPORT_BYTES_MAX = 4 * 1024 * 1024;
const PAGE_DEFAULT = 100;
const PAGE_MAX = 1_000;
const FAULTS_SHOWN = 20;
/** Media type → the file ending by which the importer knows the format. */
const FORMATS: Readonly<Record<string, string>> = { 'application/x-ndjson': 'jsonl', 'application/jsonl': 'jsonl', 'text/csv': 'csv', 'text/markdown': 'md' };

const SnippetId = identifier(128);
const idOf = ({ params }: Call): string => {
  const parsed = SnippetId.safeParse(params['id']);
  if (!parsed.success) throw invalid('/id', parsed.error.issues[0]?.message ?? 'not an id');
  return parsed.data;
};

const unknown = (id: string): ServiceError => new ServiceError('not_found', `no snippet ${id}`, { publicDetail: 'No snippet has this id.' });

export const knowledgeRoutes = (deps: Deps): readonly Route[] => [list(deps), bulk(deps), read(deps), put(deps), remove(deps), search(deps)];

const ListQuery = z.object({ limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT), after: z.string().max(128).optional() });

function list({ knowledge }: Deps): Route {
  return {
    method: 'get', path: '/v1/knowledge/snippets', scope: 'knowledge:read', body: 'none',
    handle: async ({ caller, query }) => {
      const { limit, after } = ListQuery.parse(query);
      const all = await knowledge.list(caller.tenantId);
      const rest = after === undefined ? all : all.filter(({ id }) => id > after);
      const page = rest.slice(0, limit);
      const more = rest.length > page.length;
      return { status: 200, json: { object: 'list', data: page.map(presentSnippet), has_more: more, next_after: more ? (page.at(-1)?.id ?? null) : null } };
    },
    docs: { id: 'listSnippets', tag: 'knowledge', summary: 'Snippets, by id, in pages.', query: ListQuery, response: SnippetListSchema },
  };
}

/** All or none: a file with a faulty row stores nothing and names every fault with its line. */
function bulk({ knowledge }: Deps): Route {
  return {
    method: 'put', path: '/v1/knowledge/snippets', scope: 'knowledge:write', body: 'text', bodyBytesMax: IMPORT_BYTES_MAX,
    handle: async ({ body, contentType, caller }) => {
      const snippets = typeof body === 'string' ? fromFile(knowledge, contentType, body) : SnippetRowsSchema.parse(body).map(({ id, ...fields }) => toSnippet(id, fields, knowledge.guessLanguage));
      const ids = new Set<string>();
      const twice = snippets.findIndex(({ id }) => ids.size === ids.add(id).size);
      if (twice >= 0) throw invalid(`/${twice}/id`, 'occurs twice', 'duplicate');
      const stored = await knowledge.put(caller.tenantId, snippets);
      return { status: 200, json: { object: 'snippet.import', stored: stored.length, snippets: stored.map(({ id, version }) => ({ id, version })) } };
    },
    docs: {
      id: 'importSnippets', tag: 'knowledge', summary: 'Stores many snippets: a JSON array, JSONL, CSV or Markdown.', request: SnippetRowsSchema,
      accepts: Object.keys(FORMATS), response: ImportResultSchema,
    },
  };
}

function fromFile(knowledge: ApiDeps['knowledge'], contentType: string, content: string): ReturnType<ApiDeps['knowledge']['parse']>['snippets'] {
  const ending = FORMATS[contentType.split(';')[0]?.trim().toLowerCase() ?? ''];
  if (ending === undefined) throw new ServiceError('unsupported_media', 'import media type');
  const { snippets, faults } = knowledge.parse(`body.${ending}`, content);
  if (faults.length > 0) {
    throw new ServiceError('validation', `${faults.length} faults in an import`, {
      publicDetail: `${faults.length} faults; nothing was stored.`, issues: faults.slice(0, FAULTS_SHOWN).map(({ line, detail }) => ({ pointer: `/${line}`, code: 'line', detail: `line ${line}: ${detail}` })),
    });
  }
  if (snippets.length === 0) throw invalid('', 'holds no snippet', 'empty');
  if (snippets.length > SNIPPETS_AT_ONCE_MAX) throw invalid('', `holds more than ${SNIPPETS_AT_ONCE_MAX} snippets; send them in parts, or use "triage knowledge import"`, 'too_big');
  return snippets;
}

function read({ knowledge }: Deps): Route {
  return {
    method: 'get', path: '/v1/knowledge/snippets/{id}', scope: 'knowledge:read', body: 'none',
    handle: async (call) => {
      const snippet = await knowledge.find(call.caller.tenantId, idOf(call));
      if (snippet === undefined) throw unknown(idOf(call));
      return { status: 200, json: presentSnippet(snippet) };
    },
    docs: { id: 'getSnippet', tag: 'knowledge', summary: 'One snippet.', response: StoredSnippetSchema },
  };
}

function put({ knowledge }: Deps): Route {
  return {
    method: 'put', path: '/v1/knowledge/snippets/{id}', scope: 'knowledge:write', body: 'json',
    handle: async (call) => {
      const [stored] = await knowledge.put(call.caller.tenantId, [toSnippet(idOf(call), SnippetSchema.parse(call.body), knowledge.guessLanguage)]);
      return { status: 200, json: stored === undefined ? null : presentSnippet(stored) };
    },
    docs: { id: 'putSnippet', tag: 'knowledge', summary: 'Stores one snippet; its version rises when title or text change.', request: SnippetSchema, response: StoredSnippetSchema },
  };
}

function remove({ knowledge }: Deps): Route {
  return {
    method: 'delete', path: '/v1/knowledge/snippets/{id}', scope: 'knowledge:write', body: 'none',
    handle: async (call) => {
      if (!await knowledge.remove(call.caller.tenantId, idOf(call))) throw unknown(idOf(call));
      return { status: 204 };
    },
    docs: { id: 'deleteSnippet', tag: 'knowledge', summary: 'Removes one snippet.', status: 204 },
  };
}

function search({ knowledge }: Deps): Route {
  return {
    method: 'post', path: '/v1/knowledge/search', scope: 'knowledge:read', body: 'json',
    handle: async ({ caller, body }) => {
      const { query, limit, lang } = SearchRequestSchema.parse(body);
      const { language, found } = await knowledge.search(caller.tenantId, query, { limit, ...(lang === undefined ? {} : { language: lang }) });
      return { status: 200, json: { object: 'list', language, data: found.map(presentRanked) } };
    },
    docs: { id: 'searchKnowledge', tag: 'knowledge', summary: 'Ranked snippets with both parts of each score.', request: SearchRequestSchema, response: SearchResponseSchema },
  };
}
