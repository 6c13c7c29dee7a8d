import { binaryPlots, functionsBody, matrices, repliesBody, slicesPlot } from './drawings.ts';
import type { Facts } from './facts.ts';
import { escape, section, spell } from './markup.ts';
import { classesTables, figuresTables, flipsTable, gatesTable, latencyTable, noiseTable, slicesTables, sourceTable, thresholdsTables } from './tables.ts';
import { type Language, numbersOf, type Words, WORDS } from './words.ts';

type Id = keyof Words['sections'];
type Body = Readonly<{ id: Id; note: string; body: string }>;

/** Everything below the first screen, in order, after links to it. */
export async function sections(facts: Facts, language: Language): Promise<string> {
  const words = WORDS[language];
  const bodies = await bodiesOf(facts, language);
  const links = bodies.map(({ id }) => `<li><a href="#${id}">${spell(words.sections[id])}</a></li>`).join('');
  return [`<nav aria-label="${escape(words.contents)}"><ul>${links}</ul></nav>`, ...bodies.map(({ id, note, body }) => section(id, words.sections[id], note, body))].join('\n');
}

async function bodiesOf(facts: Facts, language: Language): Promise<readonly Body[]> {
  const { notes } = WORDS[language];
  const { flips, functions, replies } = facts;
  const plain = async (id: Id & keyof typeof notes, body: string | Promise<string>): Promise<Body> => ({ id, note: notes[id], body: await body });
  const silent = (id: Id, body: string): Body => ({ id, note: '', body });
  return [
    silent('gates', gatesTable(facts, language)),
    await plain('figures', figuresTables(facts, language)),
    await plain('matrices', matrices(facts, language)),
    await plain('classes', classesTables(facts, language)),
    await plain('curves', binaryPlots(facts, language, 'curves')),
    await plain('distributions', binaryPlots(facts, language, 'distributions')),
    await plain('reliability', binaryPlots(facts, language, 'reliability')),
    await plain('risk', binaryPlots(facts, language, 'risk')),
    await plain('thresholds', thresholdsTables(facts, language)),
    await plain('slices', `${await slicesPlot(facts, language)}${slicesTables(facts, language)}`),
    ...(functions === undefined ? [] : [await plain('functions', functionsBody(functions, language))]),
    ...(replies === undefined ? [] : [{ id: 'replies' as const, note: repliesNote(replies, language), body: repliesBody(replies, language) }]),
    flips.length === 0 ? await plain('flips', '') : silent('flips', flipsTable(facts, language)),
    await plain('noise', noiseTable(facts, language)),
    silent('latency', latencyTable(facts, language)),
    silent('source', sourceTable(facts, language)),
  ];
}

function repliesNote({ questions, snippets, provenance: { language_model: model } }: NonNullable<Facts['replies']>, language: Language): string {
  const [words, number] = [WORDS[language], numbersOf(language)];
  return words.replies(number(questions, 0), number(snippets, 0), model ?? words.noModel);
}
