import { LRUCache } from 'lru-cache';
import type { EmbeddedSnippet, RankedSnippet, Snippet } from '../domain/draft.ts';
import type { PreparedText } from '../domain/message.ts';
import type { Clock, EmbeddingModel, SnippetRepository } from '../domain/ports.ts';
import { ServiceError } from '../domain/failures.ts';
import { createCatchUp, EMBEDDED_AT_ONCE, type PassageEncoder, passageOf } from './catch-up.ts';
import type { NewSnippet } from './import-rows.ts';
import { buildIndex, type KnowledgeIndex, rank, type RankQuery, withoutVector } from './rank.ts';
import { contentTerms } from './terms.ts';
import { vectorAt } from './vectors.ts';

/** A tenant's snippets and the search over them. Every method rejects with a ServiceError when storage or the embedding fails. */
export type Knowledge = Readonly<{
  /**
   * Best first, at most `limit`, only snippets valid now. An empty list means that nothing is near, never that something failed.
   * `vector`: the encoder's of this question; without it words and hashed vectors decide.
   */
  search(tenantId: string, text: PreparedText, limit: number, vector?: Float32Array): Promise<readonly RankedSnippet[]>;
  /** Embeds and stores, all or none; returns them in order with their versions. */
  put(tenantId: string, snippets: readonly NewSnippet[]): Promise<readonly Snippet[]>;
  /** False when there was none. */
  remove(tenantId: string, id: string): Promise<boolean>;
  find(tenantId: string, id: string): Promise<Snippet | undefined>;
  list(tenantId: string): Promise<readonly Snippet[]>;
  /** Resolves when every snippet that a search has met has the encoder's vector, or cannot get it. */
  settled(): Promise<void>;
  /** Ends what is embedded in the background; what is stored stays. */
  close(): Promise<void>;
}>;

export type KnowledgeDeps = Readonly<{
  snippets: SnippetRepository;
  /** Of words alone, always there; its vectors serve where the encoder's are missing. */
  embedding: EmbeddingModel;
  encoder?: PassageEncoder;
  now: Clock;
  /** Monotonic milliseconds, for the age of the cache. */
  nowMs(): number;
}>;

const TENANTS_MAX = 256;
/** Snippets held over all tenants: at twice 384 float32 and an index entry each, some 300 MB. */
const SNIPPETS_MAX = 60_000;
const REVISION_AGE_MS = 1_000;
const EMBED_BATCH = 64;
const PASSAGES_AT_ONCE = 2;
const QUERY_TEXT_MAX = 2_000;
const SHORT_QUESTION_TERMS = 3;

type Cached = Readonly<{ revision: number; index: KnowledgeIndex; checkedAtMs: number }>;
type Loading = { index: Promise<KnowledgeIndex> | undefined };

/** Keeps one index a tenant in memory, rebuilt when the tenant's revision has risen; own writes are seen at once, others' within a second. */
export function createKnowledge(deps: KnowledgeDeps): Knowledge {
  const { snippets, embedding, encoder, now, nowMs } = deps;
  const catchUp = encoder === undefined ? undefined : createCatchUp({ snippets, encoder, nowMs, onStored: (tenantId) => indexes.drop(tenantId) });
  const indexes = createIndexCache(deps, (tenantId, stored) => catchUp?.start(tenantId, stored));
  return {
    search: async (tenantId, text, limit, vector) => {
      const index = await indexes.current(tenantId);
      if (index.snippets.length === 0) return [];
      const query: RankQuery = vector !== undefined && encoder !== undefined ? { text, embedding: vector, space: 'encoder' } : { text, embedding: await embedQuery(embedding, text) };
      return rank(index, query, { limit, now: now() });
    },
    put: async (tenantId, given) => {
      if (given.length === 0) return [];
      const { name, vectors } = await embedGiven(deps, given);
      try {
        return await snippets.put(tenantId, given.map((snippet, place) => ({ ...snippet, embedding: vectorAt(vectors, place), embeddingModel: name })));
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
    settled: async () => catchUp?.idle(),
    close: async () => catchUp?.stop(),
  };
}

/** The encoder's vectors of a few snippets. Of many, or when it is busy, hashed ones, and the encoder's follow in the background. */
async function embedGiven({ embedding, encoder }: KnowledgeDeps, given: readonly NewSnippet[]): Promise<Readonly<{ name: string; vectors: readonly Float32Array[] }>> {
  if (encoder !== undefined && given.length <= EMBEDDED_AT_ONCE) {
    try {
      const vectors: Float32Array[] = [];
      // A few at a time: messages that come meanwhile wait for these, not for all.
      for (let from = 0; from < given.length; from += PASSAGES_AT_ONCE) vectors.push(...(await encoder.embedPassages(given.slice(from, from + PASSAGES_AT_ONCE).map(passageOf))));
      return { name: encoder.name, vectors };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
    }
  }
  return { name: embedding.name, vectors: await embedAll(embedding, given.map(passageText)) };
}

function createIndexCache({ snippets, embedding, encoder, nowMs }: KnowledgeDeps, onLoaded: (tenantId: string, stored: readonly EmbeddedSnippet[]) => void) {
  const cache = new LRUCache<string, Cached>({
    max: TENANTS_MAX,
    maxSize: SNIPPETS_MAX,
    sizeCalculation: ({ index }) => Math.min(SNIPPETS_MAX, Math.max(1, index.snippets.length)),
  });
  const loading = new Map<string, Loading>();

  const build = async (tenantId: string): Promise<KnowledgeIndex> => {
    const stored = await snippets.list(tenantId);
    onLoaded(tenantId, stored);
    return buildIndex(await withVectors(embedding, stored), stored.map((snippet) => (snippet.embeddingModel === encoder?.name ? snippet.embedding : undefined)));
  };
  const load = async (tenantId: string, mine: Loading): Promise<KnowledgeIndex> => {
    // The revision is read first: a write in between makes the index look older than it is, never newer.
    const revision = await snippets.revision(tenantId);
    const known = cache.get(tenantId);
    const index = known?.revision === revision ? known.index : await build(tenantId);
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

/** Every snippet with its hashed vector; one stored with another is hashed here, which takes some 60 µs. */
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

const passageText = ({ title, text }: Pick<Snippet, 'title' | 'text'>): string => `${title}\n${text}`;

/** The question itself; a scrap ("and for two?") takes the customer's last turn with it. */
async function embedQuery(embedding: EmbeddingModel, text: PreparedText): Promise<Float32Array> {
  const last = contentTerms(text).length > SHORT_QUESTION_TERMS ? undefined : text.context.findLast(({ role }) => role === 'customer');
  const isWhole = last === undefined && text.original.length <= QUERY_TEXT_MAX;
  if (isWhole && embedding.embedPrepared !== undefined) return embedding.embedPrepared(text);
  const own = text.original.slice(0, QUERY_TEXT_MAX);
  return vectorAt(await embedding.embed([last === undefined ? own : `${last.tokens.map((token) => token.text).join(' ')}\n${own}`]), 0);
}
