import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { asking, startService, type TestService } from '../support/service.ts';

/** Words that occur in no template, snippet, policy or symbol. */
const WORDS = ['Zéphyrine', 'quatremerveux', 'Grobignan', 'pantoufflard', 'zygomatron', '0655443322', 'zeph@grobignan.example', '31415', 'clafoutinet', 'mirliflore.pdf', 'tarabiscotin'];
const [name, word, town, turn, query, phone, mail, number, caption, file, tag] = WORDS as [string, string, string, string, string, string, string, string, string, string, string];

const body = (id: string) => asking(
  `Bonjour, ici ${name} de ${town}. Je voudrais ${number} mugs ${word} avant le 12 décembre, budget ${number} €, ${phone} ou ${mail}. URGENT cliquez http://${town}.example/x ! Espèce de ${word}.`,
  { id, attachments: [{ type: 'image', caption, filename: file }] },
  { contact: { name, identities: [{ type: 'e164', value: phone }], tags: [tag] }, conversation: { id: `c-${id}`, messages: [{ id: 'm1', role: 'contact', text: `${turn} ${query}` }] } },
);

let service: TestService;
beforeAll(async () => {
  service = await startService();
});

/** Every value of every table, as the database holds it. */
async function wholeDatabase(): Promise<string> {
  const { db } = await testDatabase();
  const { rows: tables } = await sql<{ name: string }>`select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db);
  const dumps: string[] = [];
  for (const table of tables) dumps.push(...(await sql<{ line: string }>`select t::text as line from ${sql.table(table.name)} t`.execute(db)).rows.map(({ line }) => line));
  return dumps.join('\n');
}

const wordsIn = (text: string): readonly string[] => WORDS.filter((one) => text.toLowerCase().includes(one.toLowerCase()));

test('no word of message, contact or conversation is stored by triage, batch, replays, moderation, search or feedback unless the workspace keeps text', async () => {
  const { key } = await service.newTenant();
  const answer = await service.post('/v1/triage', body('words-1'), { key, headers: { 'Idempotency-Key': 'words-1' } });
  const replay = await service.post('/v1/triage', body('words-1'), { key, headers: { 'Idempotency-Key': 'words-1' } });
  await service.post('/v1/triage/batch', [body('words-2')], { key, headers: { 'Idempotency-Key': 'words-2' } });
  await service.post('/v1/moderations', { input: body('').message.text }, { key, headers: { 'Idempotency-Key': 'words-3' } });
  await service.post('/v1alpha1/comments:analyze', { comment: { text: body('').message.text }, requestedAttributes: { TOXICITY: {} }, spanAnnotations: true }, { key, headers: { 'Idempotency-Key': 'words-4' } });
  await service.post('/v1/knowledge/search', { query: body('').message.text }, { key, headers: { 'Idempotency-Key': 'words-5' } });
  const feedback = { decision_id: answer.json.id, kind: 'edit', suggestion_id: answer.json.suggestions[0].id, text: `Bonjour ${name}`, comment: word };
  const told = await service.post('/v1/feedback', feedback, { key, headers: { 'Idempotency-Key': 'words-6' } });

  expect([answer.status, replay.status, told.status]).toEqual([200, 200, 201]);
  expect(wordsIn(answer.text)).toContain(name);
  expect(replay.json.handoff).toEqual(answer.json.handoff);
  const stored = await wholeDatabase();
  expect(stored).toContain(answer.json.id);
  expect(wordsIn(stored)).toEqual([]);
});

test('a workspace that keeps text has it with the decision and in the stored answer', async () => {
  const { key, tenantId } = await service.newTenant({ storeText: true });

  const { json } = await service.post('/v1/triage', body('kept-1'), { key });

  const stored = await service.store.decisions.find(tenantId, json.id);
  expect(stored?.text).toBe(body('').message.text);
  expect(wordsIn(stored?.bodyJson ?? '')).toContain(name);
});

test('STORE_TEXT=on keeps text for the workspace of the folder', async () => {
  const keeping = await startService({ env: { STORE_TEXT: 'on' } });

  const { json } = await keeping.post('/v1/triage', body('kept-2'));

  expect((await keeping.store.decisions.find(keeping.tenantId, json.id))?.text).toContain(word);
});
