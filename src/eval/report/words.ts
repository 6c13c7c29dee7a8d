import { EN } from './words/en.ts';
import { FR } from './words/fr.ts';

/** The report's two languages. */
export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];
export type Words = typeof EN;

export const WORDS: Readonly<Record<Language, Words>> = { en: EN, fr: FR };

/** Numbers as the language writes them; "–" for one without a value. */
export const numbersOf = (language: Language) => {
  const formats = [0, 1, 2, 3].map((digits) => new Intl.NumberFormat(localeOf(language), { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  return (value: number | null | undefined, digits: 0 | 1 | 2 | 3): string => (value === null || value === undefined ? '–' : (formats[digits] as Intl.NumberFormat).format(value));
};
export type Numbers = ReturnType<typeof numbersOf>;

/** US dollars as the language writes them: two decimals, and as many more as a small sum needs to show two figures. */
export function moneyOf(language: Language): (dollars: number) => string {
  const format = (digits: number) => new Intl.NumberFormat(localeOf(language), { style: 'currency', currency: 'USD', minimumFractionDigits: 2, maximumFractionDigits: digits });
  return (dollars) => format(dollars > 0 && dollars < 0.1 ? Math.min(10, 1 - Math.floor(Math.log10(dollars))) : 2).format(dollars);
}

const localeOf = (language: Language): string => (language === 'fr' ? 'fr-FR' : 'en-GB');

/** What an aspect, a figure or a slice is called; its own name where the language has no other. */
export const aspectName = (aspect: string, { aspects }: Words): string => aspects[aspect] ?? aspect;
export const figureName = (figure: string, { figures }: Words): string => figures[figure] ?? figure.replaceAll('_', ' ');
export function sliceName(slice: string, { slices, sliceKinds }: Words): string {
  const kind = Object.keys(sliceKinds).find((name) => slice.startsWith(`${name} `));
  return slices[slice] ?? (kind === undefined ? slice : `${sliceKinds[kind] ?? kind}${slice.slice(kind.length)}`);
}
