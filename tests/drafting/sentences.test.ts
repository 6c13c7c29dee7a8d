import { expect, test } from 'vitest';
import { splitSentences } from '../../src/drafting/sentences.ts';

test.each([
  ['Un. Deux ! Trois ?', ['Un.', 'Deux !', 'Trois ?']],
  ['Bonjour,\n\nOui. 12 places.\n\nLéa', ['Bonjour,', 'Oui.', '12 places.', 'Léa']],
  ['De 9.30am à 8,90 € env. 3 jours.', ['De 9.30am à 8,90 € env. 3 jours.']],
  ['M. Petit vient. « Bien », dit-il.', ['M. Petit vient.', '« Bien », dit-il.']],
  ['', []], [' \n ', []],
] as const)('%j is cut where a reader would', (text, sentences) => {
  expect(splitSentences(text)).toEqual(sentences);
});
