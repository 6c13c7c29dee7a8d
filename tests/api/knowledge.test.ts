import { beforeAll, expect, test } from 'vitest';
import { ImportResultSchema, SearchResponseSchema, SnippetListSchema, StoredSnippetSchema } from '../../src/api/wire/knowledge.ts';
import { startService, type TestService } from '../support/service.ts';
import { expectProblem } from './expect-problem.ts';

const SNIPPETS = '/v1/knowledge/snippets';
const SEARCH = '/v1/knowledge/search';

let service: TestService;
let key: string;
beforeAll(async () => {
  service = await startService();
  ({ key } = await service.newTenant());
});

const put = (id: string, body: unknown) => service.ask('PUT', `${SNIPPETS}/${encodeURIComponent(id)}`, { key, body });
const snippet = (text: string, more: Readonly<Record<string, unknown>> = {}) => ({ title: 'Parking', text, lang: 'fr', ...more });

test('200: a snippet is stored, read, listed, found and removed', async () => {
  const stored = await put('parking', snippet('Le parking de la place est gratuit le dimanche.', { tags: ['accès'], valid_from: '2020-01-01T00:00:00+02:00' }));
  const read = await service.ask('GET', `${SNIPPETS}/parking`, { key });
  const listed = await service.ask('GET', SNIPPETS, { key });
  const found = await service.post(SEARCH, { query: 'Est-ce que le parking est gratuit ?' }, { key });
  const removed = await service.ask('DELETE', `${SNIPPETS}/parking`, { key });
  const gone = await service.ask('GET', `${SNIPPETS}/parking`, { key });

  expect(StoredSnippetSchema.parse(stored.json)).toEqual(stored.json);
  expect(stored.json).toMatchObject({ id: 'parking', version: 1, kind: 'faq', lang: 'fr', tags: ['accès'], valid_from: '2019-12-31T22:00:00.000Z', valid_until: null });
  expect(read.json).toEqual(stored.json);
  expect(SnippetListSchema.parse(listed.json)).toEqual(listed.json);
  expect(listed.json.data).toEqual([stored.json]);
  expect(SearchResponseSchema.parse(found.json)).toEqual(found.json);
  expect([found.json.language, found.json.data[0].snippet]).toEqual(['fr', stored.json]);
  expect([removed.status, removed.text]).toEqual([204, '']);
  expectProblem(gone, 'not_found', { instance: `${SNIPPETS}/parking` });
  expect((await service.ask('GET', SNIPPETS, { key })).json.data).toEqual([]);
});

test('the version rises with the text and not with the tags', async () => {
  const versions = [];
  for (const body of [snippet('a'), snippet('a', { tags: ['x'] }), snippet('b')]) versions.push((await put('versions', body)).json.version);

  expect(versions).toEqual([1, 1, 2]);
});

test('200: the language is detected where none is given', async () => {
  const { json } = await put('detected', { title: 'Opening hours', text: 'We are open from Monday to Friday and closed on public holidays.' });

  expect(json.lang).toBe('en');
});

test('200: pages follow each other without gap or overlap', async () => {
  const { key: own } = await service.newTenant();
  await service.ask('PUT', SNIPPETS, { key: own, body: Array.from({ length: 7 }, (_, index) => ({ id: `s${index}`, ...snippet(`Texte ${index}`) })) });

  const ids: string[] = [];
  for (let after: string | null = '', rounds = 0; after !== null && rounds < 9; rounds += 1) {
    const { json }: { json: any } = await service.ask('GET', `${SNIPPETS}?limit=3${after === '' ? '' : `&after=${after}`}`, { key: own });
    ids.push(...json.data.map(({ id }: { id: string }) => id));
    after = json.next_after;
  }

  expect(ids).toEqual(['s0', 's1', 's2', 's3', 's4', 's5', 's6']);
});

test.each([
  ['JSON', 'application/json', JSON.stringify([{ id: 'a', title: 'Un', text: 'Premier.', lang: 'fr' }, { id: 'b', title: 'Deux', text: 'Second.', lang: 'fr' }])],
  ['JSONL', 'application/x-ndjson', '{"id":"a","title":"Un","text":"Premier.","lang":"fr"}\n{"id":"b","title":"Deux","text":"Second.","lang":"fr"}\n'],
  ['CSV', 'text/csv; charset=utf-8', 'id;question;réponse;langue\r\na;Un;Premier.;fr\r\nb;Deux;"Second."\r\n'],
  ['Markdown', 'text/markdown', '# Un\n\nPremier.\n\n# Deux\n\nSecond.\n'],
])('200: %s stores all its snippets', async (_name, type, raw) => {
  const { key: own } = await service.newTenant();

  const { status, json } = await service.ask('PUT', SNIPPETS, { key: own, headers: { 'Content-Type': type }, raw });

  expect([status, json.stored]).toEqual([200, 2]);
  expect(ImportResultSchema.parse(json)).toEqual(json);
  expect((await service.ask('GET', SNIPPETS, { key: own })).json.data.map(({ title }: { title: string }) => title).toSorted()).toEqual(['Deux', 'Un']);
});

test('422: a file with faults stores nothing and names each with its line', async () => {
  const { key: own } = await service.newTenant();
  const raw = ['{"id":"a","title":"Un","text":"Premier."}', 'no json', '{"id":"b","title":"Deux"}'].join('\n');

  const answer = await service.ask('PUT', SNIPPETS, { key: own, headers: { 'Content-Type': 'application/x-ndjson' }, raw });

  expectProblem(answer, 'validation', { instance: SNIPPETS, pointer: '/2' });
  expect(answer.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/2', '/3']);
  expect((await service.ask('GET', SNIPPETS, { key: own })).json.data).toEqual([]);
});

test('422: an array with one faulty row stores nothing and names the row', async () => {
  const { key: own } = await service.newTenant();

  const answer = await service.ask('PUT', SNIPPETS, { key: own, body: [{ id: 'a', ...snippet('x') }, { id: 'b', title: 'y' }] });

  expectProblem(answer, 'validation', { pointer: '/1/text' });
  expect((await service.ask('GET', SNIPPETS, { key: own })).json.data).toEqual([]);
});

test.each([['twice the same id', [{ id: 'a', ...snippet('x') }, { id: 'a', ...snippet('y') }], '/1/id'], ['no row', [], ''], ['1,001 rows', Array.from({ length: 1_001 }, (_, index) => ({ id: `r${index}`, ...snippet('x') })), '']])('422: an import of %s', async (_name, body, pointer) => {
  expectProblem(await service.ask('PUT', SNIPPETS, { key, body }), 'validation', { pointer });
});

test('422: a file of more than 1,000 rows is refused at once, not after hours', async () => {
  const raw = Array.from({ length: 40_000 }, (_, index) => `{"id":"r${index}","title":"t","text":"x"}`).join('\n');

  expectProblem(await service.ask('PUT', SNIPPETS, { key, headers: { 'Content-Type': 'application/x-ndjson' }, raw }), 'validation', { pointer: '' });
});

test.each([['nothing', ''], ['blanks', '  \n'], ['10,001 characters', 'x'.repeat(10_001)]])('422: a snippet of %s', async (_name, text) => {
  expectProblem(await put('bad', snippet(text)), 'validation', { pointer: '/text' });
});

test('413: a snippet of 100,000 characters', async () => {
  expectProblem(await put('bad', snippet('x'.repeat(100_000))), 'payload_too_large');
});

test('413: an import of more than 4 MiB', async () => {
  expectProblem(await service.ask('PUT', SNIPPETS, { key, headers: { 'Content-Type': 'text/csv' }, raw: 'x'.repeat(4_200_000) }), 'payload_too_large');
});

test.each([['no title', { text: 'x' }, '/title'], ['an unknown kind', snippet('x', { kind: 'poem' }), '/kind'], ['a language that is none', snippet('x', { lang: 'French!' }), '/lang'], ['a date that is none', snippet('x', { valid_from: 'tomorrow' }), '/valid_from'], ['an offset that is none', snippet('x', { valid_from: '2026-01-01T00:00:00+99:99' }), '/valid_from'], ['tags as text', snippet('x', { tags: 'a' }), '/tags']])('422: a snippet with %s', async (_name, body, pointer) => {
  expectProblem(await put('bad', body), 'validation', { pointer });
});

test.each([['a NUL', '%00'], ['a line break', 'a%0Ab'], ['129 characters', 'i'.repeat(129)]])('422: a snippet id with %s', async (_name, id) => {
  expectProblem(await service.ask('PUT', `${SNIPPETS}/${id}`, { key, body: snippet('x') }), 'validation', { pointer: '/id' });
});

test('200: an id of letters, slashes and percent signs is one id', async () => {
  const id = 'prix/été 100 % §';

  expect((await put(id, snippet('Texte'))).json.id).toBe(id);
  expect((await service.ask('GET', `${SNIPPETS}/${encodeURIComponent(id)}`, { key })).json.id).toBe(id);
});

test('200: a text with NULs and lone surrogates is stored and found', async () => {
  const { json } = await put('nasty', snippet('Le four\0 chauffe \ud800 à 1280 degrés.'));

  expect(json.id).toBe('nasty');
  expect((await service.post(SEARCH, { query: 'À combien chauffe le four ?' }, { key })).json.data.map(({ snippet: { id } }: { snippet: { id: string } }) => id)).toContain('nasty');
});

test.each([['no query', {}, '/query'], ['an empty query', { query: ' ' }, '/query'], ['2,001 characters', { query: 'x'.repeat(2_001) }, '/query'], ['a limit of zero', { query: 'x', limit: 0 }, '/limit'], ['a limit of 51', { query: 'x', limit: 51 }, '/limit']])('422: a search with %s', async (_name, body, pointer) => {
  expectProblem(await service.post(SEARCH, body, { key }), 'validation', { instance: SEARCH, pointer });
});

test.each([['limit=0', '/limit'], ['limit=x', '/limit'], ['limit=1001', '/limit']])('422: a list with ?%s', async (query, pointer) => {
  expectProblem(await service.ask('GET', `${SNIPPETS}?${query}`, { key }), 'validation', { pointer });
});

test('415: an import in a format that nobody reads', async () => {
  expectProblem(await service.ask('PUT', SNIPPETS, { key, headers: { 'Content-Type': 'application/pdf' }, raw: 'x' }), 'unsupported_media', { instance: SNIPPETS });
});

test('200: the demo workspace answers from its own snippets with citations', async () => {
  const { json } = await service.post('/v1/triage', { message: { text: 'Bonjour, quels sont vos horaires d\'ouverture ?' } });

  const answer = json.suggestions.find(({ kind }: { kind: string }) => kind === 'answer');
  expect(answer).toMatchObject({ status: 'draft', source: expect.stringMatching(/extractive|quick_reply/), lang: 'fr' });
  expect(answer.citations[0].snippet_id).toBe('horaires');
});
