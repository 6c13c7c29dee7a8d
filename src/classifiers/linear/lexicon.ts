import type { Token } from '../../domain/message.ts';
import type { SymbolHit } from '../classifier.ts';

/** Symbol name → words and phrases (at most `PHRASE_MAX` words, as `prepareText` reads them: `j ai` for "j'ai"), `|` between them. */
export type LexiconSource = Readonly<Record<string, string>>;

export type Lexicon = Readonly<{
  names: readonly string[];
  phrases: readonly string[];
  /** First place of each symbol that occurs. One pass over the tokens; a phrase crosses blanks, apostrophes and hyphens only. */
  find(tokens: readonly Token[]): readonly SymbolHit[];
}>;

export const PHRASE_MAX = 6;

export function createLexicon(source: LexiconSource): Lexicon {
  const byPhrase = new Map<string, string[]>();
  const starts = new Set<string>();
  for (const [name, list] of Object.entries(source)) {
    for (const phrase of list.split('|').map((part) => part.trim().replace(/\s+/g, ' ')).filter((part) => part !== '')) {
      byPhrase.set(phrase, [...(byPhrase.get(phrase) ?? []), name]);
      starts.add(phrase.split(' ')[0] ?? phrase);
    }
  }
  return { names: Object.keys(source), phrases: [...byPhrase.keys()], find: (tokens) => findPhrases(tokens, byPhrase, starts) };
}

function findPhrases(tokens: readonly Token[], byPhrase: ReadonlyMap<string, readonly string[]>, starts: ReadonlySet<string>): SymbolHit[] {
  const hits = new Map<string, SymbolHit>();
  tokens.forEach((first, index) => {
    if (!isWord(first) || !starts.has(first.text)) return;
    let phrase = first.text;
    let last = index;
    for (let length = 1; length <= PHRASE_MAX; length += 1) {
      for (const name of byPhrase.get(phrase) ?? []) {
        if (!hits.has(name)) hits.set(name, { name, span: { start: first.start, end: tokens[last]?.end ?? first.end }, detail: phrase });
      }
      last += isLink(tokens[last + 1]) ? 2 : 1;
      const next = tokens[last];
      if (!isWord(next)) return;
      phrase += ` ${next.text}`;
    }
  });
  return [...hits.values()];
}

const isWord = (token: Token | undefined): token is Token => token !== undefined && (token.kind === 'word' || token.kind === 'number' || token.kind === 'mention');
const isLink = (token: Token | undefined): boolean => token?.text === "'" || token?.text === '-';
