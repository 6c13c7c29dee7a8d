import type { Verdict } from '../compare/gate.ts';
import type { Operation } from '../run/operations.ts';
import { DOLLARS_PER_MILLION_TOKENS } from './cost.ts';
import type { Facts } from './facts.ts';
import { aspectName, figureName, type Language, moneyOf, type Numbers, numbersOf, sliceName, type Words, WORDS } from './words.ts';

/** An answer to one of a manager's questions: a figure to see at once, and the sentences that say it whole. `tone` is that of the gate on it. */
export type FirstAnswer = Readonly<{ id: keyof Words['heads']; value: string; unit: string; tone: 'good' | 'bad' | 'plain'; sentences: readonly string[] }>;

/** The first screen: the verdict, how many gates more do not hold ('' for none), then an answer a question. */
export type FirstScreen = Readonly<{ ships: boolean; headline: string; more: string; warnings: readonly string[]; answers: readonly FirstAnswer[]; sentences: readonly string[] }>;

const ON_FIRST_SCREEN = ['genuine_held_back', 'abuse_missed', 'spam_missed'] as const;
const isOnFirstScreen = (id: string): id is (typeof ON_FIRST_SCREEN)[number] => (ON_FIRST_SCREEN as readonly string[]).includes(id);
const DAYS = 30;

export function firstScreen(facts: Facts, language: Language): FirstScreen {
  const [words, number] = [WORDS[language], numbersOf(language)];
  const broken = facts.verdicts.filter(({ holds }) => !holds);
  const [first] = broken;
  const { metrics: { leaks, rows, failed } } = facts;
  const answers = [
    ...facts.decided.flatMap((operation) => (isOnFirstScreen(operation.id) ? [operationAnswer(operation.id, operation, facts, language)] : [])),
    reviewAnswer(facts, words, number), worstAnswer(facts, words, number), changeAnswer(facts, words, number), timeAnswer(facts, words, number), costAnswer(facts, language),
  ];
  return {
    ships: first === undefined,
    headline: first === undefined ? `${words.ship}${words.colon}${words.allHold(number(facts.verdicts.length, 0))}` : `${words.notShip}${words.colon}${verdictSentence(first, language)}`,
    more: broken.length > 1 ? words.moreBroken(number(broken.length, 0), number(facts.verdicts.length, 0)) : '',
    warnings: [...(leaks.count > 0 ? [words.leaked(number(leaks.count, 0))] : []), ...(failed > 0 ? [words.failed(number(failed, 0), number(rows, 0))] : [])],
    answers, sentences: answers.flatMap(({ sentences }) => sentences),
  };
}

/** A gate in the report's language, from what it looked at. */
export function verdictSentence({ kind, holds, about: { what, figure, slice, value, least, most, before } }: Verdict, language: Language): string {
  const [words, number] = [WORDS[language], numbersOf(language)];
  const isOperation = figure === 'per_thousand';
  const name = capital(words.operations[what] ?? (what === 'answers' ? words.answers : what === 'leaks' ? words.leaks : `${aspectName(what, words)}, ${figureName(figure, words)}${slice === 'all' ? '' : `, ${sliceName(slice, words)}`}`));
  const spell = (one: number | undefined): string => {
    if (isOperation) return words.perThousand(number(one, 1));
    if (what === 'answers') return `${number(one === undefined ? undefined : one * 100, 1)} %`;
    return what === 'leaks' ? number(one, 0) : number(one, 3);
  };
  if (value === undefined && kind === 'floor') return words.noValue(name);
  if (kind !== 'loss') return least === undefined ? words.atMost(name, spell(value), spell(most)) : words.atLeast(name, spell(value), spell(least));
  if (value === undefined) return words.noPair(name);
  return holds ? `${name}${words.colon}${spell(before)} → ${spell(value)}` : words.lost(name, spell(before), spell(value));
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const spelled = (operation: Operation, words: Words, number: Numbers): string => `${words.perThousand(number(operation.perThousand, 1))} (${countsOf(operation, words, number)})`;

const countsOf = ({ count, of, interval }: Operation, words: Words, number: Numbers): string =>
  [words.of(number(count, 0), number(of, 0)), ...(interval === undefined ? [] : [words.interval(number(interval.low, 1), number(interval.high, 1))])].join(words.between);

function operationAnswer(id: FirstAnswer['id'], operation: Operation, { verdicts }: Facts, language: Language): FirstAnswer {
  const [words, number] = [WORDS[language], numbersOf(language)];
  const asked = verdicts.filter(({ about: { what, slice } }) => what === id && slice === 'all');
  const limits = asked.flatMap(({ holds, about: { most } }) => (most === undefined ? [] : [holds ? words.within(number(most, 1)) : words.beyond(number(most, 1))]));
  return {
    id, value: number(operation.perThousand, 1), unit: words.units.perThousand, tone: asked.length === 0 ? 'plain' : asked.every(({ holds }) => holds) ? 'good' : 'bad',
    sentences: [`${capital(words.operations[id] ?? operation.name)}${words.colon}${spelled(operation, words, number)}.`, ...(operation.perThousand === undefined ? [] : limits)],
  };
}

function reviewAnswer({ review: { count, of, interval }, volumePerDay }: Facts, words: Words, number: Numbers): FirstAnswer {
  const daily = (share: number | undefined): string => number(share === undefined ? undefined : share * volumePerDay, 0);
  const value = daily(of === 0 ? undefined : count / of);
  return { id: 'review', value, unit: words.units.perDay, tone: 'plain', sentences: [words.review(value, daily(interval?.low), daily(interval?.high), number(volumePerDay, 0))] };
}

function worstAnswer({ worst }: Facts, words: Words, number: Numbers): FirstAnswer {
  if (worst === undefined) return { id: 'worst', value: words.noWorstValue, unit: words.units.none, tone: 'plain', sentences: [words.noWorst] };
  const { operation } = worst;
  const name = sliceName(worst.slice, words);
  return { id: 'worst', value: name, unit: words.units.none, tone: 'plain', sentences: [`${words.worst(name, words.perThousand(number(operation.perThousand, 1)))} (${countsOf(operation, words, number)}).`] };
}

function changeAnswer({ changes }: Facts, words: Words, number: Numbers): FirstAnswer {
  if (changes === undefined) return { id: 'change', value: '–', unit: words.units.none, tone: 'plain', sentences: [words.noChange] };
  const shown = changes.filter(({ what }) => isOnFirstScreen(what));
  const is = (verdict: string): boolean => shown.some((one) => one.verdict === verdict);
  const [value, tone] = is('worse') ? [words.changed.worse, 'bad' as const] : is('better') ? [words.changed.better, 'good' as const] : [words.changed.same, 'plain' as const];
  return {
    id: 'change', value, unit: words.units.none, tone,
    sentences: shown.map(({ what, base, head, verdict }) =>
      words.change(words.operations[what] ?? what, number(base, 1), number(head, 1), verdict === 'better' ? words.better : verdict === 'worse' ? words.worse : words.same)),
  };
}

function timeAnswer({ metrics: { latency_ms: stages } }: Facts, words: Words, number: Numbers): FirstAnswer {
  const total = stages.find(({ stage }) => stage === 'total');
  const digits = total !== undefined && total.p50 < 100 ? 1 : 0;
  return {
    id: 'time', value: number(total?.p50, digits), unit: words.units.time, tone: 'plain', sentences: [total === undefined ? words.noTime : words.time(number(total.p50, digits), number(total.p95, digits))],
  };
}

function costAnswer({ cost, volumePerDay }: Facts, language: Language): FirstAnswer {
  const [words, number, money] = [WORDS[language], numbersOf(language), moneyOf(language)];
  const answer = (value: string, sentence: string): FirstAnswer => ({ id: 'cost', value, unit: words.units.perThousand, tone: 'plain', sentences: [sentence] });
  if (cost.kind === 'free') return answer(money(0), words.cost.free);
  if (cost.kind === 'unknown') return answer('–', words.cost.unknown);
  const each = money(cost.dollars);
  const said = cost.kind === 'tokens' ? words.cost.tokens(number(cost.tokens, 0), each, money(DOLLARS_PER_MILLION_TOKENS)) : words.cost[cost.kind](each);
  return answer(money(cost.dollars * 1_000), `${said}${words.colon}${words.cost.month(money(cost.dollars * DAYS * volumePerDay), number(volumePerDay, 0))}`);
}
