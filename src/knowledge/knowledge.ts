import { LRUCache } from 'lru-cache';
import type { EmbeddedSnippet, RankedSnippet, Snippet } from '../domain/draft.ts';
import type { PreparedText } from '../domain/message.ts';
import type { Clock, EmbeddingModel, SnippetRepository } from '../domain/ports.ts';
import type { NewSnippet } from './import-rows.ts';
import { buildIndex, type KnowledgeIndex, rank, withoutVector } from './rank.ts';
import { contentTerms } from './terms.ts';

/** A tenant's snippets and the search over them. Every method rejects with a ServiceError when storage or the embedding fails. */
export type Knowledge = Readonly<{
  /** Best first, at most `limit`, only snippets valid now. An empty list means that nothing is near, never that something failed. */
  search(tenantId: string, text: PreparedText, limit: number): Promise<readonly RankedSnippet[]>;
  /** Embeds and stores, all or none; returns them in order with their versions. */
  put(tenantId: string, snippets: readonly NewSnippet[]): Promise<readonly Snippet[]>;
  /** False when there was none. */
  remove(tenantId: string, id: string): Promise<boolean>;
  find(tenantId: string, id: string): Promise<Snippet | undefined>;
  list(tenantId: string): Promise<readonly Snippet[]>;
}>;

export type KnowledgeDeps = Readonly<{
  snippets: SnippetRepository;
  embedding: EmbeddingModel;
  now: Clock;
  /** Monotonic milliseconds, for the age of the cache. */
  nowMs(): number;
}>;

const TENANTS_MAX = 256;
/** Snippets held over all tenants: at 384 float32 and an index entry each, some 200 MB. */
const SNIPPETS_MAX = 60_000;
const REVISION_AGE_MS = 1_000;
const EMBED_BATCH = 64;
const QUERY_TEXT_MAX = 2_000;
const SHORT_QUESTION_TERMS = 3;

type Cached = Readonly<{ revision: number; index: KnowledgeIndex; checkedAtMs: number }>;
type Loading = { index: Promise<KnowledgeIndex> | undefined };

/** Keeps one index a tenant in memory, rebuilt when the tenant's revision has risen; own writes are seen at once, others' within a second. */
export function createKnowledge(deps: KnowledgeDeps): Knowledge {
  const { snippets, embedding, now } = deps;
  const indexes = createIndexCache(deps);
  return {
    search: async (tenantId, text, limit) => {
      const index = await indexes.current(tenantId);
      if (index.snippets.length === 0) return [];
      return rank(index, { text, embedding: await embedQuery(embedding, text) }, { limit, now: now() });
    },
    put: async (tenantId, given) => {
      if (given.length === 0) return [];
      const vectors = await embedAll(embedding, given.map(passageText));
      try {
        return await snippets.put(tenantId, given.map((snippet, place) => ({ ...snippet, embedding: vectorAt(vectors, place), embeddingModel: embedding.name })));
      } finally {
        indexes.drop(tenantId);
      }
    },
    remove: async (tenantId, id) => {
      try {
        return await snippets.remove(tenantId, id);
      } finally {
        indexes.drop(tenantId);
      }
    },
    find: async (tenantId, id) => {
      const found = await snippets.find(tenantId, id);
      return found === undefined ? undefined : withoutVector(found);
    },
    list: async (tenantId) => (await snippets.list(tenantId)).map(withoutVector),
  };
}

function createIndexCache({ snippets, embedding, nowMs }: KnowledgeDeps) {
  const cache = new LRUCache<string, Cached>({
    max: TENANTS_MAX,
    maxSize: SNIPPETS_MAX,
    sizeCalculation: ({ index }) => Math.min(SNIPPETS_MAX, Math.max(1, index.snippets.length)),
  });
  const loading = new Map<string, Loading>();

  const load = async (tenantId: string, mine: Loading): Promise<KnowledgeIndex> => {
    // The revision is read first: a write in between makes the index look older than it is, never newer.
    const revision = await snippets.revision(tenantId);
    const known = cache.get(tenantId);
    const index = known?.revision === revision ? known.index : buildIndex(await withVectors(embedding, await snippets.list(tenantId)));
    // An own write in the meantime has taken the place away: what was read before it is used once and not kept.
    if (loading.get(tenantId) === mine) cache.set(tenantId, { revision, index, checkedAtMs: nowMs() });
    return index;
  };
  const start = (tenantId: string): Promise<KnowledgeIndex> => {
    const mine: Loading = { index: undefined };
    loading.set(tenantId, mine);
    mine.index = load(tenantId, mine).finally(() => {
      if (loading.get(tenantId) === mine) loading.delete(tenantId);
    });
    return mine.index;
  };
  return {
    current: async (tenantId: string): Promise<KnowledgeIndex> => {
      const cached = cache.get(tenantId);
      if (cached !== undefined && nowMs() - cached.checkedAtMs < REVISION_AGE_MS) return cached.index;
      return loading.get(tenantId)?.index ?? start(tenantId);
    },
    drop: (tenantId: string): void => {
      cache.delete(tenantId);
      loading.delete(tenantId);
    },
  };
}

/** Vectors of another model cannot be compared: such snippets are embedded anew, in memory only. */
async function withVectors(embedding: EmbeddingModel, stored: readonly EmbeddedSnippet[]): Promise<readonly EmbeddedSnippet[]> {
  const stale = stored.filter(({ embeddingModel }) => embeddingModel !== embedding.name);
  if (stale.length === 0) return stored;
  const vectors = await embedAll(embedding, stale.map(passageText));
  const fresh = new Map(stale.map(({ id }, place) => [id, vectorAt(vectors, place)]));
  return stored.map((snippet) => ({ ...snippet, embedding: fresh.get(snippet.id) ?? snippet.embedding, embeddingModel: embedding.name }));
}

async function embedAll(embedding: EmbeddingModel, texts: readonly string[]): Promise<readonly Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let from = 0; from < texts.length; from += EMBED_BATCH) vectors.push(...(await embedding.embed(texts.slice(from, from + EMBED_BATCH))));
  return vectors;
}

function vectorAt(vectors: readonly Float32Array[], place: number): Float32Array {
  const vector = vectors[place];
  if (vector === undefined) throw new TypeError('an embedding model returned fewer vectors than texts');
  return vector;
}

const passageText = ({ title, text }: Pick<Snippet, 'title' | 'text'>): string => `${title}\n${text}`;

/** The question itself; a scrap ("and for two?") takes the customer's last turn with it. */
async function embedQuery(embedding: EmbeddingModel, text: PreparedText): Promise<Float32Array> {
  const last = contentTerms(text).length > SHORT_QUESTION_TERMS ? undefined : text.context.findLast(({ role }) => role === 'customer');
  const isWhole = last === undefined && text.original.length <= QUERY_TEXT_MAX;
  if (isWhole && embedding.embedPrepared !== undefined) return embedding.embedPrepared(text);
  const own = text.original.slice(0, QUERY_TEXT_MAX);
  return vectorAt(await embedding.embed([last === undefined ? own : `${last.tokens.map((token) => token.text).join(' ')}\n${own}`]), 0);
}
