import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { compilePolicy } from '../../../src/policy/compile.ts';
import { withThreshold } from '../../../src/eval/thresholds/policy-edit.ts';

/** The demo policy with rules that stand on their thresholds, whatever it acts on today. */
const DEMO = readFileSync(new URL('../../../demo/policy.yaml', import.meta.url), 'utf8')
  .replace(/(id: spam\.likely, .*at_least: )0\.[0-9]+/, '$10.5').replace(/(id: spam\.certain, .*at_least: )0\.[0-9]+/, '$10.9').replace(/(id: minors\.likely, .*at_least: )0\.[0-9]+/, '$10.4')
  .replace(/(uncertain_from:\n {2}abuse: )0\.[0-9]+/, '$10.35').replace(/(thresholds:\n {2}abuse: )0\.[0-9]+/, '$10.5')
  .replace(/(\n {2}spam: )0\.[0-9]+/, '$10.5').replace(/(\n {2}prompt_injection: )0\.[0-9]+/, '$10.5').replace(/(id: injection\.likely, .*at_least: )0\.[0-9]+/, '$10.5');
/** Lines that are not the same in both, from each. */
const changed = (text: string): readonly string[] => text.split('\n').filter((line, at) => line !== DEMO.split('\n')[at]);

test('the label\'s threshold, the rules that stood on it and the version change; every other byte stays, comments included', () => {
  const { text, changes, warnings } = withThreshold(DEMO, 'spam', 0.62);

  expect(changed(text)).toEqual(['version: 2', '  spam: 0.62', '  - { id: spam.likely, when: { label: spam, at_least: 0.62 }, action: hide }']);
  expect(changes).toEqual(['thresholds.spam: 0.5 → 0.62', 'rule spam.likely: 0.5 → 0.62', 'version: 1 → 2']);
  expect(warnings).toEqual([]);
  expect(text).toContain('# From here on a score counts as a yes.');
  expect(compilePolicy(parse(text)).policy.thresholds.spam).toBe(0.62);
});

test('a threshold below the uncertain band takes the band\'s beginning along', () => {
  const { text, changes } = withThreshold(DEMO, 'abuse', 0.2);

  expect(changes).toContain('uncertain_from.abuse: 0.35 → 0.2');
  expect(compilePolicy(parse(text)).policy.uncertain_from.abuse).toBe(0.2);
});

test('a category has its threshold among the categories; prompt_injection has its rule under injection', () => {
  expect(withThreshold(DEMO, 'sexual/minors', 0.3).changes).toEqual(['thresholds.sexual/minors: 0.4 → 0.3', 'rule minors.likely: 0.4 → 0.3', 'version: 1 → 2']);
  expect(withThreshold(DEMO, 'prompt_injection', 0.8).changes).toEqual(['thresholds.prompt_injection: 0.5 → 0.8', 'rule injection.likely: 0.5 → 0.8', 'version: 1 → 2']);
});

test('a rule that would act below the new threshold is warned of', () => {
  expect(withThreshold(DEMO, 'spam', 0.95).warnings).toEqual(['rule spam.certain still acts from 0.9, below the new threshold']);
});

test('the threshold that is there already changes nothing', () => {
  expect(withThreshold(DEMO, 'spam', 0.5)).toEqual({ text: DEMO, changes: [], warnings: [] });
});

test.each([['no YAML', 'a: [', 'not valid YAML'], ['no threshold', 'version: 1', 'no threshold for spam'], ['no policy', 'thresholds: { spam: 0.5 }', 'would not hold']])('a file that is %s is refused', (_name, source, said) => {
  expect(() => withThreshold(source, 'spam', 0.6)).toThrow(said);
});
