import { expect, test } from 'vitest';
import { plainWords, prepareText, scoredText, WINDOW_TOKENS } from '../../src/text/prepare.ts';

test('the same text gives the same preparation, whoever asks and however often', () => {
  const text = 'Bonjour, s a l o p e … m0ney 👍';

  expect(prepareText({ text })).toEqual(prepareText({ text }));
});

test('an empty text has no token, one empty window and no language', () => {
  expect(prepareText({ text: '' })).toMatchObject({ tokens: [], windows: [{ from: 0, to: 0 }], obfuscations: [],
    language: { tag: 'und', confidence: 0, served: false } });
});

test('an ordinary message is one window; a long one is read in overlapping windows to its end', () => {
  const long = prepareText({ text: 'mot '.repeat(WINDOW_TOKENS * 3) });

  expect(prepareText({ text: 'mot '.repeat(WINDOW_TOKENS) }).windows).toEqual([{ from: 0, to: WINDOW_TOKENS }]);
  expect(long.windows.length).toBeGreaterThan(3);
  expect(long.windows.at(-1)?.to).toBe(long.tokens.length);
});

test('the context is the last four turns, oldest first, each cut to its beginning', () => {
  const turns = Array.from({ length: 6 }, (_turn, index) => ({ role: 'customer' as const, text: `mot${index} ${'x '.repeat(2_000)}` }));
  const { context } = prepareText({ text: 'ok', turns });

  expect(context.map(({ tokens }) => tokens[0]?.text)).toEqual(['mot2', 'mot3', 'mot4', 'mot5']);
  expect(Math.max(...context.map(({ tokens }) => tokens.length))).toBeLessThan(400);
});

test('captions, transcripts and file names are scored with the text; blank parts are left out', () => {
  const attachments = [{ type: 'image', caption: 'ma facture', filename: 'scan.pdf' }, { type: 'audio', transcript: ' rappelez-moi ' },
    { type: 'image', caption: '  ' }];

  expect(scoredText({ text: 'bonjour', attachments })).toBe('bonjour\nma facture\nscan.pdf\n rappelez-moi ');
  expect(scoredText({ text: ' ', attachments: [] })).toBe('');
});

test('plain words are the token texts with single blanks', () => {
  expect(plainWords(prepareText({ text: "J'ai  payé !" }).tokens)).toBe("j ' ai paye !");
});
