import type { EmbeddedSnippet } from '../../src/domain/draft.ts';
import { createHashEmbedding } from '../../src/knowledge/hash-embedding.ts';
import type { NewSnippet } from '../../src/knowledge/import.ts';

const embedding = createHashEmbedding();

/** A snippet ready for `put`, French unless said otherwise. */
export const newSnippet = (id: string, changes: Partial<NewSnippet> = {}): NewSnippet => ({ id, kind: 'faq', title: `Titre ${id}`, text: `Texte de ${id}.`, language: 'fr', tags: [], ...changes });

/** Snippets with the vectors of the hashed embedding, as a repository would list them. */
export async function embedded(snippets: readonly NewSnippet[]): Promise<readonly EmbeddedSnippet[]> {
  const vectors = await embedding.embed(snippets.map(({ title, text }) => `${title}\n${text}`));
  return snippets.map((snippet, index) => ({ ...snippet, version: 1, embedding: vectors[index] ?? new Float32Array(), embeddingModel: embedding.name }));
}

export const vectorOf = async (text: string): Promise<Float32Array> => (await embedding.embed([text]))[0] ?? new Float32Array();
