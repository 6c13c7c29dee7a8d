import type { Facts } from './facts.ts';
import { escape } from './markup.ts';
import { firstScreen, verdictSentence } from './sentences.ts';
import { type Language, numbersOf, WORDS } from './words.ts';

/** The first screen, the gates and the figures over all rows, for a pull request. */
export function markdownReport(facts: Facts, language: Language): string {
  const { column, sections: titles } = WORDS[language];
  const number = numbersOf(language);
  const { headline, warnings, sentences } = firstScreen(facts, language);
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |\n`;
  const rows = facts.metrics.aspects.filter(({ slice }) => slice === 'all').flatMap(({ aspect, n, figures }) => Object.entries(figures).filter(([name]) => !/^positives$|_low$|_high$/.test(name))
    .map(([name, { point, low, high }]) => line([aspect, name.replaceAll('_', ' '), `${number(point, 3)}${low === null ? '' : ` [${number(low, 3)} – ${number(high, 3)}]`}`, number(n, 0)])));
  return [
    `# ${headline}\n\n`, ...warnings.map((warning) => `**${warning}**\n\n`), ...sentences.map((sentence) => `- ${sentence}\n`), `\n## ${titles.gates}\n\n`,
    ...facts.verdicts.map((verdict) => `- ${verdict.holds ? column.holds : `**${column.broken}**`}: ${verdictSentence(verdict, language)}\n`),
    `\n## ${titles.figures}\n\n`, line([column.label, column.figure, column.value, column.rows]), line(['---', '---', '---', '---']), ...rows,
  ].join('');
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
  const { metrics, verdicts, worst, changes, flips, disagreements, review } = facts;
  return `${JSON.stringify({ object: 'triage.eval.report', ...firstScreen(facts, language), gates: verdicts, review, worst: worst ?? null, changes: changes ?? null, flips, disagreements, metrics }, null, 2)}\n`;
}
