import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createMemorySnippets } from '../../src/storage/memory-snippets.ts';
import { snippetContract } from '../contracts/store/snippets.ts';
import { snippetOf } from '../support/records.ts';

const snippets = createMemorySnippets();

snippetContract(async () => ({ store: { snippets }, tenantId: randomUUID() }));

test('snippets in memory are kept apart by tenant', async () => {
  await snippets.put('one', [snippetOf('s')]);

  expect([await snippets.find('two', 's'), await snippets.list('two'), await snippets.remove('two', 's'), await snippets.revision('two')]).toEqual([undefined, [], false, 0]);
  expect(await snippets.find('one', 's')).toBeDefined();
});
