import type { Reading } from '../domain/decision.ts';
import type { Suggestion } from '../domain/draft.ts';
import { isSelfHarm } from '../domain/labels.ts';
import type { PreparedText } from '../domain/message.ts';
import { contentTerms } from '../knowledge/terms.ts';
import { prepareText } from '../text/prepare.ts';
import { splitSentences } from './sentences.ts';

export type AbstentionReason = Extract<Suggestion, { status: 'abstained' }>['reason'];

const ASKING = /[?؟]/;
const SCAN_MAX = 4_000;
const QUESTIONS_MAX = 3;
/** A question with fewer content words than this ("and how much is it?") is read together with the sentence before it. */
const STANDALONE_TERMS = 2;

/**
 * The questions of a message, in order, at most three; empty when it is nothing but one, for then it is searched for as a
 * whole. A message's own line breaks and question marks decide, whatever the language. Each is read in the message's
 * language and context.
 */
export function questionsOf(text: PreparedText): readonly PreparedText[] {
  if (!ASKING.test(text.original)) return [];
  const sentences = splitSentences(text.original.slice(0, SCAN_MAX)).flatMap((sentence) => sentence.split(/(?<=[?؟])\s{0,20}/)).filter((sentence) => sentence !== '');
  if (sentences.length < 2) return [];
  const read = (sentence: string): PreparedText => ({ ...prepareText({ text: sentence, language: text.language.tag }), context: text.context });
  const questions: PreparedText[] = [];
  for (const [index, sentence] of sentences.entries()) {
    // One more than is kept: up to there a scrap may still belong to the last one.
    if (questions.length > QUESTIONS_MAX) break;
    if (!ASKING.test(sentence)) continue;
    const before = sentences[index - 1];
    const alone = read(sentence);
    if (before === undefined || contentTerms(alone).length >= STANDALONE_TERMS) questions.push(alone);
    else if (questions.at(-1)?.original === before) questions[questions.length - 1] = read(`${before} ${sentence}`);
    else questions.push(read(`${before} ${sentence}`));
  }
  return questions.slice(0, QUESTIONS_MAX);
}

/** Why no answer may be drafted, whatever is known; undefined when one may. */
export function refusalOf(reading: Partial<Reading>, text: PreparedText): AbstentionReason | undefined {
  const { moderation, spam, injection, intent } = reading;
  const distress = moderation?.categories.some(({ id, flagged }) => isSelfHarm(id) && flagged) ?? false;
  if (spam?.flagged === true || distress || moderation?.flagged === true || moderation?.action === 'hide' || moderation?.action === 'block') return 'unsafe_message';
  if (injection?.flagged === true) return 'injection';
  return asksNothing(text, intent?.top ?? null) ? 'no_request' : undefined;
}

/** Greetings, thanks and praise ask for nothing, unless a question mark says otherwise. */
function asksNothing(text: PreparedText, intent: Reading['intent']['top']): boolean {
  if (contentTerms(text).length === 0) return true;
  return (intent === 'greeting' || intent === 'feedback' || intent === 'opt_out') && !ASKING.test(text.original);
}
