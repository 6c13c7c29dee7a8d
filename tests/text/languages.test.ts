import { expect, test } from 'vitest';
import { SERVED_LANGUAGES } from '../../src/domain/labels.ts';
import { fold } from '../../src/text/fold.ts';
import { LANGUAGES } from '../../src/text/languages/index.ts';
import { tokenize } from '../../src/text/tokenize.ts';

test('the languages with a pack are the languages that are served', () => {
  expect(LANGUAGES.map(({ tag }) => tag)).toEqual([...SERVED_LANGUAGES]);
});

test.each(LANGUAGES.map((pack) => [pack.tag, pack] as const))('every word of %s is written as a message would be read', (_tag, { functionWords, chatWords }) => {
  const unreadable = [...functionWords, ...chatWords].filter((word) => tokenize(fold(word)).tokens.map(({ text }) => text).join(' ') !== word);

  expect(unreadable).toEqual([]);
});

test.each(LANGUAGES.map((pack) => [pack.tag, pack] as const))('no function word of %s is listed twice', (_tag, { functionWords }) => {
  expect(functionWords.filter((word, index) => functionWords.indexOf(word) !== index)).toEqual([]);
});
