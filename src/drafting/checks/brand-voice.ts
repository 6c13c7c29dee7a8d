import type { BrandCard } from '../../domain/draft.ts';
import type { Token } from '../../domain/message.ts';
import { fold } from '../../text/fold.ts';
import { tokenize } from '../../text/tokenize.ts';
import { type Check, type CheckedDraft, failed, passed } from './check.ts';
import { ownWords } from './own-words.ts';

const EMOJI_SPARING_MAX = 2;
const EMOJI = /\p{Extended_Pictographic}/gu;

/** No banned phrase, no more emoji than the brand likes, and in French the brand's form of address. */
export const brandVoice: Check = {
  name: 'brand_voice',
  check: (draft) => {
    const { text, brand } = draft;
    const words = plain(text);
    if (bannedBy(brand).some((phrase) => words.includes(phrase))) return failed('a banned phrase');
    const emoji = text.match(EMOJI)?.length ?? 0;
    if (brand.emoji === 'none' ? emoji > 0 : brand.emoji === 'sparing' && emoji > EMOJI_SPARING_MAX) return failed('more emoji than the brand allows');
    return wrongAddress(draft) ? failed('the other form of address') : passed;
  },
};

/** Folded words with single blanks around each, so that a phrase only matches whole words. */
const plain = (text: string): string => wordsOf(tokenize(fold(text)).tokens);
const wordsOf = (tokens: readonly Token[]): string => ` ${tokens.filter(({ kind }) => kind !== 'punctuation').map((token) => token.text).join(' ')} `;

const banned = new WeakMap<BrandCard, readonly string[]>();

/** A card's phrases as drafts spell them, read once a card; one without a word bans nothing. */
function bannedBy(brand: BrandCard): readonly string[] {
  let phrases = banned.get(brand);
  if (phrases === undefined) {
    phrases = brand.bannedPhrases.map(plain).filter((phrase) => phrase.trim() !== '');
    banned.set(brand, phrases);
  }
  return phrases;
}

function wrongAddress(draft: CheckedDraft): boolean {
  if (draft.language !== 'fr') return false;
  const own = wordsOf(ownWords(draft).free.tokens);
  return draft.brand.formality === 'vous' ? / (?:tu|te|toi|ton|tes) /.test(own) : / (?:vous|votre|vos) /.test(own);
}
