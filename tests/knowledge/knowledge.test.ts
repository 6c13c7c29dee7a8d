import { expect, test } from 'vitest';
import { ServiceError } from '../../src/domain/failures.ts';
import type { EmbeddingModel, SnippetRepository } from '../../src/domain/ports.ts';
import { createHashEmbedding } from '../../src/knowledge/hash-embedding.ts';
import { createKnowledge } from '../../src/knowledge/knowledge.ts';
import { createMemorySnippets } from '../../src/storage/memory-snippets.ts';
import { prepareText } from '../../src/text/prepare.ts';
import { newSnippet } from '../support/knowledge.ts';

const HOURS = newSnippet('horaires', { title: 'Horaires', text: 'La boutique ouvre à 10h.' });
const QUESTION = prepareText({ text: 'À quelle heure ouvre la boutique ?', language: 'fr' });

/** Knowledge over a repository in memory, with a clock that the test moves and a count of what the repository was asked. */
function open(changes: Readonly<{ embedding?: EmbeddingModel; repository?: SnippetRepository }> = {}) {
  const { repository = createMemorySnippets(), embedding = createHashEmbedding() } = changes;
  const asked = { revision: 0, list: 0 };
  const clock = { ms: 0 };
  const snippets: SnippetRepository = {
    ...repository,
    revision: (tenantId) => {
      asked.revision += 1;
      return repository.revision(tenantId);
    },
    list: (tenantId) => {
      asked.list += 1;
      return repository.list(tenantId);
    },
  };
  return { knowledge: createKnowledge({ snippets, embedding, now: () => new Date('2026-06-15T12:00:00Z'), nowMs: () => clock.ms }), repository, asked, clock };
}

test('what was put is found at once, also by the search that comes right after another', async () => {
  const { knowledge } = open();

  expect(await knowledge.search('t', QUESTION, 3)).toEqual([]);
  expect(await knowledge.put('t', [HOURS])).toEqual([{ ...HOURS, version: 1 }]);
  expect((await knowledge.search('t', QUESTION, 3)).map(({ snippet }) => snippet)).toEqual([{ ...HOURS, version: 1 }]);
});

test('what was removed is not found any more, and a second removal says that there was none', async () => {
  const { knowledge } = open();
  await knowledge.put('t', [HOURS]);
  await knowledge.search('t', QUESTION, 3);

  expect(await knowledge.remove('t', HOURS.id)).toBe(true);
  expect(await knowledge.search('t', QUESTION, 3)).toEqual([]);
  expect(await knowledge.remove('t', HOURS.id)).toBe(false);
});

test('one tenant never finds another one’s snippets', async () => {
  const { knowledge } = open();
  await knowledge.put('t', [HOURS]);

  expect(await knowledge.search('u', QUESTION, 3)).toEqual([]);
  expect(await knowledge.find('u', HOURS.id)).toBeUndefined();
  expect(await knowledge.list('t')).toEqual([{ ...HOURS, version: 1 }]);
});

test('the revision is asked at most once a second, and the snippets are read again only when it has risen', async () => {
  const { knowledge, asked, clock } = open();
  await knowledge.put('t', [HOURS]);

  for (const ms of [0, 400, 999]) {
    clock.ms = ms;
    await knowledge.search('t', QUESTION, 3);
  }
  expect(asked).toEqual({ revision: 1, list: 1 });

  clock.ms = 1_000;
  await knowledge.search('t', QUESTION, 3);
  expect(asked).toEqual({ revision: 2, list: 1 });
});

test('a change by another process is seen after a second', async () => {
  const { knowledge, repository, clock } = open();
  await knowledge.search('t', QUESTION, 3);
  await open({ repository }).knowledge.put('t', [HOURS]);

  expect(await knowledge.search('t', QUESTION, 3)).toEqual([]);
  clock.ms = 1_001;
  expect(await knowledge.search('t', QUESTION, 3)).toHaveLength(1);
});

test('searches that meet an empty cache together read the snippets once', async () => {
  const { knowledge, asked } = open();
  await knowledge.put('t', [HOURS]);

  await Promise.all(Array.from({ length: 20 }, () => knowledge.search('t', QUESTION, 1)));
  expect(asked.list).toBe(1);
});

test('a search that was reading while a write came does not leave its old index behind', async () => {
  const repository = createMemorySnippets();
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow: SnippetRepository = {
    ...repository,
    list: async (tenantId) => {
      const found = await repository.list(tenantId);
      if (found.length === 0) await gate;
      return found;
    },
  };
  const { knowledge } = open({ repository: slow });
  const early = knowledge.search('t', QUESTION, 3);

  await knowledge.put('t', [HOURS]);
  release();

  expect(await early).toEqual([]);
  expect(await knowledge.search('t', QUESTION, 3)).toHaveLength(1);
});

test('vectors of another model are made anew, so that the cosine compares like with like', async () => {
  const repository = createMemorySnippets();
  await repository.put('t', [{ ...HOURS, embedding: new Float32Array(384).fill(0.05), embeddingModel: 'older/1' }]);
  const { knowledge } = open({ repository });
  const fresh = open();
  await fresh.knowledge.put('t', [HOURS]);

  expect((await knowledge.search('t', QUESTION, 1))[0]?.cosine).toBe((await fresh.knowledge.search('t', QUESTION, 1))[0]?.cosine);
});

test('a failing embedding or repository rejects; it never looks like knowledge without an answer', async () => {
  const broken: EmbeddingModel = { name: 'hash-384/1', embed: () => Promise.reject(new ServiceError('model_unavailable', 'no encoder')) };
  const repository = createMemorySnippets();
  await open({ repository }).knowledge.put('t', [HOURS]);
  const lost: SnippetRepository = { ...repository, revision: () => Promise.reject(new ServiceError('storage_unavailable', 'gone')) };

  await expect(open({ repository, embedding: broken }).knowledge.search('t', QUESTION, 1)).rejects.toMatchObject({ code: 'model_unavailable' });
  await expect(open({ repository: lost }).knowledge.search('t', QUESTION, 1)).rejects.toMatchObject({ code: 'storage_unavailable' });
});

test('after a failure the next search tries again', async () => {
  const repository = createMemorySnippets();
  let calls = 0;
  const once: SnippetRepository = {
    ...repository,
    revision: (tenantId) => {
      calls += 1;
      return calls === 1 ? Promise.reject(new ServiceError('storage_unavailable', 'gone')) : repository.revision(tenantId);
    },
  };
  const { knowledge } = open({ repository: once });
  await knowledge.put('t', [HOURS]);

  await expect(knowledge.search('t', QUESTION, 1)).rejects.toThrow();
  expect(await knowledge.search('t', QUESTION, 1)).toHaveLength(1);
});
