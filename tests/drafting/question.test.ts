import { expect, test } from 'vitest';
import { questionsOf } from '../../src/drafting/question.ts';
import { prepareText } from '../../src/text/prepare.ts';

const questions = (text: string): readonly string[] => questionsOf(prepareText({ text, language: 'fr' })).map(({ original }) => original);

test.each([
  ['nothing is asked', 'Bonjour. Je passe demain.', []],
  ['it is one question as a whole', 'Combien coûte le mug Estran ?', []],
  ['a greeting comes before', 'Bonjour. Combien coûte le mug Estran ?', ['Combien coûte le mug Estran ?']],
  ['two are asked on one line', 'Combien coûte le mug ? Le bol passe au four ?', ['Combien coûte le mug ?', 'Le bol passe au four ?']],
  ['a scrap leans on the sentence before it', 'Je voudrais le mug Estran en bleu. C’est combien ?', ['Je voudrais le mug Estran en bleu. C’est combien ?']],
  ['a scrap leans on the question before it', 'Le mug Estran passe au four ? Et combien ? Le parking est gratuit ?', ['Le mug Estran passe au four ? Et combien ?', 'Le parking est gratuit ?']],
  ['more than three are asked', 'Prix du mug bleu ? Prix du bol bleu ? Prix du plat bleu ? Prix du vase bleu ?', ['Prix du mug bleu ?', 'Prix du bol bleu ?', 'Prix du plat bleu ?']],
  ['a scrap follows the third', 'Prix du mug bleu ? Prix du bol bleu ? Prix du plat bleu ? Et ?', ['Prix du mug bleu ?', 'Prix du bol bleu ?', 'Prix du plat bleu ? Et ?']],
] as const)('where %s', (_when, text, expected) => {
  expect(questions(text)).toEqual(expected);
});

test('each is read in the language and the context of its message', () => {
  const turns = [{ role: 'customer', text: 'Je cherche un mug' }] as const;

  for (const question of questionsOf(prepareText({ text: 'Merci. Price of the mug ? Or the bowl in blue ?', language: 'fr', turns }))) {
    expect(question).toMatchObject({ language: { tag: 'fr' }, context: [{ role: 'customer' }] });
  }
});
