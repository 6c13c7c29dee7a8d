import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Store } from '../../../src/domain/ports.ts';
import { decisionOf, feedbackOf, snippetOf } from '../../support/records.ts';
import type { Subject } from '../store.ts';

const IDS = ['one', 'two', 'three'] as const;

/** For each of two tenants, the ids that it stores. */
const holdings = fc.tuple(fc.subarray([...IDS]), fc.subarray([...IDS]));

export function isolationContract(subject: () => Promise<Subject>): void {
  test('no read of any repository crosses tenants, even where they use the same ids', async () => {
    await fc.assert(fc.asyncProperty(holdings, async (held) => {
      const { store, tenantId: first } = await subject();
      const { tenantId: second } = await subject();
      const tenants = [[first, held[0]], [second, held[1]]] as const;
      // At once, so that rows of both tenants share statements.
      await Promise.all(tenants.flatMap(([tenantId, ids]) => [
        store.snippets.put(tenantId, ids.map((id) => snippetOf(id, { text: `${id} of ${tenantId}` }))),
        ...ids.map((id) => fill(store, tenantId, id)),
      ]));

      const seen = await Promise.all(tenants.map(([tenantId]) => look(store, tenantId)));

      expect(seen).toEqual(tenants.map(([tenantId, ids]) => IDS.map((id) => (ids.includes(id) ? own(tenantId, id) : NOTHING))));
      expect(await Promise.all(tenants.map(async ([tenantId]) => (await store.snippets.list(tenantId)).map(({ text }) => text).toSorted())))
        .toEqual(tenants.map(([tenantId, ids]) => ids.map((id) => `${id} of ${tenantId}`).toSorted()));
      expect(await Promise.all(tenants.map(([tenantId]) => store.snippets.revision(tenantId)))).toEqual(held.map((ids) => Math.min(1, ids.length)));
    }), { numRuns: 25 });
  });

  test("removing, releasing or completing under one tenant leaves another's rows alone", async () => {
    const { store, tenantId: mine } = await subject();
    const { tenantId: other } = await subject();
    await store.snippets.put(other, [snippetOf('s')]);
    await store.idempotency.claim(other, 'k', 'a'.repeat(64));

    expect(await store.snippets.remove(mine, 's')).toBe(false);
    expect(await store.snippets.setVectors(mine, [{ id: 's', version: 1, embedding: snippetOf('s').embedding, embeddingModel: 'mine/1' }])).toBe(0);
    await store.idempotency.complete(mine, 'k', { status: 200, contentType: 'text/plain', body: 'mine' });
    await store.idempotency.release(mine, 'k');

    expect(await store.snippets.find(other, 's')).toBeDefined();
    expect(await store.idempotency.claim(other, 'k', 'a'.repeat(64))).toEqual({ state: 'in_progress' });
  });
}

async function fill(store: Store, tenantId: string, id: string): Promise<void> {
  await store.decisions.record(decisionOf(tenantId, { id, messageId: id, queue: tenantId }));
  await store.feedback.record(feedbackOf(tenantId, id, { id: `${id} of ${tenantId}`, body: tenantId }));
  await store.idempotency.claim(tenantId, id, 'a'.repeat(64));
  await store.idempotency.complete(tenantId, id, { status: 200, contentType: 'text/plain', body: tenantId });
}

const NOTHING = { decision: undefined, byMessage: undefined, snippet: undefined, feedback: [], claim: { state: 'new' } };

const own = (tenantId: string, id: string) => ({
  decision: tenantId, byMessage: tenantId, snippet: `${id} of ${tenantId}`, feedback: [tenantId],
  claim: { state: 'done', response: { status: 200, contentType: 'text/plain', body: tenantId } },
});

/** Everything that one tenant can read, by id; whose it is stands in the data. */
const look = (store: Store, tenantId: string): Promise<readonly unknown[]> =>
  Promise.all(IDS.map(async (id) => ({
    decision: (await store.decisions.find(tenantId, id))?.queue,
    byMessage: (await store.decisions.findByMessage(tenantId, 'whatsapp', id))?.queue,
    snippet: (await store.snippets.find(tenantId, id))?.text,
    feedback: (await store.feedback.list(tenantId, id)).map(({ body }) => body),
    claim: await store.idempotency.claim(tenantId, id, 'a'.repeat(64)),
  })));
