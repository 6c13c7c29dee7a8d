import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Store } from '../../../src/domain/ports.ts';
import { decisionOf, feedbackOf } from '../../support/records.ts';
import type { Subject } from '../store.ts';

const NOON = new Date('2026-03-02T12:00:00.000Z');
const DONE = { answered: 3, metricsJson: '{"object":"triage.eval.metrics"}', report: '<!doctype html>' };

async function created(store: Store, tenantId: string, createdAt = NOON): Promise<string> {
  const id = `evl_${randomUUID()}`;
  await store.evals.create({ id, tenantId, of: 3, options: { seed: 7 }, createdAt });
  return id;
}

async function finished(store: Store, tenantId: string, createdAt = NOON): Promise<string> {
  const id = await created(store, tenantId, createdAt);
  await store.evals.finish(tenantId, id, DONE);
  return id;
}

export function evalContract(subject: () => Promise<Subject>): void {
  test('an evaluation is read back as it stands: queued, running with its progress, done with figures and page', async () => {
    const { store, tenantId } = await subject();
    const id = await created(store, tenantId);
    const queued = await store.evals.find(tenantId, id);
    await store.evals.start(tenantId, id);
    await store.evals.beat(tenantId, id, 2);
    const running = await store.evals.find(tenantId, id);

    expect(await store.evals.finish(tenantId, id, DONE)).toBe(true);

    expect(queued).toEqual({ id, tenantId, status: 'queued', reason: null, answered: 0, of: 3, options: { seed: 7 }, metricsJson: null, createdAt: NOON, finishedAt: null, accepted: false });
    expect(running).toEqual({ ...queued, status: 'running', answered: 2 });
    expect(await store.evals.find(tenantId, id)).toEqual({ ...queued, status: 'done', answered: 3, metricsJson: DONE.metricsJson, finishedAt: expect.any(Date) });
    expect(await store.evals.report(tenantId, id)).toBe(DONE.report);
  });

  test('an evaluation ends once: what was interrupted is not done afterwards, and no beat wakes it', async () => {
    const { store, tenantId } = await subject();
    const id = await created(store, tenantId);
    await store.evals.finish(tenantId, id, { answered: 1, reason: 'interrupted' });

    expect(await store.evals.finish(tenantId, id, DONE)).toBe(false);
    await store.evals.beat(tenantId, id, 3);
    await store.evals.start(tenantId, id);

    expect(await store.evals.find(tenantId, id)).toMatchObject({ status: 'failed', reason: 'interrupted', answered: 1, metricsJson: null });
    expect(await store.evals.report(tenantId, id)).toBeUndefined();
  });

  test('what was not heard of for a minute is interrupted, what beats is left alone; where one process owns the database, all of it is', async () => {
    const { store, database, tenantId } = await subject();
    const [silent, live, done] = [await created(store, tenantId), await created(store, tenantId), await finished(store, tenantId)];
    await sql`update evals set beat_at = now() - interval '61 seconds' where id in (${silent}, ${done})`.execute(database.db);
    const statuses = () => Promise.all([silent, live, done].map(async (id) => (await store.evals.find(tenantId, id))?.status));

    await store.evals.interrupt('silent');
    const afterSilence = await statuses();
    await store.evals.interrupt('all');

    expect(afterSilence).toEqual(['failed', 'queued', 'done']);
    expect(await statuses()).toEqual(['failed', 'failed', 'done']);
  });

  test('the run that was accepted last is the accepted one, an older run can be accepted again, and only a run that is done can be at all', async () => {
    const { store, tenantId } = await subject();
    const [first, second, queued] = [await finished(store, tenantId), await finished(store, tenantId), await created(store, tenantId)];
    const seen = async () => [(await store.evals.accepted(tenantId))?.id, ...await Promise.all([first, second].map(async (id) => (await store.evals.find(tenantId, id))?.accepted))];
    const before = await store.evals.accepted(tenantId);

    const told = [await store.evals.accept(tenantId, first), await store.evals.accept(tenantId, second)];
    const then = await seen();
    await store.evals.accept(tenantId, first);

    expect([before, told]).toEqual([undefined, [true, true]]);
    expect(then).toEqual([second, false, true]);
    expect(await seen()).toEqual([first, true, false]);
    expect([await store.evals.accept(tenantId, queued), await store.evals.accept(tenantId, 'evl_none')]).toEqual([false, false]);
    expect((await store.evals.accepted(tenantId))?.metricsJson).toBe(DONE.metricsJson);
  });

  test('the newest fifty evaluations of a tenant are kept, and the accepted one however old', async () => {
    const { store, tenantId } = await subject();
    const at = (minute: number): Date => new Date(NOON.getTime() + minute * 60_000);
    const [accepted, oldest] = [await finished(store, tenantId, at(0)), await finished(store, tenantId, at(1))];
    await store.evals.accept(tenantId, accepted);
    const rest: string[] = [];
    for (let minute = 2; minute < 52; minute += 1) rest.push(await finished(store, tenantId, at(minute)));

    expect(await store.evals.find(tenantId, oldest)).toBeUndefined();
    expect((await store.evals.accepted(tenantId))?.id).toBe(accepted);
    expect(await store.evals.find(tenantId, rest[0] ?? '')).toMatchObject({ status: 'done' });
  });

  test('evaluations are listed without their figures, the newest first, in pages, each as it stands', async () => {
    const { store, tenantId } = await subject();
    const ids = ['evl_01A', 'evl_01B', 'evl_02A'].map((id) => `${id}${tenantId}`);
    for (const id of ids) await store.evals.create({ id, tenantId, of: 3, options: { seed: 7 }, createdAt: NOON });
    await store.evals.finish(tenantId, ids[1] ?? '', DONE);
    await store.evals.accept(tenantId, ids[1] ?? '');
    const listed = async (page: Readonly<{ before?: string; limit: number }>) => (await store.evals.list(tenantId, page)).map(({ id }) => id);

    expect([await listed({ limit: 9 }), await listed({ limit: 2 }), await listed({ before: ids[1] ?? '', limit: 2 }), await listed({ before: 'evl_0', limit: 2 })]).toEqual([ids.toReversed(), [ids[2], ids[1]], [ids[0]], []]);
    const { metricsJson: _figures, ...accepted } = await store.evals.find(tenantId, ids[1] ?? '') ?? expect.unreachable();
    expect((await store.evals.list(tenantId, { limit: 9 }))[1]).toEqual({ ...accepted, status: 'done', accepted: true });
  });

  test('no evaluation is read, listed, reported, accepted or ended under another tenant', async () => {
    const { store, tenantId } = await subject();
    const { tenantId: other } = await subject();
    const [id, open] = [await finished(store, tenantId), await created(store, tenantId)];

    expect([await store.evals.find(other, id), await store.evals.report(other, id), await store.evals.accept(other, id), await store.evals.accepted(other)]).toEqual([undefined, undefined, false, undefined]);
    expect([await store.evals.finish(other, open, DONE), await store.evals.list(other, { limit: 9 })]).toEqual([false, []]);

    expect(await store.evals.find(tenantId, open)).toMatchObject({ status: 'queued' });
  });
}

export function poolContract(subject: () => Promise<Subject>): void {
  const said = (text: string, labels: Readonly<Record<string, unknown>>, more: object = {}) => ({ text, channel: 'whatsapp', labels, ...more });

  test('the pool gives a message once, with the last word on each label, in pages by decision', async () => {
    const { store, tenantId } = await subject();
    const ids = ['a', 'b', 'c'];
    for (const id of ids) await store.decisions.record(decisionOf(tenantId, { id, messageId: id }));
    const at = (second: number, decisionId: string) => feedbackOf(tenantId, decisionId, { kind: 'relabel', createdAt: new Date(NOON.getTime() + second * 1_000) });

    await store.feedback.record(at(2, 'a'), said('A', { spam: false, lead: 'hot' }));
    await store.feedback.record(at(1, 'a'), said('A', { spam: true, intent: 'pricing' }, { lang: 'fr' }));
    await store.feedback.record(at(3, 'b'), said('B "é\0\ud800', { queue: 'a\0b' }));
    await store.feedback.record(at(4, 'c'));

    const first = await store.pool.page(tenantId, { after: '', limit: 1 });
    expect(first).toEqual([{ decisionId: 'a', ...said('A', { spam: false, intent: 'pricing', lead: 'hot' }, { lang: 'fr' }) }]);
    expect(await store.pool.page(tenantId, { after: 'a', limit: 5 })).toEqual([{ decisionId: 'b', ...said('B "é\0\ud800', { queue: 'a\0b' }) }]);
    expect(await store.pool.page(tenantId, { after: 'b', limit: 5 })).toEqual([]);
    expect(await store.feedback.list(tenantId, 'a')).toHaveLength(2);
  });

  test('a pooled row is stored with its feedback or not at all, and goes with its decision', async () => {
    const { store, database, tenantId } = await subject();
    await store.decisions.record(decisionOf(tenantId, { id: 'gone' }));
    const feedback = feedbackOf(tenantId, 'gone', { kind: 'relabel' });
    await store.feedback.record(feedback, said('Bonjour', { spam: false }));

    await expect(store.feedback.record({ ...feedback, decisionId: 'other' }, said('Encore', {}))).rejects.toThrow();
    const before = await store.pool.page(tenantId, { after: '', limit: 5 });
    await database.db.deleteFrom('feedback').where('tenant_id', '=', tenantId).execute();
    await database.db.deleteFrom('decisions').where('tenant_id', '=', tenantId).execute();

    expect(before.map(({ text }) => text)).toEqual(['Bonjour']);
    expect(await store.pool.page(tenantId, { after: '', limit: 5 })).toEqual([]);
  });

  test('no pool is read under another tenant, even where decisions have the same ids', async () => {
    const { store, tenantId } = await subject();
    const { tenantId: other } = await subject();
    for (const each of [tenantId, other]) {
      await store.decisions.record(decisionOf(each, { id: 'same' }));
      await store.feedback.record(feedbackOf(each, 'same', { kind: 'relabel' }), said(`of ${each}`, {}));
    }

    expect((await store.pool.page(tenantId, { after: '', limit: 5 })).map(({ text }) => text)).toEqual([`of ${tenantId}`]);
  });
}
