import type { Language } from '../../domain/message.ts';
import { languageName, wordingOf } from '../wording.ts';
import { type Check, type CheckedDraft, failed, passed } from './check.ts';
import { ownWords } from './own-words.ts';
import { publishedOf } from './published.ts';

/** Fewer letters than this name no language. */
const LETTERS_MIN = 12;

/** The draft's own words are in its language; a quotation in another one is announced as such. */
export const language: Check = {
  name: 'language',
  check: (draft) => {
    const { free } = ownWords(draft);
    if (free.original.length >= LETTERS_MIN && !isIn(free.language, draft.language)) return failed('its own words are in another language');
    const honest = draft.sources.every((source) => isNative(source, draft.language) || isAnnounced(draft, source));
    return honest ? passed : failed('a quotation in another language is not announced');
  },
};

const isIn = (found: Language, tag: string): boolean => found.tag === tag || found.tag === 'und' || found.confidence < 0.6;

/** A source that is not quoted needs no announcement; a short one may be of any language. */
const isNative = (source: string, tag: string): boolean => source.length < LETTERS_MIN || isIn(publishedOf(source).language(), tag);

function isAnnounced({ text, language: tag }: CheckedDraft, source: string): boolean {
  const { quoted, quotes: [open] } = wordingOf(tag);
  const frame = quoted.replace('{language}', () => languageName(publishedOf(source).language().tag, tag));
  return text.includes(`${frame}\n${open}`);
}
