import type { DraftCheck } from '../domain/draft.ts';
import { ServiceError } from '../domain/failures.ts';
import type { ChatModel } from '../domain/ports.ts';
import { Output, OUTPUT_SCHEMA, render, VERSION } from '../prompts/draft-reply/index.ts';
import type { ComposedAnswer, Finding } from './answer.ts';
import { checkDraft } from './checks/index.ts';
import type { DraftInput } from './draft.ts';
import { redact } from './redact.ts';
import { splitSentences } from './sentences.ts';
import { draftLanguage, greetingOf, signOffOf } from './wording.ts';

export type ModelAnswer = Readonly<{ answer: Omit<ComposedAnswer, 'source'>; checks: readonly DraftCheck[]; model: string; promptVersion: string; tokens: number }>;

const SNIPPETS_MAX = 4;

/**
 * A reply written by a language model from the supported snippets alone, then checked like any draft.
 *
 * @throws ServiceError `model_unavailable` or `deadline` when there is no usable answer: garbage counts as none.
 * @returns undefined when its text fails a check; the extractive draft is then used.
 */
export async function writeWithModel(chat: ChatModel, input: DraftInput, findings: readonly Finding[]): Promise<ModelAnswer | undefined> {
  const { text, message, workspace: { brand }, signal } = input;
  const language = draftLanguage(text.language.tag, brand);
  const best = findings.filter(({ ranked }) => ranked.length > 0);
  const snippets = [...new Map(best.flatMap(({ ranked }) => ranked.slice(0, SNIPPETS_MAX).map(({ snippet }) => [snippet.id, snippet] as const))).values()].slice(0, SNIPPETS_MAX);
  const redacted = redact(message.text, message.contact.name);
  const { content, model, usage } = await chat.generate(await render({ brand, language, message: redacted.text, snippets }), { signal, jsonSchema: OUTPUT_SCHEMA });
  const output = parse(content);
  const cited = snippets.filter(({ id }) => output.citations.includes(id));
  if (cited.length === 0) return undefined;
  const reply = redacted.restore(output.reply.trim());
  const whole = [greetingOf(brand, language), reply, signOffOf(brand, language)].filter((part) => part !== '').join('\n\n');
  const confidence = Math.min(...best.map(({ support }) => support));
  const sources = cited.map(({ title, text: body }) => `${title}\n${body}`);
  const checks = checkDraft({ text: whole, language, sources, fixed: [greetingOf(brand, language), signOffOf(brand, language)], message: message.text, brand });
  if (!checks.every(({ passed }) => passed)) return undefined;
  const own = new Set(splitSentences(reply));
  const citations = splitSentences(whole).flatMap((sentence, index) => (own.has(sentence) ? cited.map(({ id, version }) => ({ snippetId: id, version, sentence: index, score: confidence })) : []));
  return { answer: { text: whole, language, citations, confidence, sources, complete: true }, checks, model, promptVersion: VERSION, tokens: usage.promptTokens + usage.completionTokens };
}

/** Models like to wrap JSON in a code fence or a sentence: the outermost braces are read. */
function parse(content: string): Output {
  const [from, to] = [content.indexOf('{'), content.lastIndexOf('}')];
  try {
    return Output.parse(JSON.parse(content.slice(from, to + 1)));
  } catch {
    throw new ServiceError('model_unavailable', 'the model did not answer with the JSON it was asked for');
  }
}
