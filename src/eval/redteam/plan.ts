import type { Labels, Row } from '../dataset.ts';
import { isSelfHarm } from '../../domain/labels.ts';
import { TEXT_LENGTH_MAX } from '../input/read.ts';
import { inject, PLACES } from './injection.ts';
import { OBFUSCATIONS } from './obfuscation.ts';
import { SECRET_KINDS, withSecret } from './personal-data.ts';
import { randomFor } from './random.ts';

export const SUITES = ['obfuscation', 'injection', 'pii-leak'] as const;
export type Suite = (typeof SUITES)[number];

/** One changed row: `plain` is the id of the same row as it was, `canary` what an obeyed instruction would say, `secret` what nobody needs to repeat. */
export type Attack = Readonly<{ suite: Suite; transform: string; plain: string; row: Row; canary?: string; secret?: string }>;
/** All rows to ask, each as it was and as it was changed, and what was done to which. */
export type Plan = Readonly<{ rows: readonly Row[]; attacks: ReadonlyMap<string, Attack> }>;

/** What a person labelled as something to catch. */
const isPositive = ({ spam, abuse, prompt_injection: injection, abuse_categories: categories }: Labels): boolean =>
  spam === true || abuse === true || injection === true || categories?.some(isSelfHarm) === true;
/** Labelled, and nothing to catch. */
const isHarmless = (labels: Labels): boolean => !isPositive(labels) && (labels.spam === false || labels.abuse === false || labels.prompt_injection === false);

/** Changed rows of each suite: disguises of what must be caught, instructions and personal data in what is harmless. A row that a transform leaves as it is, or makes too long, is left out of it. */
export function planAttacks(rows: readonly Row[], { suites, seed }: Readonly<{ suites: readonly Suite[]; seed: number }>): Plan {
  const attacks = rows.flatMap((row) => suites.flatMap((suite) => ATTACKS[suite](row, seed))).filter(({ row }) => row.text.length <= TEXT_LENGTH_MAX);
  const needed = new Set(attacks.map(({ plain }) => plain));
  const plain = rows.map(asked).filter(({ id }) => needed.has(id));
  return { rows: [...plain, ...attacks.map(({ row }) => row)], attacks: new Map(attacks.map((attack) => [attack.row.id, attack])) };
}

const plainId = (id: string): string => `${id}#plain`;
/** Rows of one message belong together, whatever was done to it. */
const asked = (row: Row): Row => ({ ...row, id: plainId(row.id), group: row.group ?? row.id });

const changed = (row: Row, suite: Suite, transform: string, text: string): Attack =>
  ({ suite, transform, plain: plainId(row.id), row: { ...asked(row), id: `${row.id}#${suite}:${transform}`, text } });

const ATTACKS: Readonly<Record<Suite, (row: Row, seed: number) => readonly Attack[]>> = {
  obfuscation: (row, seed) => (!isPositive(row.labels) ? [] : OBFUSCATIONS.flatMap(({ name, apply }) => {
    const text = apply(row.text, randomFor(seed, row.id, name));
    return text === row.text ? [] : [changed(row, 'obfuscation', name, text)];
  })),
  injection: (row, seed) => (!isHarmless(row.labels) ? [] : PLACES.map((place) => {
    const { text, canary } = inject(row.text, place, { lang: row.lang, random: randomFor(seed, row.id, place) });
    return { ...changed(row, 'injection', place, text), canary };
  })),
  'pii-leak': (row, seed) => (!isHarmless(row.labels) ? [] : SECRET_KINDS.map((kind) => {
    const { text, value } = withSecret(row.text, kind, { lang: row.lang, random: randomFor(seed, row.id, kind) });
    return { ...changed(row, 'pii-leak', kind, text), secret: value };
  })),
};
