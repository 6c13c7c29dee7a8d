import type { Facts } from './facts.ts';
import { escape } from './markup.ts';
import { firstScreen, verdictSentence } from './sentences.ts';
import { aspectName, figureName, type Language, numbersOf, WORDS } from './words.ts';

type Bounded = Readonly<{ point: number | null; low: number | null; high: number | null }>;

/** The first screen, the gates and the figures over all rows, functional tests and replies where there are any, for a pull request. */
export function markdownReport(facts: Facts, language: Language): string {
  const words = WORDS[language];
  const { column, sections: titles } = words;
  const number = numbersOf(language);
  const { headline, more, warnings, sentences } = firstScreen(facts, language);
  const spell = ({ point, low, high }: Bounded): string => `${number(point, 3)}${low === null ? '' : ` [${number(low, 3)} – ${number(high, 3)}]`}`;
  const rows = facts.metrics.aspects.filter(({ slice }) => slice === 'all').flatMap(({ aspect, n, figures }) => Object.entries(figures).filter(([name]) => !/^positives$|_low$|_high$/.test(name))
    .map(([name, found]) => [aspectName(aspect, words), figureName(name, words), spell(found), number(n, 0)]));
  return [
    `# ${headline}\n\n`, ...(more === '' ? [] : [`${more}\n\n`]), ...warnings.map((warning) => `**${warning}**\n\n`), ...sentences.map((sentence) => `- ${sentence}\n`), `\n## ${titles.gates}\n\n`,
    ...facts.verdicts.map((verdict) => `- ${verdict.holds ? column.holds : `**${column.broken}**`}: ${verdictSentence(verdict, language)}\n`),
    tableOf(titles.figures, [column.label, column.figure, column.value, column.rows], rows),
    facts.functions === undefined ? '' : tableOf(titles.functions, [column.function, column.right, column.rows, column.failed],
      facts.functions.map(({ name, n, right, low, high, failed }) => [name, spell({ point: n > failed ? right / (n - failed) : null, low, high }), number(n, 0), number(failed, 0)])),
    facts.replies === undefined ? '' : tableOf(titles.replies, [column.figure, column.value, column.rows], Object.entries(facts.replies.figures).map(([name, found]) => [figureName(name, words), spell(found), number(found.n, 0)])),
  ].join('');
}

function tableOf(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |\n`;
  return `\n## ${title}\n\n${[head, head.map(() => '---'), ...rows].map(line).join('')}`;
}

/** A test case a gate, for build servers. */
export function junitReport({ verdicts }: Facts): string {
  const cases = verdicts.map(({ kind, holds, sentence, about }) => {
    const name = `${kind} ${about.what} ${about.figure}${about.slice === 'all' ? '' : ` ${about.slice}`}`;
    return `  <testcase classname="triage-eval.${kind}" name="${escape(name)}">${holds ? '' : `<failure message="${escape(sentence)}"/>`}</testcase>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="triage-eval" tests="${verdicts.length}" failures="${verdicts.filter(({ holds }) => !holds).length}">\n${cases.join('')}</testsuite>\n`;
}

/** Everything the page says as data, rows of the run left out. */
export function jsonReport(facts: Facts, language: Language): string {
  const { metrics, verdicts, worst, changes, flips, disagreements, review, cost, heldBack, functions, replies } = facts;
  return `${JSON.stringify({
    object: 'triage.eval.report', ...firstScreen(facts, language), gates: verdicts, review, cost, held_back_by_slice: heldBack, worst: worst ?? null, changes: changes ?? null, flips, disagreements,
    functions: functions ?? null, replies: replies ?? null, metrics,
  }, null, 2)}\n`;
}
