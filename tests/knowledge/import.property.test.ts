import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSnippets } from '../../src/knowledge/import.ts';
import { SECTION_MAX } from '../../src/knowledge/import-markdown.ts';
import { nastyText } from '../support/nasty-text.ts';

const markdown = fc.array(fc.oneof(nastyText(), fc.constantFrom('# A', '## B', '', '| a | b |\n|---|---|\n| 1 | 2 |', '```', 'mot '.repeat(400), 'x'.repeat(3_000), '😀'.repeat(1_000))), { maxLength: 12 }).map((parts) => parts.join('\n'));

test('any file is read without an exception: within the limits, ids once, faults with a line of the file', () => {
  fc.assert(fc.property(fc.constantFrom('k.md', 'k.csv', 'k.jsonl'), fc.oneof(markdown, nastyText(400).map((text) => `id,title,text\n${text}`)), (name, content) => {
    const { snippets, faults } = parseSnippets(name, content);
    expect(new Set(snippets.map(({ id }) => id)).size).toBe(snippets.length);
    expect(snippets.every(({ title, text }) => title.length <= 200 && text.length >= 1 && text.length <= 10_000)).toBe(true);
    expect(faults.every(({ line }) => line >= 1 && line <= content.split(/\r\n|\n|\r/).length)).toBe(true);
  }));
});

test('no piece of a Markdown file is longer than a section may be, and none ends in half a character', () => {
  fc.assert(fc.property(markdown.map((text) => text.toWellFormed()), (content) => {
    expect(parseSnippets('k.md', content).snippets.every(({ text }) => text.length <= SECTION_MAX && text.isWellFormed())).toBe(true);
  }));
});
