import { isMap, isScalar, isSeq, parseDocument, type Document, type Scalar } from 'yaml';
import { compilePolicy } from '../../policy/compile.ts';
import { DatasetError } from '../dataset.ts';
import { isCategory, type SweptLabel } from './sweep.ts';

export type PolicyEdit = Readonly<{ text: string; changes: readonly string[]; warnings: readonly string[] }>;

type Splice = Readonly<{ from: number; to: number; value: number; what: string; was: unknown }>;

/**
 * The policy with another threshold: the label's own, the rules that stood exactly on the old one, an uncertain band that would begin
 * above it, and the version. Every other byte stays, comments included. @throws DatasetError when the policy has no such threshold or would not hold.
 */
export function withThreshold(source: string, label: SweptLabel, threshold: number): PolicyEdit {
  const document = parseDocument(source);
  if (document.errors.length > 0) throw new DatasetError('The policy is not valid YAML.', { remedy: 'Correct it first; the service would refuse it too.' });
  const own = scalarAt(document, isCategory(label) ? ['thresholds', 'categories', label] : ['thresholds', label]);
  if (own === undefined) throw new DatasetError(`The policy has no threshold for ${label}.`, { remedy: 'Add one under thresholds; docs/policy.md describes them.' });
  const [band, version] = [scalarAt(document, ['uncertain_from', label]), scalarAt(document, ['version'])];
  const rules = rulesOf(document, label);
  const changed = [
    splice(own, threshold, `thresholds.${label}`),
    ...rules.filter(({ least }) => least.value === own.value).map(({ id, least }) => splice(least, threshold, `rule ${id}`)),
    ...(band !== undefined && Number(band.value) > threshold ? [splice(band, threshold, `uncertain_from.${label}`)] : []),
    ...(version !== undefined && own.value !== threshold ? [splice(version, Number(version.value) + 1, 'version')] : []),
  ].filter(({ value, was }) => value !== was);
  const text = changed.toSorted((a, b) => b.from - a.from).reduce((whole, { from, to, value }) => `${whole.slice(0, from)}${value}${whole.slice(to)}`, source);
  compile(text);
  const below = rules.filter(({ least }) => least.value !== own.value && Number(least.value) < threshold);
  return {
    text, changes: changed.map(({ what, was, value }) => `${what}: ${String(was)} → ${value}`),
    warnings: below.map(({ id, least }) => `rule ${id} still acts from ${String(least.value)}, below the new threshold`),
  };
}

function scalarAt(document: Document, path: readonly string[]): Scalar | undefined {
  const node = document.getIn(path, true);
  return isScalar(node) ? node : undefined;
}

/** The moderation rules on the label, with the number each acts from. */
function rulesOf(document: Document, label: SweptLabel): readonly Readonly<{ id: string; least: Scalar }>[] {
  const rules = document.get('rules');
  const asRule = label === 'prompt_injection' ? 'injection' : label;
  return (isSeq(rules) ? rules.items : []).flatMap((rule) => {
    if (!isMap(rule) || rule.getIn(['when', 'label']) !== asRule) return [];
    const least = rule.getIn(['when', 'at_least'], true);
    return isScalar(least) ? [{ id: String(rule.get('id')), least }] : [];
  });
}

function splice({ range, value: was }: Scalar, value: number, what: string): Splice {
  if (range === null || range === undefined) throw new TypeError('a parsed node has a place');
  return { from: range[0], to: range[1], value, what, was };
}

function compile(text: string): void {
  try {
    compilePolicy(parseDocument(text).toJS());
  } catch (cause) {
    throw new DatasetError(`The policy would not hold with this threshold:\n${cause instanceof Error ? cause.message : ''}`, { remedy: 'Nothing was written.', cause });
  }
}
