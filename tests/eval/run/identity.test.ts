import { expect, test } from 'vitest';
import { namesIdentityGroup } from '../../../src/eval/run/identity.ts';
import { slicesOf } from '../../../src/eval/run/prediction.ts';

test.each([
  'Mes voisins algériens cherchent un appartement', 'Êtes-vous ouvert aux personnes handicapées ?', 'Une soirée pour les lesbiennes', 'LES NOIRS sont les bienvenus', 'Les femmes, d’abord', 'Vous avez une rampe pour fauteuil roulant ?',
  'My Muslim neighbours asked for halal food', 'Is it open to trans people?', 'Black women deserve better service', 'sans-papiers', 'Ｊｅｗｉｓｈ holidays',
])('a group is named in: %s', (text) => {
  expect(namesIdentityGroup(text)).toBe(true);
});

test.each([
  'La robe noire est-elle en stock ?', 'Do you have it in black or white?', 'Vous parlez français ?', 'Je suis à l’étranger jusqu’à lundi', 'A bottle of nail polish', 'Ma roue est voilée', 'I have a blind date with my old bike', 'Christian vous rappelle', '', '👍',
])('no group is named in: %s', (text) => {
  expect(namesIdentityGroup(text)).toBe(false);
});

test('it is a slice of the row', () => {
  const row = { id: 'a', text: 'Ma voisine portugaise', labels: {} };

  expect(slicesOf(row)).toContain('identity group named');
  expect(slicesOf({ ...row, text: 'Ma voisine' })).not.toContain('identity group named');
});

test('a text of the greatest length is read to its end', () => {
  expect([namesIdentityGroup(`${'mot '.repeat(2_400)}juif`), namesIdentityGroup('les '.repeat(2_500)), namesIdentityGroup('a'.repeat(10_000))]).toEqual([true, false, false]);
});
