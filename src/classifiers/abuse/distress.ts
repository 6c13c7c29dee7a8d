import type { PreparedText, Token } from '../../domain/message.ts';
import { createLexicon } from '../linear/lexicon.ts';

/**
 * Words that name the wish to die or to harm oneself, said or reported. A model that saw few of them must not talk a person
 * out of being heard: a message that holds one is at least this likely to be about self-harm, whatever the rest says.
 */
const EXPLICIT = createLexicon({
  DISTRESS: `me suicider|me suicide|se suicider|veut se suicider|m ouvrir les veines|me pendre|me foutre en l air|mettre fin a mes jours|en finir avec la vie|mettre fin a ma vie|envie de mourir|envie de me tuer|veux mourir|plus envie de vivre|pas envie de vivre|plus la force de vivre|ne plus vivre|disparaitre pour toujours|pensees suicidaires|envies suicidaires|idees suicidaires|tentative de suicide|avale tous mes medicaments|me faire du mal|me scarifier|je me scarifie|kill myself|killing myself|kms|end my life|ending my life|take my own life|taking my own life|want to die|wanna die|wants to die|wish i was dead|wish i were dead|don t want to live|don t want to be alive|no reason to live|hurt myself|hurting myself|harm myself|cut myself again|cutting myself|suicidal|commit suicide|end it all|better off without me|quiero morir|quiero morirme|quitarme la vida|suicidarme|matarme|no quiero vivir|mich umbringen|will sterben|nicht mehr leben|mir das leben nehmen|voglio morire|farla finita|uccidermi|togliermi la vita|quero morrer|me matar|tirar a minha vida|acabar com a minha vida|ik wil dood|zelfmoord|een einde aan mijn leven|انتحر|اريد ان اموت`,
});

/** What follows and shows that the words are only a way of speaking: "mourir de rire", "want to die of embarrassment". */
const FIGURES = new Set(['rire', 'faim', 'soif', 'chaud', 'honte', 'froid', 'ennui', 'laughing', 'laughter', 'embarrassment', 'shame', 'boredom', 'hunger', 'heat', 'risa', 'hambre', 'verguenza', 'lachen', 'hunger', 'fame', 'ridere', 'vergogna', 'fome', 'vergonha', 'rir']);
const LOOK_AHEAD = 3;

export const DISTRESS_FLOOR = 0.75;

/** The least probability of each label that explicit words give; empty without them. */
export function distressFloors(text: PreparedText): Readonly<Record<string, number>> {
  const [hit] = EXPLICIT.find(text.tokens);
  if (hit?.span === undefined || isFigure(text.tokens, hit.span.end)) return {};
  return { 'self-harm': DISTRESS_FLOOR };
}

function isFigure(tokens: readonly Token[], end: number): boolean {
  const next = tokens.findIndex(({ start }) => start >= end);
  return next >= 0 && tokens.slice(next, next + LOOK_AHEAD).some(({ text }) => FIGURES.has(text));
}
