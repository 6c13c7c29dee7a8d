import { expect, test } from 'vitest';
import { ABUSE_LEXICON } from '../../../src/classifiers/abuse/symbols.ts';
import { createLexicon, PHRASE_MAX } from '../../../src/classifiers/linear/lexicon.ts';
import { TOPIC_LEXICON } from '../../../src/classifiers/linear/topic.ts';
import { INJECTION_LEXICON } from '../../../src/classifiers/prompt-injection/symbols.ts';
import { SPAM_LEXICON } from '../../../src/classifiers/spam/symbols.ts';
import { prepareText } from '../../../src/text/prepare.ts';

const lexicon = createLexicon({ INSULT: 'fils de pute|con', AGE: '14 ans', GREETING: 'bonjour|bon jour', BOTH: 'con' });
const found = (text: string): readonly string[] => lexicon.find(prepareText({ text }).tokens).map(({ name }) => name);

test.each([
  ['Bonjour', ['GREETING']], ['bon jour !', ['GREETING']], ['FILS  DE PUTE', ['INSULT']], ['fils-de-pute', ['INSULT']], ['f.i.l.s de p u t e', ['INSULT']],
  ['un con', ['INSULT', 'BOTH']], ['elle a 14 ans', ['AGE']],
  ['conférence', []], ['fils. De pute', []], ['fils, de pute', []], ['pute de fils', []], ['', []], ['ans 14', []], ['fils 🙂 de pute', []],
])('%j holds %j', (text, names) => {
  expect(found(text)).toEqual(names);
});

test('a symbol is found once, at the first place, with the words that were meant', () => {
  const text = 'con, fils de pute';

  expect(lexicon.find(prepareText({ text }).tokens)[0]).toEqual({ name: 'INSULT', span: { start: 0, end: 3 }, detail: 'con' });
  expect(lexicon.find(prepareText({ text: 'ce fils de pute' }).tokens)[0]).toEqual({ name: 'INSULT', span: { start: 3, end: 15 }, detail: 'fils de pute' });
});

test.each([['topics', TOPIC_LEXICON], ['abuse', ABUSE_LEXICON], ['spam', SPAM_LEXICON],
  ['injections', INJECTION_LEXICON]])('every phrase about %s is written as a message is read, and can be found', (_name, { phrases, find }) => {
  const lost = phrases.filter((phrase) => {
    const { tokens } = prepareText({ text: phrase });
    return tokens.length > PHRASE_MAX || tokens.map(({ text }) => text).join(' ') !== phrase || find(tokens).length === 0;
  });

  expect(phrases.length).toBeGreaterThan(100);
  expect(lost).toEqual([]);
});

test('a text of 10,000 words costs one look at each of its places', () => {
  expect(found('fils de '.repeat(5_000))).toEqual([]);
});
