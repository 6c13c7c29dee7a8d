import type { Figure } from '../figures/figure.ts';
import { tallyOf } from '../figures/tally.ts';
import { ASPECTS, type BinaryAspect } from '../run/aspects.ts';
import { binaryRows, labelRows, labelsIn } from '../run/measure.ts';
import { medianScore } from './distribution.ts';
import type { FunctionResult, RepliesResult } from './extras.ts';
import type { Facts } from './facts.ts';
import { figure, table } from './markup.ts';
import { drawMatrix, matrixOf } from './matrix.ts';
import { drawCurve, drawDistribution, drawRanges, drawReliability, drawRisk } from './plots.ts';
import { riskOf } from './risk.ts';
import { shownSlices } from './slices.ts';
import { aspectName, figureName, type Language, numbersOf, sliceName, type Words, WORDS } from './words.ts';

const FUNCTIONS_MAX = 100;

const plots = (drawn: readonly string[]): string => `<div class="plots">${drawn.join('')}</div>`;
/** Four in a row, two where the page is too narrow for that, never three and one. */
const four = (drawn: readonly string[]): string => `<div class="plots four">${drawn.join('')}</div>`;
const percent = (share: Figure, language: Language): string => (share === undefined ? '–' : `${numbersOf(language)(share * 100, 1)} %`);

export async function matrices({ predictions }: Facts, language: Language): Promise<string> {
  const [words, number] = [WORDS[language], numbersOf(language)];
  return plots(await Promise.all(ASPECTS.map(async (aspect) => {
    const rows = (aspect.kind === 'label' ? labelRows(aspect, predictions) : yesNoRows(aspect, predictions, words)).filter((row) => row.failed !== true);
    if (rows.length === 0) return '';
    const matrix = matrixOf(rows, aspect.kind === 'label' ? labelsIn(rows, aspect.order) : [words.column.yes, words.column.no], words.others);
    const right = rows.filter(({ gold, label }) => gold === label).length;
    return figure(await drawMatrix(matrix, words), { about: words.sections.matrices, name: aspectName(aspect.name, words), said: words.matrix(number(right, 0), number(rows.length, 0)) });
  })));
}

const yesNoRows = (aspect: BinaryAspect, predictions: Facts['predictions'], { column: { yes, no } }: Words) =>
  binaryRows(aspect, predictions).flatMap((row) => (row.failed === true ? [] : [{ gold: row.gold ? yes : no, label: row.label ? yes : no, failed: false as const }]));

type Kind = 'curves' | 'distributions' | 'reliability' | 'risk';

/** A plot of one kind for every yes/no aspect of which a row is true. */
export async function binaryPlots(facts: Facts, language: Language, kind: Kind): Promise<string> {
  const words = WORDS[language];
  return four(await Promise.all(ASPECTS.map(async (aspect) => {
    const drawn = aspect.kind === 'label' ? undefined : await binaryPlot(aspect, facts, language, kind);
    return drawn === undefined ? '' : figure(drawn.svg, { about: words.sections[kind], name: aspectName(aspect.name, words), said: drawn.said });
  })));
}

type Drawn = Readonly<{ svg: string; said: string }>;

async function binaryPlot(aspect: BinaryAspect, { predictions, metrics }: Facts, language: Language, kind: Kind): Promise<Drawn | undefined> {
  const [words, number] = [WORDS[language], numbersOf(language)];
  const rows = binaryRows(aspect, predictions);
  if (!rows.some(({ gold, failed }) => gold && failed !== true)) return undefined;
  const figures = metrics.aspects.find((one) => one.aspect === aspect.name && one.slice === 'all')?.figures;
  const tally = tallyOf(rows);
  if (kind === 'distributions') {
    const [yes, no] = [tally.positives, tally.negatives].map((counts) => number(medianScore(tally, counts), 3)) as [string, string];
    return { svg: await drawDistribution(tally, words), said: words.median(yes, no) };
  }
  if (kind === 'reliability') return { svg: await drawReliability(tally, words), said: `ECE ${number(figures?.['ece']?.point, 3)}` };
  if (kind === 'risk') {
    const risk = riskOf(aspect, predictions);
    if (risk === undefined) return undefined;
    const { handedOver, riskOutside, riskInside, errorsCaught } = risk.handing;
    return { svg: await drawRisk(risk, words), said: words.risk(percent(handedOver, language), percent(riskOutside, language), percent(riskInside, language), percent(errorsCaught, language)) };
  }
  const svg = await drawCurve(rows, words);
  return svg === undefined ? undefined : { svg, said: `AUPRC ${number(figures?.['auprc']?.point, 3)}` };
}

/** Genuine messages held back per 1,000, slice by slice; '' without a slice that has enough. */
export async function slicesPlot({ heldBack, sliceKinds }: Facts, language: Language): Promise<string> {
  const words = WORDS[language];
  const shown = new Set(shownSlices(new Map(heldBack.map(({ slice, operation }) => [slice, operation.of])), sliceKinds));
  const ranges = heldBack.filter(({ slice }) => shown.has(slice)).map(({ slice, operation: { perThousand, interval } }) => ({ name: sliceName(slice, words), point: perThousand ?? 0, low: interval?.low, high: interval?.high }));
  if (ranges.length === 0) return '';
  const highest = Math.max(10, ...ranges.map(({ high }) => high ?? 0));
  return figure(await drawRanges(ranges, { title: words.column.heldBack, highest, format: 'd' }, words), { about: words.sections.slices, name: words.operations['genuine_held_back'] ?? '', said: '' });
}

/** Functional tests, the weakest first. */
export async function functionsBody(functions: readonly FunctionResult[], language: Language): Promise<string> {
  const [words, number] = [WORDS[language], numbersOf(language)];
  const { column, sections: titles } = words;
  const shares = functions.map((one) => {
    const answered = one.n - one.failed;
    return { ...one, share: answered > 0 ? one.right / answered : undefined };
  }).sort((a, b) => (a.share ?? -1) - (b.share ?? -1)).slice(0, FUNCTIONS_MAX);
  const ranges = shares.flatMap(({ name, share, low, high }) => (share === undefined ? [] : [{ name, point: share, low: low ?? undefined, high: high ?? undefined }]));
  const [right, of] = [functions.reduce((sum, one) => sum + one.right, 0), functions.reduce((sum, { n, failed }) => sum + n - failed, 0)];
  const said = words.functions(number(functions.length, 0), number(right, 0), number(of, 0));
  const plot = ranges.length === 0 ? '' : figure(await drawRanges(ranges, { title: column.right, highest: 1, format: '.0%' }, words), { about: titles.functions, name: titles.functions, said });
  return `${plot}${table(titles.functions, [column.function, column.right, column.rows, column.failed], shares.map(({ name, share, low, high, n, failed }) => [
    name, { text: percent(share, language), small: low === null || high === null ? '' : `${percent(low, language)} – ${percent(high, language)}` }, number(n, 0), number(failed, 0),
  ]))}`;
}

/** What `triage-eval replies` measured. */
export function repliesBody({ figures }: RepliesResult, language: Language): string {
  const [words, number] = [WORDS[language], numbersOf(language)];
  const { column, sections: titles } = words;
  return table(titles.replies, [column.figure, column.value, column.rows], Object.entries(figures).map(([name, { point, low, high, n }]) =>
    [figureName(name, words), { text: number(point, 3), small: low === null ? '' : `${number(low, 3)} – ${number(high, 3)}` }, number(n, 0)]));
}
