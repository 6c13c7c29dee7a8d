import type { PreparedText } from '../../domain/message.ts';
import { prepareText } from '../../text/prepare.ts';
import { splitSentences } from '../sentences.ts';
import type { CheckedDraft } from './check.ts';
import { factsIn } from './facts.ts';
import { publishedOf } from './published.ts';

/** What more than one check asks of a draft. */
export type OwnWords = Readonly<{
  /** Sentences that are not the business's own published ones: what a drafter added. */
  sentences: readonly string[];
  /** Those of them that are not fixed wording either. */
  free: PreparedText;
  /** Checkable facts of the whole draft. */
  facts: ReadonlySet<string>;
}>;

const read = new WeakMap<CheckedDraft, OwnWords>();

/** The draft's own words, read once for all checks. */
export function ownWords(draft: CheckedDraft): OwnWords {
  let words = read.get(draft);
  if (words === undefined) {
    const sentences = ownSentences(draft);
    words = { sentences, free: prepareText({ text: sentences.filter((sentence) => !draft.fixed.includes(sentence)).join('\n') }), facts: factsIn(draft.text) };
    read.set(draft, words);
  }
  return words;
}

function ownSentences({ text, sources }: CheckedDraft): readonly string[] {
  const published = sources.map((source) => new Set(publishedOf(source).sentences()));
  const isPublished = (sentence: string): boolean => published.some((sentences) => sentences.has(sentence));
  return splitSentences(text).filter((sentence) => !isPublished(sentence) && !isPublished(unquoted(sentence)));
}

/** A sentence without the quotation marks around it. */
export const unquoted = (sentence: string): string => sentence.replace(/^[«“„”"\s]{1,4}|[»“”"\s]{1,4}$/g, '');
