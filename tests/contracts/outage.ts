import { expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../src/domain/ports.ts';
import { openPostgres } from '../../src/storage/drivers/postgres.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { storeOver } from '../../src/storage/store.ts';
import { newTenant, type TestServer } from '../support/database.ts';
import { decisionOf, snippetOf } from '../support/records.ts';
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

const AWAY = { name: 'ServiceError', code: 'storage_unavailable', retryAfterS: expect.any(Number) };

/** Registers what the PostgreSQL driver promises when its server is lost and found, over the databases that `serve` gives. */
export function outageContract(serve: () => Promise<TestServer>): void {
  test('statements during an outage are refused as retryable, and the first one after it works', async () => {
    const { store, proxy, tenantId } = await openBehindProxy(serve);

    await proxy.cut();
    const refused = await Promise.allSettled([
      store.ping(), store.decisions.record(decisionOf(tenantId)), store.decisions.find(tenantId, 'x'), store.snippets.put(tenantId, [snippetOf('s')]),
    ]);
    await proxy.restore();

    expect(refused).toEqual(Array.from({ length: 4 }, () => ({ status: 'rejected', reason: expect.objectContaining(AWAY) })));
    const decision = decisionOf(tenantId);
    expect(await store.decisions.record(decision)).toEqual({ decision, replayed: false });
  });

  test('a server that goes away in the middle of a request fails that request only; tried again, the decision is there once', async () => {
    const { store, proxy, tenantId } = await openBehindProxy(serve, { connectionsMax: 2 });
    const decision = decisionOf(tenantId);
    await Promise.all([store.ping(), store.ping()]);
    proxy.silence();
    const waiting = Promise.allSettled([store.decisions.record(decision), store.snippets.put(tenantId, [snippetOf('a'), snippetOf('b')])]);
    await new Promise((resolve) => setTimeout(resolve, 200));

    await proxy.cut();
    const refused = await waiting;
    await proxy.restore();
    const again = await store.decisions.record({ ...decision, id: `${decision.id}-again` });

    expect(refused).toEqual([{ status: 'rejected', reason: expect.objectContaining(AWAY) }, { status: 'rejected', reason: expect.objectContaining(AWAY) }]);
    expect((await store.decisions.findByMessage(tenantId, decision.channel, decision.messageId ?? ''))?.id).toBe(again.decision.id);
    expect(await store.snippets.list(tenantId)).toEqual([]);
  });

  test('a server that falls silent fails the statement after its time, and is not asked again on that connection', async () => {
    const { store, proxy, tenantId } = await openBehindProxy(serve, { connectionsMax: 1, statementTimeoutMs: 300 });
    await store.ping();
    proxy.silence();

    await expect(store.decisions.find(tenantId, 'x')).rejects.toMatchObject(AWAY);

    expect(await store.decisions.find(tenantId, 'x')).toBeUndefined();
  });
}

type BehindProxy = Readonly<{ store: Store; proxy: TcpProxy; tenantId: string }>;

async function openBehindProxy(serve: () => Promise<TestServer>, options: Parameters<typeof openPostgres>[1] = {}): Promise<BehindProxy> {
  const server = await serve();
  const proxy = await openTcpProxy(server.url);
  const database = await openPostgres(proxy.url, options);
  onTestFinished(async () => {
    await proxy.close();
    await database.close();
    await server.close();
  });
  await migrate(database.db);
  const store = storeOver(database);
  return { store, proxy, tenantId: await newTenant(store) };
}
