import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseSnippets } from '../../src/knowledge/import.ts';
import { SECTION_MAX } from '../../src/knowledge/import-markdown.ts';

const jsonl = (...rows: readonly unknown[]): string => rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');

test('lines of a CSV may end in either way, and faults still name their line', () => {
  const { snippets, faults } = parseSnippets('faq.csv', 'question,answer,lang\r\nHoraires,De 10h à 19h.,fr\nPrix,Six euros.,fr\r\n,sans titre,fr\n');

  expect(snippets.map(({ title, text }) => [title, text])).toEqual([['Horaires', 'De 10h à 19h.'], ['Prix', 'Six euros.']]);
  expect(faults.map(({ line }) => line)).toEqual([4]);
});

test('a JSONL row keeps every field; a bare end date means its whole day', () => {
  const { snippets, faults } = parseSnippets('k.jsonl', jsonl({ id: 'a', title: 'Noël', text: 'Ouvert le 24.', lang: 'fr-FR', kind: 'policy', tags: ['x', 'x'], valid_from: '2026-12-01', valid_until: '2026-12-24' }));

  expect(faults).toEqual([]);
  expect(snippets).toEqual([{
    id: 'a', title: 'Noël', text: 'Ouvert le 24.', language: 'fr', kind: 'policy', tags: ['x'], validFrom: new Date('2026-12-01T00:00:00.000Z'), validUntil: new Date('2026-12-24T23:59:59.999Z'),
  }]);
});

test('the language is detected when the row names none', () => {
  const { snippets } = parseSnippets('k.jsonl', jsonl({ id: 'a', title: 'Horaires', text: 'Nous sommes ouverts tous les jours.' }, { id: 'b', title: 'Hours', text: 'We are open every day of the week.' }));

  expect(snippets.map(({ language }) => language)).toEqual(['fr', 'en']);
});

test.each([
  ['no JSON', '{"id": ', 'the line is no JSON object'],
  ['an array', '[]', 'the line is no JSON object'],
  ['no id', { title: 'T', text: 'x' }, 'id is missing'],
  ['a blank in its id', { id: 'a b', title: 'T', text: 'x' }, 'id must have 1 to 200 characters and no blanks'],
  ['no text', { id: 'a', title: 'T', text: '  ' }, 'text is empty'],
  ['a text that is too long', { id: 'a', title: 'T', text: 'x'.repeat(10_001) }, 'text is longer than 10000 characters'],
  ['a title that is too long', { id: 'a', title: 'T'.repeat(201), text: 'x' }, 'title is longer than 200 characters'],
  ['an unknown kind', { id: 'a', title: 'T', text: 'x', kind: 'poem' }, 'kind is none of faq, product, policy, quick_reply'],
  ['a day that does not exist', { id: 'a', title: 'T', text: 'x', valid_until: '2026-02-30' }, 'valid_until is no date'],
  ['an end before its start', { id: 'a', title: 'T', text: 'x', valid_from: '2026-03-02', valid_until: '2026-03-01' }, 'valid_from is later than valid_until'],
  ['a language that is none', { id: 'a', title: 'T', text: 'x', lang: 'français' }, 'lang is no language tag'],
])('a row with %s is a fault with its line, and the rows around it are read', (_what, row, detail) => {
  const { snippets, faults } = parseSnippets('k.jsonl', jsonl({ id: 'first', title: 'T', text: 'x', lang: 'fr' }, '', row, { id: 'last', title: 'T', text: 'x', lang: 'fr' }));

  expect(faults).toEqual([{ line: 3, detail }]);
  expect(snippets.map(({ id }) => id)).toEqual(['first', 'last']);
});

test('the second of two rows with one id is a fault', () => {
  const row = { id: 'a', title: 'T', text: 'x', lang: 'fr' };
  const { snippets, faults } = parseSnippets('k.jsonl', jsonl(row, row));

  expect(snippets).toHaveLength(1);
  expect(faults).toEqual([{ line: 2, detail: 'the id occurs twice' }]);
});

test('a text of exactly the longest length is read', () => {
  expect(parseSnippets('k.jsonl', jsonl({ id: 'a', title: 'T'.repeat(200), text: 'x'.repeat(10_000), lang: 'fr' })).faults).toEqual([]);
});

test('a CSV with French headers, semicolons, a byte order mark and quoted line breaks is read', () => {
  const { snippets, faults } = parseSnippets('FAQ.CSV', '\ufeffQuestion;Réponse;Langue;Étiquettes\r\n"Vous ouvrez ; quand ?";"De 10h\nà 18h";fr;horaires, boutique\r\nLivraison ?;6 €;fr;\r\n');

  expect(faults).toEqual([]);
  expect(snippets).toEqual([
    { id: 'vous-ouvrez-quand', title: 'Vous ouvrez ; quand ?', text: 'De 10h\nà 18h', language: 'fr', kind: 'faq', tags: ['horaires', 'boutique'] },
    { id: 'livraison', title: 'Livraison ?', text: '6 €', language: 'fr', kind: 'faq', tags: [] },
  ]);
});

test('a CSV with commas and ids of its own keeps them; a generated id never takes a given one', () => {
  const { snippets } = parseSnippets('k.csv', 'ID,title,text,lang\n,Prices,"From €5, with tax",en\nprices,Other,Text,en\n');

  expect(snippets.map(({ id }) => id)).toEqual(['prices-2', 'prices']);
  expect(snippets[0]?.text).toBe('From €5, with tax');
});

test('a fault in a CSV names the line on which its row begins', () => {
  expect(parseSnippets('k.csv', 'id,title,text\na,T,"one\ntwo"\nb,,x\nc,T,\n').faults).toEqual([{ line: 4, detail: 'title is empty' }, { line: 5, detail: 'text is empty' }]);
});

test('a CSV without the columns, or with an open quote, is one fault and no snippet', () => {
  expect(parseSnippets('k.csv', 'a,b\n1,2\n')).toEqual({ snippets: [], faults: [{ line: 1, detail: 'the header row names no title (or question) and text (or answer) column' }] });
  expect(parseSnippets('k.csv', 'id,title,text\na,T,"open\n')).toMatchObject({ snippets: [], faults: [{ detail: expect.stringContaining('no valid CSV') }] });
});

test('Markdown is cut at its headings, with ids from the heading path and code left whole', () => {
  const { snippets, faults } = parseSnippets('docs/faq.md', '# Boutique\n\nBienvenue chez nous.\n\n## Horaires d’été\n\nDe 10h à 18h.\n\n```\n# pas un titre\n```\n\n# Cours\n\n## Horaires d’été\n\nLe soir.\n');

  expect(faults).toEqual([]);
  expect(snippets.map(({ id, title }) => [id, title])).toEqual([['boutique', 'Boutique'], ['boutique.horaires-d-ete', 'Horaires d’été'], ['cours.horaires-d-ete', 'Horaires d’été']]);
  expect(snippets[1]?.text).toContain('# pas un titre');
});

test('a long Markdown section is split between paragraphs, and nothing of it is lost', () => {
  const paragraphs = Array.from({ length: 9 }, (_, index) => `Paragraphe ${index} : ${'mot '.repeat(90).trim()}.`);
  const { snippets } = parseSnippets('k.md', `# Long\n\n${paragraphs.join('\n\n')}\n`);

  expect(snippets.map(({ id }) => id)).toEqual(['long', 'long-2', 'long-3']);
  expect(snippets.every(({ text }) => text.length <= SECTION_MAX)).toBe(true);
  expect(snippets.map(({ text }) => text).join('\n\n')).toBe(paragraphs.join('\n\n'));
});

test('a long table keeps its header with every part of its rows', () => {
  const rows = Array.from({ length: 60 }, (_, index) => `| Tasse numéro ${index} | ${index + 10} € | bleu, sable ou noir |`);
  const { snippets } = parseSnippets('k.md', `# Prix\n\n| Pièce | Prix | Couleurs |\n|---|---:|---|\n${rows.join('\n')}\n`);

  expect(snippets.length).toBeGreaterThan(1);
  expect(snippets.every(({ text }) => text.startsWith('| Pièce | Prix | Couleurs |\n|---|---:|---|\n| Tasse') && text.length <= SECTION_MAX)).toBe(true);
  expect(snippets.flatMap(({ text }) => text.split('\n').slice(2))).toEqual(rows);
});

test('a file of another kind is a fault', () => {
  expect(parseSnippets('k.docx', 'x').faults).toHaveLength(1);
});

test('the demo snippets are read without a fault: both languages, every kind', () => {
  const { snippets, faults } = parseSnippets('snippets.jsonl', readFileSync('demo/snippets.jsonl', 'utf8'));

  expect(faults).toEqual([]);
  expect(snippets.filter(({ language }) => language === 'fr').length).toBeGreaterThanOrEqual(18);
  expect(snippets.filter(({ language }) => language === 'en').length).toBeGreaterThanOrEqual(14);
  expect(new Set(snippets.map(({ kind }) => kind))).toEqual(new Set(['faq', 'product', 'policy', 'quick_reply']));
});
