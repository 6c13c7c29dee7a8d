import type { EmbeddedSnippet, Snippet } from '../domain/draft.ts';
import { EMBEDDING_DIMENSIONS, type SnippetRepository } from '../domain/ports.ts';

/** Snippets of a run without a database: of one process, gone with it. Same promises as the stored ones. */
export function createMemorySnippets(): SnippetRepository {
  const tenants = new Map<string, { revision: number; snippets: Map<string, EmbeddedSnippet> }>();
  const of = (tenantId: string) => {
    let found = tenants.get(tenantId);
    if (found === undefined) {
      found = { revision: 0, snippets: new Map() };
      tenants.set(tenantId, found);
    }
    return found;
  };
  return {
    list: (tenantId) => Promise.resolve([...of(tenantId).snippets.values()].sort((a, b) => (a.id < b.id ? -1 : 1))),
    find: (tenantId, id) => Promise.resolve(of(tenantId).snippets.get(id)),
    put: async (tenantId, given) => {
      if (given.some(({ embedding }) => embedding.length !== EMBEDDING_DIMENSIONS)) throw new Error(`a vector does not have ${EMBEDDING_DIMENSIONS} dimensions`);
      const tenant = of(tenantId);
      const stored = given.map((snippet): Snippet => {
        const earlier = tenant.snippets.get(snippet.id);
        const changed = earlier === undefined || earlier.title !== snippet.title || earlier.text !== snippet.text;
        const next = { ...snippet, version: (earlier?.version ?? 0) + (changed ? 1 : 0) };
        tenant.snippets.set(snippet.id, next);
        const { embedding: _embedding, embeddingModel: _model, ...plain } = next;
        return plain;
      });
      if (stored.length > 0) tenant.revision += 1;
      return stored;
    },
    setVectors: (tenantId, vectors) => {
      const tenant = of(tenantId);
      const fresh = vectors.filter(({ id, version }) => tenant.snippets.get(id)?.version === version);
      for (const { id, embedding, embeddingModel } of fresh) tenant.snippets.set(id, { ...tenant.snippets.get(id) as EmbeddedSnippet, embedding, embeddingModel });
      if (fresh.length > 0) tenant.revision += 1;
      return Promise.resolve(fresh.length);
    },
    remove: (tenantId, id) => {
      const tenant = of(tenantId);
      const removed = tenant.snippets.delete(id);
      if (removed) tenant.revision += 1;
      return Promise.resolve(removed);
    },
    revision: (tenantId) => Promise.resolve(of(tenantId).revision),
  };
}
