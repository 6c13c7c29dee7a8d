import type { Token } from '../../domain/message.ts';
import type { SymbolHit } from '../classifier.ts';

/** Symbol name → words and phrases (up to three words, folded as `prepareText` folds), `|` between them. */
export type LexiconSource = Readonly<Record<string, string>>;

export type Lexicon = Readonly<{
  names: readonly string[];
  /** First place of each symbol that occurs. One pass over the tokens; phrases may not cross more than blanks. */
  find(tokens: readonly Token[]): readonly SymbolHit[];
}>;

const PHRASE_MAX = 4;

export function createLexicon(source: LexiconSource): Lexicon {
  const byPhrase = new Map<string, string[]>();
  const starts = new Set<string>();
  for (const [name, list] of Object.entries(source)) {
    for (const phrase of list.split('|').map((part) => part.trim().replace(/\s+/g, ' ')).filter((part) => part !== '')) {
      byPhrase.set(phrase, [...(byPhrase.get(phrase) ?? []), name]);
      starts.add(phrase.split(' ')[0] ?? phrase);
    }
  }
  return { names: Object.keys(source), find: (tokens) => findPhrases(tokens, byPhrase, starts) };
}

function findPhrases(tokens: readonly Token[], byPhrase: ReadonlyMap<string, readonly string[]>, starts: ReadonlySet<string>): SymbolHit[] {
  const hits = new Map<string, SymbolHit>();
  const words = tokens.filter(({ kind }) => kind === 'word' || kind === 'mention');
  for (let index = 0; index < words.length; index += 1) {
    const first = words[index];
    if (first === undefined || !starts.has(first.text)) continue;
    let phrase = first.text;
    for (let length = 1; length <= PHRASE_MAX; length += 1) {
      for (const name of byPhrase.get(phrase) ?? []) {
        const last = words[index + length - 1] ?? first;
        if (!hits.has(name)) hits.set(name, { name, span: { start: first.start, end: last.end }, detail: phrase });
      }
      const next = words[index + length];
      if (next === undefined) break;
      phrase += ` ${next.text}`;
    }
  }
  return [...hits.values()];
}
