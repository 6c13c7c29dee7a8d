import type { Draft } from '../domain/draft.ts';
import { checkDraft } from './checks/index.ts';
import type { DraftInput } from './draft.ts';
import { draftLanguage, greetingOf, signOffOf } from './wording.ts';

/** A sale that is worth a question back. */
const WORTH_ASKING = new Set(['hot', 'warm']);

/**
 * A question back for what a sale still lacks, between greeting and sign-off; undefined when nothing is lacking, when the sender is no
 * lead, or when the brand's own words fail the checks. It says nothing about the business, so it rests on no snippet.
 */
export function clarificationOf({ text, reading: { lead }, workspace: { brand } }: DraftInput, id: string): Draft | undefined {
  if (lead === undefined || lead.nextQuestion === null || !WORTH_ASKING.has(lead.tier ?? 'none')) return undefined;
  const language = draftLanguage(text.language.tag, brand);
  const fixed = [greetingOf(brand, language), signOffOf(brand, language)];
  const body = [fixed[0], lead.nextQuestion, fixed[1]].filter((part) => part !== '').join('\n\n');
  const checks = checkDraft({ text: body, language, sources: [], fixed, message: text.original, brand });
  if (!checks.every(({ passed }) => passed)) return undefined;
  return { id, status: 'draft', kind: 'clarification', source: 'template', language, text: body, confidence: (lead.score ?? 0) / 100, citations: [], checks, autoSendEligible: false };
}
