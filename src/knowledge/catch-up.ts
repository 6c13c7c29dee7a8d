import type { EmbeddedSnippet, Snippet } from '../domain/draft.ts';
import type { Encoder, SnippetRepository, StoredVector } from '../domain/ports.ts';
import { vectorAt } from './vectors.ts';

/** What is embedded in one go by whoever stores it; more would keep a caller waiting for seconds. */
export const EMBEDDED_AT_ONCE = 64;
const STORED_TOGETHER = 32;
/** After a failure a tenant's snippets are left alone for so long; words and hashed vectors find them meanwhile. */
const REST_MS = 60_000;

export type PassageEncoder = Pick<Encoder, 'name' | 'embedPassages'>;
export type CatchUpDeps = Readonly<{ snippets: SnippetRepository; encoder: PassageEncoder; nowMs(): number; onStored(tenantId: string): void }>;

/**
 * Embeds in the background what was stored without the encoder's vectors, or with those of an earlier encoder: a large import, a CLI's,
 * a release's new model. One passage at a time, so that messages wait for one at most; what is done is stored and survives a restart.
 */
export function createCatchUp({ snippets, encoder, nowMs, onStored }: CatchUpDeps) {
  const running = new Map<string, Promise<void>>();
  const restsUntil = new Map<string, number>();
  let stopped = false;

  const work = async (tenantId: string, stale: readonly EmbeddedSnippet[]): Promise<void> => {
    for (let from = 0; from < stale.length && !stopped; from += STORED_TOGETHER) {
      const vectors: StoredVector[] = [];
      for (const { id, version, ...text } of stale.slice(from, from + STORED_TOGETHER)) {
        if (stopped) break;
        vectors.push({ id, version, embedding: vectorAt(await encoder.embedPassages([passageOf(text)]), 0), embeddingModel: encoder.name });
      }
      if (vectors.length > 0) await snippets.setVectors(tenantId, vectors);
    }
    onStored(tenantId);
  };
  return {
    /** Starts unless it is under way or has just failed. Never throws: nothing depends on it but the ranking. */
    start(tenantId: string, stored: readonly EmbeddedSnippet[]): void {
      const stale = stored.filter(({ embeddingModel }) => embeddingModel !== encoder.name);
      if (stopped || stale.length === 0 || running.has(tenantId) || (restsUntil.get(tenantId) ?? 0) > nowMs()) return;
      const job = work(tenantId, stale).catch(() => void restsUntil.set(tenantId, nowMs() + REST_MS)).finally(() => running.delete(tenantId));
      running.set(tenantId, job);
    },
    /** Resolves when nothing is being embedded any more. */
    idle: async (): Promise<void> => void await Promise.all(running.values()),
    async stop(): Promise<void> {
      stopped = true;
      await Promise.all(running.values());
    },
  };
}

/** As the encoder was trained to read a snippet. */
export const passageOf = ({ title, text }: Pick<Snippet, 'title' | 'text'>): string => `${title}. ${text}`;
