import { ar } from './ar/index.ts';
import { de } from './de/index.ts';
import { en } from './en/index.ts';
import { es } from './es/index.ts';
import { fr } from './fr/index.ts';
import { it } from './it/index.ts';
import { nl } from './nl/index.ts';
import { pt } from './pt/index.ts';
import type { LanguagePack } from './language.ts';

/** Every language with its own pack. Adding one is a folder and a line here. */
export const LANGUAGES: readonly LanguagePack[] = [fr, en, es, de, it, pt, nl, ar];
