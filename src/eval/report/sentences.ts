import type { Verdict } from '../compare/gate.ts';
import type { Operation } from '../run/operations.ts';
import type { Facts } from './facts.ts';
import { type Language, type Numbers, numbersOf, type Words, WORDS } from './words.ts';

/** The first screen: the verdict, then a plain sentence a question. */
export type FirstScreen = Readonly<{ ships: boolean; headline: string; warnings: readonly string[]; sentences: readonly string[] }>;

const ON_FIRST_SCREEN = ['genuine_held_back', 'abuse_missed', 'spam_missed'];

export function firstScreen(facts: Facts, language: Language): FirstScreen {
  const [words, number] = [WORDS[language], numbersOf(language)];
  const broken = facts.verdicts.filter(({ holds }) => !holds);
  const [first] = broken;
  const { metrics: { leaks, rows, failed } } = facts;
  const colon = language === 'fr' ? ' : ' : ': ';
  return {
    ships: first === undefined,
    headline: first === undefined ? `${words.ship}${colon}${words.allHold(number(facts.verdicts.length, 0))}` : `${words.notShip}${colon}${verdictSentence(first, language)}`,
    warnings: [...(leaks.count > 0 ? [words.leaked(number(leaks.count, 0))] : []), ...(failed > 0 ? [words.failed(number(failed, 0), number(rows, 0))] : [])],
    sentences: [
      ...facts.decided.filter(({ id }) => ON_FIRST_SCREEN.includes(id)).map((operation) => `${capital(words.operations[operation.id] ?? operation.name)}${colon}${spelled(operation, words, number)}.`),
      reviewSentence(facts, words, number),
      facts.worst === undefined ? words.noWorst : `${words.worst(words.slices[facts.worst.slice] ?? facts.worst.slice, words.perThousand(number(facts.worst.operation.perThousand, 1)))} (${countsOf(facts.worst.operation, words, number)}).`,
      ...changeSentences(facts, words, number), timeSentence(facts, words, number),
    ],
  };
}

/** A gate in the report's language, from what it looked at. */
export function verdictSentence({ kind, holds, about: { what, figure, slice, value, least, most, before } }: Verdict, language: Language): string {
  const [words, number] = [WORDS[language], numbersOf(language)];
  const isOperation = figure === 'per_thousand';
  const name = capital(words.operations[what] ?? (what === 'answers' ? words.answers : what === 'leaks' ? words.leaks : `${what}, ${figure.replaceAll('_', ' ')}${slice === 'all' ? '' : `, ${words.slices[slice] ?? slice}`}`));
  const spell = (one: number | undefined): string => {
    if (isOperation) return words.perThousand(number(one, 1));
    if (what === 'answers') return `${number(one === undefined ? undefined : one * 100, 1)} %`;
    return what === 'leaks' ? number(one, 0) : number(one, 3);
  };
  if (value === undefined && kind === 'floor') return words.noValue(name);
  if (kind !== 'loss') return least === undefined ? words.atMost(name, spell(value), spell(most)) : words.atLeast(name, spell(value), spell(least));
  if (value === undefined) return words.noPair(name);
  return holds ? `${name}${language === 'fr' ? ' : ' : ': '}${spell(before)} → ${spell(value)}` : words.lost(name, spell(before), spell(value));
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const spelled = (operation: Operation, words: Words, number: Numbers): string => `${words.perThousand(number(operation.perThousand, 1))} (${countsOf(operation, words, number)})`;

const countsOf = ({ count, of, interval }: Operation, words: Words, number: Numbers): string =>
  [words.of(number(count, 0), number(of, 0)), ...(interval === undefined ? [] : [words.interval(number(interval.low, 1), number(interval.high, 1))])].join(words.between);

function reviewSentence({ review: { count, of, interval }, volumePerDay }: Facts, words: Words, number: Numbers): string {
  const daily = (share: number | undefined): string => number(share === undefined ? undefined : share * volumePerDay, 0);
  return words.review(daily(of === 0 ? undefined : count / of), daily(interval?.low), daily(interval?.high), number(volumePerDay, 0));
}

function changeSentences({ changes }: Facts, words: Words, number: Numbers): readonly string[] {
  if (changes === undefined) return [words.noChange];
  return changes.filter(({ what }) => ON_FIRST_SCREEN.includes(what)).map(({ what, base, head, verdict }) =>
    words.change(words.operations[what] ?? what, number(base, 1), number(head, 1), verdict === 'better' ? words.better : verdict === 'worse' ? words.worse : words.same));
}

/** What a live service pays for is not known here. */
function timeSentence({ metrics: { latency_ms: stages, provenance } }: Facts, words: Words, number: Numbers): string {
  const total = stages.find(({ stage }) => stage === 'total');
  if (total === undefined) return words.noTime;
  return [words.time(number(total.p50, 1), number(total.p95, 1)), ...(provenance.target === null ? [words.free] : [])].join(' ');
}
