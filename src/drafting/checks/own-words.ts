import { splitSentences } from '../sentences.ts';
import type { CheckedDraft } from './check.ts';

/** Sentences of the draft that are not the business's own published ones: what a drafter added. */
export function ownSentences({ text, sources }: CheckedDraft): readonly string[] {
  const published = new Set(sources.flatMap(splitSentences));
  return splitSentences(text).filter((sentence) => !published.has(sentence) && !published.has(sentence.replace(/^[«“„”"\s]{1,4}|[»“”"\s]{1,4}$/g, '')));
}
