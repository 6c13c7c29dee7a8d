import { expect, test } from 'vitest';
import type { Attachment } from '../../src/domain/message.ts';
import { prepareText, scoredText } from '../../src/text/prepare.ts';
import { coverageOf } from '../../src/triage/coverage.ts';

function coverage(text: string, attachments: readonly Attachment[] = []) {
  const message = { text, attachments };
  return coverageOf(message, prepareText({ text: scoredText(message) }));
}

test.each<[string, string, readonly Attachment[], readonly string[], readonly string[]]>([
  ['a text', 'Bonjour', [], ['text'], []],
  ['an image alone', '', [{ type: 'image' }], [], ['image']],
  ['an image with a caption', '', [{ type: 'image', caption: 'Voici' }], ['image:caption'], ['image']],
  ['a voice message with its transcript', '', [{ type: 'audio', transcript: 'Bonjour' }], ['audio:transcript'], []],
  ['a blank caption', 'Bonjour', [{ type: 'image', caption: '  ' }], ['text'], ['image']],
  ['a document by its name', '', [{ type: 'document', filename: 'devis.pdf' }], ['document:filename'], ['document']],
  ['two images', 'Bonjour', [{ type: 'image' }, { type: 'image' }], ['text'], ['image']],
  ['characters that show nothing', '\u200b\u200b', [], [], ['text']],
])('%s: what was looked at and what was not', (_name, text, attachments, scored, unscored) => {
  expect(coverage(text, attachments)).toEqual({ scored, unscored });
});

test('a language that nobody was trained on is named', () => {
  expect(coverage('Здравствуйте, сколько стоит курс гончарного дела?')).toEqual({ scored: ['text'], unscored: ['language:ru'] });
});
