import type { Token } from '../../domain/message.ts';
import { createWordFilter } from '../../text/word-filter.ts';
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

/** One word on the way to a phrase. `names`: the symbols of the phrase that ends here; `next`: how phrases go on. */
type Step = { phrase: string; names: string[]; next: Map<string, Step> };

export function createLexicon(source: LexiconSource): Lexicon {
  const phrases = new Set<string>();
  const first = new Map<string, Step>();
  for (const [name, list] of Object.entries(source)) {
    for (const phrase of list.split('|').map((part) => part.trim().replace(/\s+/g, ' ')).filter((part) => part !== '')) {
      phrases.add(phrase);
      addPhrase(first, phrase, name);
    }
  }
  const mayStart = createWordFilter(first.keys());
  return { names: Object.keys(source), phrases: [...phrases], find: (tokens) => findPhrases(tokens, first, mayStart) };
}

function addPhrase(first: Map<string, Step>, phrase: string, name: string): void {
  let steps = first;
  let step: Step | undefined;
  for (const word of phrase.split(' ')) {
    step = steps.get(word) ?? { phrase, names: [], next: new Map() };
    steps.set(word, step);
    steps = step.next;
  }
  if (step === undefined) return;
  step.phrase = phrase;
  step.names.push(name);
}

function findPhrases(tokens: readonly Token[], first: ReadonlyMap<string, Step>, mayStart: (word: string) => boolean): SymbolHit[] {
  const hits: SymbolHit[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (!isWord(token) || !mayStart(token.text)) continue;
    let step = first.get(token.text);
    for (let last = index; step !== undefined;) {
      const end = tokens[last]?.end ?? token.end;
      for (const name of step.names) {
        if (!hits.some((hit) => hit.name === name)) hits.push({ name, span: { start: token.start, end }, detail: step.phrase });
      }
      if (step.next.size === 0) break;
      last += isLink(tokens[last + 1]) ? 2 : 1;
      const next = tokens[last];
      step = isWord(next) ? step.next.get(next.text) : undefined;
    }
  }
  return hits;
}

const isWord = (token: Token | undefined): token is Token => token !== undefined && (token.kind === 'word' || token.kind === 'number' || token.kind === 'mention');
const isLink = (token: Token | undefined): boolean => token?.text === "'" || token?.text === '-';
