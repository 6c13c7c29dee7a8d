import { expect, test } from 'vitest';
import { DISTRESS_FLOOR, distressFloors } from '../../../src/classifiers/abuse/distress.ts';
import { prepareText } from '../../../src/text/prepare.ts';

const floors = (text: string) => distressFloors(prepareText({ text }));

test.each([
  'I want to kill myself tonight, I have the pills ready', 'i want to die', "j'ai plus envie de vivre, désolée pour la commande", 'ma sœur dit qu\'elle veut se suicider, je fais quoi',
  'bande de connards, je vais me suicider ce soir', 'quiero morirme', 'ich will mich umbringen', 'j ai e n v i e de mourir'.replace('e n v i e', 'envie'),
])('explicit distress is heard: %s', (text) => {
  expect(floors(text)).toEqual({ 'self-harm': DISTRESS_FLOOR });
});

test.each([
  'envie de mourir de rire avec votre pub', 'I want to die of embarrassment, wrong size again', 'je suis mort de rire', 'this queue is killing me', 'vous allez me tuer avec vos prix', 'dying to try the new cake',
])('a way of speaking is left alone: %s', (text) => {
  expect(floors(text)).toEqual({});
});
