import { fold } from '../../text/fold.ts';
import { tokenize } from '../../text/tokenize.ts';
import { type Check, type CheckedDraft, failed, passed } from './check.ts';
import { ownSentences } from './own-words.ts';

const EMOJI_SPARING_MAX = 2;
const EMOJI = /\p{Extended_Pictographic}/gu;

/** No banned phrase, no more emoji than the brand likes, and in French the brand's form of address. */
export const brandVoice: Check = {
  name: 'brand_voice',
  check: (draft) => {
    const { text, brand } = draft;
    const words = plain(text);
    if (brand.bannedPhrases.some((phrase) => plain(phrase).trim() !== '' && words.includes(plain(phrase)))) return failed('a banned phrase');
    const emoji = text.match(EMOJI)?.length ?? 0;
    if (brand.emoji === 'none' ? emoji > 0 : brand.emoji === 'sparing' && emoji > EMOJI_SPARING_MAX) return failed('more emoji than the brand allows');
    return wrongAddress(draft) ? failed('the other form of address') : passed;
  },
};

/** Folded words with single blanks around each, so that a phrase only matches whole words. */
const plain = (text: string): string => ` ${tokenize(fold(text)).tokens.filter(({ kind }) => kind !== 'punctuation').map((token) => token.text).join(' ')} `;

function wrongAddress(draft: CheckedDraft): boolean {
  if (draft.language !== 'fr') return false;
  const own = plain(ownSentences(draft).filter((sentence) => !draft.fixed.includes(sentence)).join('\n'));
  return draft.brand.formality === 'vous' ? / (?:tu|te|toi|ton|tes) /.test(own) : / (?:vous|votre|vos) /.test(own);
}
