import { readFileSync } from 'node:fs';
import {
  isArrowFunction, isConstructorDeclaration, isFunctionDeclaration, isFunctionExpression, isIdentifier, isMethodDeclaration, isNewExpression,
  isPropertyAccessExpression, isRegularExpressionLiteral, type Node,
} from 'typescript/unstable/ast';
import { expect, test } from 'vitest';
import { nodesOf, pathsBelow, readSources, ROOT, type Source } from './support/sources.ts';

const FUNCTION_LINES_MAX = 60;
const PARAMETERS_MAX = 4;
const FILE_LINES_MAX = 300;
/** Rooms whose functions take the time and every id from their caller. */
const PURE = /^(?:domain|text|language-id|classifiers|policy|prompts|knowledge|drafting|triage|channels|eval\/(?!train\/main))/;

const sources = readSources();
const each = sources.map((source) => [source.path, source] as const);

const lineOf = ({ text }: Source, position: number): number => text.slice(0, position).split('\n').length;
const startOf = (source: Source, node: Node): number => source.text.slice(node.pos, node.end).search(/\S/) + node.pos;
const at = (source: Source, node: Node): string => `${source.path}:${lineOf(source, startOf(source, node))}`;

/** A comment above a function is no part of its length. */
const linesOf = ({ text }: Source, node: Node): number => text.slice(node.pos, node.end).replace(/^(?:\s|\/\*[^]*?\*\/|\/\/[^\n]*\n)*/, '').split('\n').length;

/** Everything with parameters and a body, and what is too long or too crowded about it. */
const crowdedIn = (source: Source): readonly string[] => nodesOf(source.tree).flatMap((node) => {
  const isFunction = isArrowFunction(node) || isFunctionDeclaration(node) || isFunctionExpression(node) || isMethodDeclaration(node) || isConstructorDeclaration(node);
  if (!isFunction) return [];
  const [lines, parameters] = [linesOf(source, node), node.parameters.length];
  return [
    ...(lines > FUNCTION_LINES_MAX ? [`${at(source, node)}: ${lines} lines`] : []),
    ...(parameters > PARAMETERS_MAX ? [`${at(source, node)}: ${parameters} parameters`] : []),
  ];
});

test.each(each)(`%s is short: at most ${FILE_LINES_MAX} lines, functions of at most ${FUNCTION_LINES_MAX} lines and ${PARAMETERS_MAX} parameters`, (_path, source) => {
  expect(crowdedIn(source)).toEqual([]);
  expect(source.text.split('\n').length - 1).toBeLessThanOrEqual(FILE_LINES_MAX);
});

test('the budgets see what they measure: there are functions, of many lengths', () => {
  const lengths = sources.flatMap((source) => nodesOf(source.tree).filter(isFunctionDeclaration).map((node) => linesOf(source, node)));

  expect(lengths.length).toBeGreaterThan(200);
  expect(Math.max(...lengths)).toBeGreaterThan(20);
});

const accesses = (source: Source, object: string, property?: string): readonly string[] =>
  nodesOf(source.tree).filter(isPropertyAccessExpression).filter(({ expression, name }) => isNamed(expression, object) && (property === undefined || name.text === property))
    .map((node) => at(source, node));

const isNamed = (node: Node, name: string): boolean => isIdentifier(node) && node.text === name;

test('nothing is written to the console', () => {
  expect(sources.flatMap((source) => accesses(source, 'console'))).toEqual([]);
});

test('the environment is read in one place', () => {
  expect(sources.filter(({ path }) => path !== 'config.ts').flatMap((source) => accesses(source, 'process', 'env'))).toEqual([]);
});

test('rooms without effects take the time and every id from their caller', () => {
  const impure = sources.filter(({ path }) => PURE.test(path)).flatMap((source) => [
    ...accesses(source, 'Math', 'random'), ...accesses(source, 'Date', 'now'), ...accesses(source, 'performance', 'now'), ...accesses(source, 'crypto', 'randomUUID'),
    ...nodesOf(source.tree).filter(isNewExpression).filter((node) => isNamed(node.expression, 'Date') && (node.arguments?.length ?? 0) === 0).map((node) => at(source, node)),
  ]);

  expect(impure).toEqual([]);
});

/** True when a group that repeats without a bound holds another such repetition: the shape that makes matching explode. */
function repeatsInRepeats(pattern: string): boolean {
  const unbounded = (rest: string): boolean => /^(?:[*+]|\{[0-9]+,\})/.test(rest);
  const open: boolean[] = [false];
  const bare = pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  for (let index = 0; index < bare.length; index += 1) {
    const rest = bare.slice(index + 1);
    if (bare[index] === '(') open.push(false);
    else if (bare[index] === ')') {
      const inner = open.pop() ?? false;
      if (inner && unbounded(rest)) return true;
      open[open.length - 1] = (open.at(-1) ?? false) || inner || unbounded(rest);
    } else if (unbounded(rest)) open[open.length - 1] = true;
  }
  return false;
}

test.each([
  ['(a+)+', true], ['(?:a|b*)*', true], ['((a{2,})b)*', true], ['(a{1,9})+', false], ['[(a+)+]', false], ['(?:ab)+c*', false], ['\\(a+\\)+', false],
])('the check itself: %s repeats inside a repetition: %s', (pattern, expected) => {
  expect(repeatsInRepeats(pattern)).toBe(expected);
});

test('no regular expression repeats without a bound inside a repetition without a bound', () => {
  const explosive = (source: Source): readonly string[] =>
    nodesOf(source.tree).filter(isRegularExpressionLiteral).filter(({ text }) => repeatsInRepeats(text.replace(/^\/|\/[a-z]*$/g, ''))).map((node) => at(source, node));

  expect(sources.flatMap(explosive)).toEqual([]);
});

const OWN = ['src', 'bin', 'benchmarks', 'demo', 'docs', 'tests'].flatMap((folder) => pathsBelow(folder, /\.(?:ts|mjs|js|md|ya?ml|json|sql)$/))
  .filter((path) => path !== 'tests/tidy.test.ts');
const FRONT = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'package.json', 'tsconfig.json'];
const written = [...OWN, ...FRONT].flatMap((path): readonly (readonly [string, string])[] => {
  try {
    return [[path, readFileSync(`${ROOT}${path}`, 'utf8')]];
  } catch {
    return [];
  }
});
const holding = (pattern: RegExp, where: (path: string) => boolean = () => true): readonly string[] =>
  written.filter(([path]) => where(path)).flatMap(([path, text]) => text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])));

test('nothing is left to be done later', () => {
  expect(holding(/\b(?:TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
});

/** Words that belong to the making of a project, not to the project. */
const MAKING = [
  'co-authored-by', 'generated (?:by|with) (?:an? )?(?:ai|llm|claude|gpt|chatgpt|copilot)', 'written by an? (?:ai|llm|assistant)', 'sub-?agents?', 'as an ai', 'claude code', 'anthropic',
  'the brief (?:says|asks)', 'as (?:you )?requested',
];

test('the project speaks of itself, not of how it was made', () => {
  expect(holding(new RegExp(`\\b(?:${MAKING.join('|')})\\b`, 'i'))).toEqual([]);
});

test('no path of anybody’s machine stands in the files', () => {
  expect(holding(/(?:^|[\s'"`(=:])\/(?:work|root|home\/[a-z]+|Users\/[A-Za-z]+)\//)).toEqual([]);
  expect(holding(/(?:^|[\s'"`(=:])\/tmp\//, (path) => !path.startsWith('tests/'))).toEqual([]);
});
