import type { BrandCard } from '../../domain/draft.ts';

/** A draft as the checks see it. Every field is plain text; nothing is looked up. */
export type CheckedDraft = Readonly<{
  text: string;
  /** The language it is meant to be in. */
  language: string;
  /** Full texts of the cited snippets. */
  sources: readonly string[];
  /** The business's and the service's own fixed wording: greeting, sign-off, help lines. */
  fixed: readonly string[];
  /** What the customer wrote, earlier turns included. */
  message: string;
  brand: BrandCard;
}>;

export type CheckOutcome = Readonly<{ passed: boolean; detail?: string }>;

/** One thing a draft must not do. `detail` names the kind of fault and never repeats the customer's words. */
export type Check = Readonly<{ name: string; check(draft: CheckedDraft): CheckOutcome }>;

export const passed: CheckOutcome = { passed: true };
export const failed = (detail: string): CheckOutcome => ({ passed: false, detail });
