import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMBEDDING_DIMENSIONS, type SnippetRepository } from '../../../src/domain/ports.ts';
import { decisionOf, feedbackOf, snippetOf } from '../../support/records.ts';
import type { Subject } from '../store.ts';

type SnippetSubject = Readonly<{ store: Readonly<{ snippets: SnippetRepository }>; tenantId: string }>;

export function snippetContract(subject: () => Promise<SnippetSubject>): void {
  test('a snippet comes back whole: text, tags, validity and every digit of its vector', async () => {
    const { store, tenantId } = await subject();
    const float = fc.float({ min: -1, max: 1, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);

    await fc.assert(fc.asyncProperty(fc.array(float, { minLength: EMBEDDING_DIMENSIONS, maxLength: EMBEDDING_DIMENSIONS }), async (values) => {
      const snippet = snippetOf('s', {
        kind: 'product', title: 'Été "{à}"', tags: ['a,b', '{"c"}'], validFrom: new Date('2026-01-01T00:00:00Z'), validUntil: new Date('2026-12-31T23:59:59.999Z'),
        embedding: Float32Array.from(values),
      });
      const [put] = await store.snippets.put(tenantId, [snippet]);

      expect(await store.snippets.find(tenantId, 's')).toEqual({ ...snippet, version: put?.version });
      expect(await store.snippets.list(tenantId)).toEqual([{ ...snippet, version: put?.version }]);
    }), { numRuns: 10 });
  });

  test('the version rises when title or text changed, and not when only the rest did', async () => {
    const { store, tenantId } = await subject();
    const versions: (number | undefined)[] = [];

    for (const changes of [{}, {}, { tags: ['new'] }, { title: 'Other' }, { title: 'Other', text: 'Other.' }]) {
      versions.push((await store.snippets.put(tenantId, [snippetOf('s', changes)]))[0]?.version);
    }

    expect(versions).toEqual([1, 1, 1, 2, 3]);
  });

  test('a put answers in the order given, and the last of two with one id is kept', async () => {
    const { store, tenantId } = await subject();

    const put = await store.snippets.put(tenantId, [snippetOf('b'), snippetOf('a'), snippetOf('b', { text: 'Newer.' })]);

    expect(put.map(({ id, version }) => [id, version])).toEqual([['b', 1], ['a', 1], ['b', 2]]);
    expect((await store.snippets.find(tenantId, 'b'))?.text).toBe('Newer.');
  });

  test('a put is all or none: one bad snippet leaves the others and the revision as they were', async () => {
    const { store, tenantId } = await subject();
    await store.snippets.put(tenantId, [snippetOf('old')]);
    const before = [await store.snippets.list(tenantId), await store.snippets.revision(tenantId)];

    const bad = snippetOf('bad', { embedding: new Float32Array(3) });
    await expect(store.snippets.put(tenantId, [snippetOf('new'), snippetOf('old', { text: 'Changed.' }), bad])).rejects.toThrow();

    expect([await store.snippets.list(tenantId), await store.snippets.revision(tenantId)]).toEqual(before);
  });

  test('new vectors are taken by the version that was embedded alone; texts and versions stay, and the revision rises when any was', async () => {
    const { store, tenantId } = await subject();
    await store.snippets.put(tenantId, [snippetOf('a'), snippetOf('b'), snippetOf('b', { text: 'Newer.' })]);
    const embedding = new Float32Array(EMBEDDING_DIMENSIONS).fill(0.25);
    const vectors = [['a', 1], ['b', 1], ['gone', 1]] as const;

    const taken = await store.snippets.setVectors(tenantId, vectors.map(([id, version]) => ({ id, version, embedding, embeddingModel: 'later/2' })));

    expect(taken).toBe(1);
    expect(await store.snippets.find(tenantId, 'a')).toEqual({ ...snippetOf('a'), version: 1, embedding, embeddingModel: 'later/2' });
    expect(await store.snippets.find(tenantId, 'b')).toEqual({ ...snippetOf('b', { text: 'Newer.' }), version: 2 });
    expect(await store.snippets.revision(tenantId)).toBe(2);
    expect(await store.snippets.setVectors(tenantId, [{ id: 'gone', version: 1, embedding, embeddingModel: 'later/2' }])).toBe(0);
    expect(await store.snippets.revision(tenantId)).toBe(2);
  });

  test('a removed snippet is gone, and removing what is not there says so', async () => {
    const { store, tenantId } = await subject();
    await store.snippets.put(tenantId, [snippetOf('a'), snippetOf('b')]);

    expect([await store.snippets.remove(tenantId, 'a'), await store.snippets.remove(tenantId, 'a')]).toEqual([true, false]);

    expect(await store.snippets.find(tenantId, 'a')).toBeUndefined();
    expect((await store.snippets.list(tenantId)).map(({ id }) => id)).toEqual(['b']);
  });

  test('the revision rises with every change and with nothing else', async () => {
    const { store, tenantId } = await subject();
    const revisions = [await store.snippets.revision(tenantId)];

    const put = (...snippets: ReturnType<typeof snippetOf>[]) => store.snippets.put(tenantId, snippets);
    const remove = () => store.snippets.remove(tenantId, 'a');
    for (const step of [() => put(snippetOf('a')), () => put(snippetOf('a', { tags: ['x'] })), remove, remove, () => put(), () => store.snippets.list(tenantId)]) {
      await step();
      revisions.push(await store.snippets.revision(tenantId));
    }

    expect(revisions).toEqual([0, 1, 2, 3, 3, 3, 3]);
  });

  test('changes of the same snippets in opposite orders wait for each other instead of failing', async () => {
    const { store, tenantId } = await subject();
    const ids = Array.from({ length: 12 }, (_, index) => `s${index}`);
    await store.snippets.put(tenantId, ids.map((id) => snippetOf(id)));

    await Promise.all([
      store.snippets.put(tenantId, ids.map((id) => snippetOf(id))),
      store.snippets.put(tenantId, ids.toReversed().map((id) => snippetOf(id, { text: 'Other.' }))),
      ...ids.map((id) => store.snippets.remove(tenantId, id)),
      store.snippets.put(tenantId, ids.map((id) => snippetOf(id))),
    ]);

    expect(await store.snippets.revision(tenantId)).toBeGreaterThanOrEqual(4);
  });
}

export function feedbackContract(subject: () => Promise<Subject>): void {
  test('feedback comes back in the order of its instants, then of its ids, with its body', async () => {
    const { store, tenantId } = await subject();
    const decision = decisionOf(tenantId);
    await store.decisions.record(decision);
    const at = (second: number, id: string) => feedbackOf(tenantId, decision.id, {
      id: `${id}-${decision.id}`, createdAt: new Date(Date.UTC(2026, 2, 2, 12, 0, second)), body: { second, note: 'é\0"' },
    });
    const inOrder = [at(1, 'c'), at(2, 'a'), at(2, 'b'), at(3, 'a2')];

    for (const index of [3, 1, 0, 2]) await store.feedback.record(inOrder[index] ?? expect.unreachable());

    expect(await store.feedback.list(tenantId, decision.id)).toEqual(inOrder);
    expect(await store.feedback.list(tenantId, 'tri_unknown')).toEqual([]);
  });

  test("feedback on a decision that is not there, or is another tenant's, is refused", async () => {
    const { store, tenantId } = await subject();
    const { tenantId: other } = await subject();
    const decision = decisionOf(other);
    await store.decisions.record(decision);

    await expect(store.feedback.record(feedbackOf(tenantId, decision.id))).rejects.toThrow();
    await expect(store.feedback.record(feedbackOf(tenantId, 'tri_unknown'))).rejects.toThrow();
  });
}
