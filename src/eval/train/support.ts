import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { EmbeddedSnippet } from '../../domain/draft.ts';
import { askedBy, type SupportFeatures, supportFeatures } from '../../drafting/support.ts';
import { openEncoder } from '../../encoder/encoder.ts';
import { passageOf } from '../../knowledge/catch-up.ts';
import { parseSnippets } from '../../knowledge/import.ts';
import { buildIndex, rank } from '../../knowledge/rank.ts';
import { loadFasttext } from '../../language-id/fasttext.ts';
import { prepareText } from '../../text/prepare.ts';
import { auroc } from '../figures/ranking.ts';
import { readQuestions } from '../replies/questions.ts';
import { tallyOf } from '../figures/tally.ts';
import { fitLogistic, type LogisticRow } from './fit-logistic.ts';

/**
 * `npm run train:support`: fits the weights of `drafting/support.ts` for the encoder's vectors, and prints them with figures on
 * businesses that the fit has not seen. Only dev businesses serve: those of train are where the encoder's sentence space was learnt.
 */
const NAMES = ['coverage', 'unknown', 'cosine', 'lexical', 'margin', 'score', 'ownCase'] as const satisfies readonly (keyof SupportFeatures)[];
const SEARCH_LIMIT = 8;
const NOW = new Date('2026-01-15T10:00:00Z');

type Asked = LogisticRow & Readonly<{ business: string }>;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { businesses: { type: 'string', default: 'datasets/businesses/dev' }, models: { type: 'string', default: 'models' } } });
  const root = values.businesses;
  const rows: Asked[] = [];
  const ask = await createAsk(`${values.models}/encoder`);
  for (const business of readdirSync(root).filter((name) => existsSync(`${root}/${name}/questions.jsonl`))) rows.push(...(await ask(`${root}/${business}`)).map((row) => ({ ...row, business })));
  const unseen = [...new Set(rows.map(({ business }) => business))].flatMap((business) => {
    const fitted = fitLogistic(rows.filter((row) => row.business !== business), NAMES.length);
    return rows.filter((row) => row.business === business).map(({ gold, x }) => ({ gold, score: fitted.probability(x) }));
  });
  const { weights, bias } = fitLogistic(rows, NAMES.length);
  const brier = unseen.reduce((sum, { gold, score }) => sum + (score - (gold ? 1 : 0)) ** 2, 0) / unseen.length;
  process.stdout.write(`${rows.length} questions, the best snippet answers ${rows.filter(({ gold }) => gold).length}\n`);
  process.stdout.write(`unseen businesses: AUROC ${(auroc(tallyOf(unseen)) ?? Number.NaN).toFixed(3)}, Brier ${brier.toFixed(3)}\n`);
  process.stdout.write(`bias ${bias.toFixed(2)}; ${NAMES.map((name, index) => `${name}: ${(weights[index] ?? 0).toFixed(2)}`).join(', ')}\n`);
  for (const line of [0.3, 0.4, 0.5, 0.6, 0.7]) {
    const answered = unseen.filter(({ score }) => score >= line);
    process.stdout.write(`at ${line}: answered ${answered.length}, of these from the right snippet ${answered.filter(({ gold }) => gold).length}\n`);
  }
}

/** The features of each question of a folder, as a drafter sees them. */
async function createAsk(folder: string): Promise<(business: string) => Promise<readonly LogisticRow[]>> {
  const [encoder, identify] = [await openEncoder(folder), await loadFasttext()];
  return async (business) => {
    const { snippets } = parseSnippets('snippets.jsonl', readFileSync(`${business}/snippets.jsonl`, 'utf8'));
    // Hashed vectors are not asked for here.
    const index = buildIndex(snippets.map((snippet): EmbeddedSnippet => ({ ...snippet, version: 1, embedding: new Float32Array(), embeddingModel: '' })), await encoder.embedPassages(snippets.map(passageOf)));
    const found: LogisticRow[] = [];
    for (const { text: asked, conversation: turns = [], relevant } of readQuestions(`${business}/questions.jsonl`, new Set(snippets.map(({ id }) => id)))) {
      const text = prepareText({ text: asked, turns }, { identify });
      const { embedding } = await encoder.encode({ text: asked, turns });
      const ranked = rank(index, { text, embedding, space: 'encoder' }, { limit: SEARCH_LIMIT, now: NOW });
      const features = supportFeatures(askedBy(text), ranked);
      found.push({ gold: relevant.includes(ranked[0]?.snippet.id ?? ''), x: NAMES.map((name) => features[name]) });
    }
    return found;
  };
}

await main();
