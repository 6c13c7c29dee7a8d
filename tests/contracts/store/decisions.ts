import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decisionOf, snippetOf } from '../../support/records.ts';
import type { Subject } from '../store.ts';

const AWKWARD = ['', 'NULL', 'null', '{}', '{"a",b}', '\\', '\\"', "'", '"', ',', ' ', '\n', '\0', 'a\0b', '💶', 'e\u0301', '\u202E', "'; drop table x --", '$1'];
const awkward = fc.oneof(fc.constantFrom(...AWKWARD), fc.string({ unit: 'binary', maxLength: 60 }));
const stored = (text: string): string => text.replaceAll('\0', '\uFFFD');

export function decisionContract(subject: () => Promise<Subject>): void {
  test('500 decisions recorded at once are all stored when they are acknowledged', async () => {
    const { store, database, tenantId } = await subject();
    const decisions = Array.from({ length: 500 }, (_, index) => decisionOf(tenantId, { bodyJson: `{"n":${index}}` }));

    const answers = await Promise.all(decisions.map((decision) => store.decisions.record(decision)));

    expect(answers).toEqual(decisions.map((decision) => ({ decision, replayed: false })));
    const rows = await database.db.selectFrom('decisions').select(['id', 'body']).where('tenant_id', '=', tenantId).execute();
    expect(new Map(rows.map(({ id, body }) => [id, body]))).toEqual(new Map(decisions.map(({ id, bodyJson }) => [id, bodyJson])));
  });

  test('a second record for the same message answers with the first, its input hash included', async () => {
    const { store, tenantId } = await subject();
    const first = decisionOf(tenantId, { inputHash: '1'.repeat(64) });
    const second = decisionOf(tenantId, { messageId: first.messageId, inputHash: '2'.repeat(64), action: 'block' });

    await store.decisions.record(first);

    expect(await store.decisions.record(second)).toEqual({ decision: first, replayed: true });
    expect(await store.decisions.find(tenantId, second.id)).toBeUndefined();
    expect(await store.decisions.findByMessage(tenantId, first.channel, first.messageId ?? '')).toEqual(first);
  });

  test('of many records for one message at once, one is stored and all are told which', async () => {
    const { store, tenantId } = await subject();
    const rivals = Array.from({ length: 50 }, () => decisionOf(tenantId, { messageId: 'one' }));

    const answers = await Promise.all(rivals.map((rival) => store.decisions.record(rival)));

    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(new Set(answers.map(({ decision }) => decision.id))).toEqual(new Set([(await store.decisions.findByMessage(tenantId, 'whatsapp', 'one'))?.id]));
  });

  test('the same message id on another channel, or no message id, is another message', async () => {
    const { store, tenantId } = await subject();
    const decisions = [
      decisionOf(tenantId, { messageId: 'm', channel: 'whatsapp' }), decisionOf(tenantId, { messageId: 'm', channel: 'instagram' }),
      decisionOf(tenantId, { messageId: null }), decisionOf(tenantId, { messageId: null }),
    ];

    const answers = await Promise.all(decisions.map((decision) => store.decisions.record(decision)));

    expect(answers.map(({ replayed }) => replayed)).toEqual([false, false, false, false]);
    const found = await Promise.all(['whatsapp', 'instagram', 'web'].map((channel) => store.decisions.findByMessage(tenantId, channel, 'm')));
    expect(found).toEqual([decisions[0], decisions[1], undefined]);
  });

  test('of two records with one id, one is stored and the other rejects', async () => {
    const { store, tenantId } = await subject();
    const first = decisionOf(tenantId);

    const answers = await Promise.allSettled([store.decisions.record(first), store.decisions.record(decisionOf(tenantId, { id: first.id }))]);

    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await store.decisions.find(tenantId, first.id)).toEqual(first);
  });

  refusalContract(subject);
}

function refusalContract(subject: () => Promise<Subject>): void {
  test('a row that the database refuses is rejected alone; those that shared its statement are stored', async () => {
    const { store, tenantId } = await subject();
    const decisions = Array.from({ length: 30 }, (_, index) => decisionOf(tenantId, index === 17 ? { action: 'shrug' } : {}));

    const answers = await Promise.allSettled(decisions.map((decision) => store.decisions.record(decision)));

    expect(answers.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([17]);
    expect((await Promise.all(decisions.map(({ id }) => store.decisions.find(tenantId, id)))).filter((found) => found !== undefined)).toHaveLength(29);
  });

  test('any text comes back as it was given, but for NUL, which becomes U+FFFD', async () => {
    const { store, tenantId } = await subject();

    await fc.assert(fc.asyncProperty(fc.array(fc.record({ text: fc.option(awkward), queue: awkward, bodyJson: awkward }), { minLength: 1, maxLength: 8 }), async (rows) => {
      const decisions = rows.map((row) => decisionOf(tenantId, row));
      await Promise.all(decisions.map((decision) => store.decisions.record(decision)));

      const found = await Promise.all(decisions.map(({ id }) => store.decisions.find(tenantId, id)));

      expect(found).toEqual(decisions.map((decision) => ({
        ...decision, text: decision.text === null ? null : stored(decision.text), queue: stored(decision.queue), bodyJson: stored(decision.bodyJson),
      })));
    }), { numRuns: 40 });
  });

  test('a message id with a NUL is found again by that id and replayed', async () => {
    const { store, tenantId } = await subject();
    const first = decisionOf(tenantId, { messageId: 'wam\0id' });

    await store.decisions.record(first);
    const { decision, replayed } = await store.decisions.record(decisionOf(tenantId, { messageId: 'wam\0id' }));

    expect({ id: decision.id, replayed }).toEqual({ id: first.id, replayed: true });
    expect((await store.decisions.findByMessage(tenantId, 'whatsapp', 'wam\0id'))?.id).toBe(first.id);
  });

  test('a decision that is recorded while a change of snippets fails is kept', async () => {
    const { store, tenantId } = await subject();
    const decisions = Array.from({ length: 20 }, () => decisionOf(tenantId));

    const good = Array.from({ length: 5 }, (_, index) => snippetOf(`s${index}`));

    const put = store.snippets.put(tenantId, [...good, snippetOf('bad', { embedding: new Float32Array(3) })]);
    const [outcome] = await Promise.all([Promise.allSettled([put]), ...decisions.map((decision) => store.decisions.record(decision))]);

    expect(outcome[0].status).toBe('rejected');
    expect(await Promise.all(decisions.map(({ id }) => store.decisions.find(tenantId, id)))).toEqual(decisions);
  });
}
