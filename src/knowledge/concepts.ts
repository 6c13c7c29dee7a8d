import { CONCEPT_WORDS } from './concept-words.ts';

type Entries = Readonly<{ exact: Map<string, string>; starred: Map<string, string> }>;

const STAR_MIN = 2;
const LONGEST_STAR = 16;
const FOREIGN_MIN = 5;
const { names, byLanguage } = read(CONCEPT_WORDS);

/** Every concept's name, in the table's order: the place of its bucket in the hashed embedding. */
export const CONCEPTS: readonly string[] = names;

/**
 * The concept that a folded word names in a language ("tarif" → `price`), whatever the language of the other side. A word
 * that the language's own list lacks, and that is too long to be a coincidence, is looked up in the others: people mix
 * languages, and a short text's language is a guess. Undefined when we know none.
 */
export function conceptOf(word: string, tag: string): string | undefined {
  const own = lookUp(word, byLanguage.get(tag));
  if (own !== undefined || (byLanguage.has(tag) && word.length < FOREIGN_MIN)) return own;
  for (const entries of byLanguage.values()) {
    const found = lookUp(word, entries);
    if (found !== undefined) return found;
  }
  return undefined;
}

function lookUp(word: string, entries: Entries | undefined): string | undefined {
  const exact = entries?.exact.get(word);
  if (exact !== undefined || entries === undefined) return exact;
  for (let length = Math.min(word.length, LONGEST_STAR); length >= STAR_MIN; length -= 1) {
    const starred = entries.starred.get(word.slice(0, length));
    if (starred !== undefined) return starred;
  }
  return undefined;
}

function read(table: string): { names: string[]; byLanguage: ReadonlyMap<string, Entries> } {
  const found: string[] = [];
  const languages = new Map<string, Entries>();
  for (const line of table.trim().replaceAll('\n  ', ' ').split('\n')) {
    const [name = '', ...groups] = line.split(' | ').map((part) => part.trim());
    found.push(name);
    for (const group of groups) {
      const [tag = '', ...words] = group.split(' ');
      const entries = languages.get(tag) ?? { exact: new Map<string, string>(), starred: new Map<string, string>() };
      languages.set(tag, entries);
      for (const word of words) addWord(entries, word, name);
    }
  }
  return { names: found, byLanguage: languages };
}

function addWord({ exact, starred }: Entries, word: string, name: string): void {
  const into = word.endsWith('*') ? starred : exact;
  const key = word.replace('*', '');
  // The first line that claims a word keeps it.
  if (!into.has(key)) into.set(key, name);
}
