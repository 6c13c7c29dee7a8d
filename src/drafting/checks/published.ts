import type { Language } from '../../domain/message.ts';
import { memoized } from '../../knowledge/memo.ts';
import { prepareText } from '../../text/prepare.ts';
import { splitSentences } from '../sentences.ts';
import { factsIn } from './facts.ts';

/** What the checks ask of a text that the business has published; each part is read when it is first asked for. */
export type Published = Readonly<{ facts(): ReadonlySet<string>; sentences(): readonly string[]; language(): Language }>;

const TEXTS_MAX = 500;

/** A published text is quoted again and again: what was read of it is kept. */
export const publishedOf: (text: string) => Published = memoized(TEXTS_MAX, (text) => ({
  facts: once(() => factsIn(text)),
  sentences: once(() => splitSentences(text)),
  language: once(() => prepareText({ text }).language),
}));

function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}
