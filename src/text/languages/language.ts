/** What the service knows of one language it serves. All words folded: lower case, no accents. */
export type LanguagePack = Readonly<{
  /** BCP 47 primary tag. */
  tag: string;
  /** Frequent function words; those shared with other languages count less, by arithmetic, not by hand. */
  functionWords: readonly string[];
  /** Greetings, thanks and chat abbreviations that settle the language of a one-word message. */
  chatWords: readonly string[];
}>;

/** Splits a blank-separated list; keeps the packs readable. */
export const words = (list: string): readonly string[] => list.trim().split(/\s+/);
