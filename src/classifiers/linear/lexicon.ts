import type { Token } from '../../domain/message.ts';
import { listWord, UNLISTED, wordNumbers } from '../../text/vocabulary.ts';
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

/** One word on the way to a phrase. `names`: the symbols of the phrase that ends here; `next`: how phrases go on, by the word's number. */
type Step = { phrase: string; names: string[]; next: Map<number, Step> | undefined };

export function createLexicon(source: LexiconSource): Lexicon {
  const phrases = new Set<string>();
  const first: Step[] = [];
  for (const [name, list] of Object.entries(source)) {
    for (const phrase of list.split('|').map((part) => part.trim().replace(/\s+/g, ' ')).filter((part) => part !== '')) {
      phrases.add(phrase);
      addPhrase(first, phrase, name);
    }
  }
  return { names: Object.keys(source), phrases: [...phrases], find: (tokens) => findPhrases(tokens, first) };
}

function addPhrase(first: Step[], phrase: string, name: string): void {
  const [start = UNLISTED, ...rest] = phrase.split(' ').map(listWord);
  let step = (first[start] ??= { phrase: '', names: [], next: undefined });
  for (const number of rest) {
    step.next ??= new Map();
    const next = step.next.get(number) ?? { phrase: '', names: [], next: undefined };
    step.next.set(number, next);
    step = next;
  }
  step.phrase = phrase;
  step.names.push(name);
}

function findPhrases(tokens: readonly Token[], first: readonly (Step | undefined)[]): SymbolHit[] {
  const hits: SymbolHit[] = [];
  const numbers = wordNumbers(tokens);
  for (let index = 0; index < numbers.length; index += 1) {
    const number = numbers[index] as number;
    let step = number === UNLISTED ? undefined : first[number];
    for (let last = index; step !== undefined;) {
      for (const name of step.names) {
        if (!hits.some((hit) => hit.name === name)) hits.push({ name, span: { start: tokens[index]?.start ?? 0, end: tokens[last]?.end ?? 0 }, detail: step.phrase });
      }
      if (step.next === undefined) break;
      last += isLink(tokens[last + 1]) ? 2 : 1;
      step = step.next.get(numbers[last] ?? UNLISTED);
    }
  }
  return hits;
}

const isLink = (token: Token | undefined): boolean => token?.text === "'" || token?.text === '-';
