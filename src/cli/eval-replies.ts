import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { parseTriageRequest } from '../api/wire/triage-request.ts';
import { type Config, loadConfig } from '../config.ts';
import { BrandCardSchema } from '../domain/brand.ts';
import type { Suggestion } from '../domain/draft.ts';
import { findingOf } from '../drafting/answer.ts';
import { DatasetError } from '../eval/dataset.ts';
import { show } from '../eval/figures/figure.ts';
import { type Reply, type ReplyFigure, replyFigures } from '../eval/replies/figures.ts';
import { type Question, readQuestions } from '../eval/replies/questions.ts';
import { modelHashes, sha256Of } from '../eval/run/models.ts';
import { type NewSnippet, parseSnippets } from '../knowledge/import.ts';
import { createOfflineCore, VERSION } from '../service.ts';
import { prepareText } from '../text/prepare.ts';
import { readPolicyFile, type WorkspaceFolder } from '../workspaces/folder.ts';
import { ROUNDS, SEED, shortPath, wholeFrom } from './eval-options.ts';
import { createProgress } from './progress.ts';

type Options = Readonly<{ out: string; policy?: string; seed: number; rounds: number }>;

const WORKSPACE = 'replies';
const DEADLINE_MS = 60_000;
/** What the drafter itself looks at. */
const SEARCH_LIMIT = 8;
const SNIPPET_FILES = ['snippets.jsonl', 'snippets.csv', 'snippets.md'];

/** `triage-eval replies DIR --out DIR`: a folder of knowledge and questions → what is found, answered and declined. */
export const evalRepliesCommand = (): Command =>
  new Command('replies').description('Answer the questions of a knowledge folder with the drafting that serves, and measure retrieval, abstention and answers.')
    .argument('<dir>', 'folder with brand.json, snippets.jsonl and questions.jsonl')
    .requiredOption('--out <dir>', 'where predictions.jsonl and metrics.json go')
    .option('--policy <file>', 'policy in force; default: the one of WORKSPACE_DIR')
    .option('--seed <n>', 'seed of the intervals', wholeFrom(0), SEED)
    .option('--rounds <n>', 'rounds of the bootstrap', wholeFrom(0), ROUNDS)
    .action(replies);

async function replies(dir: string, options: Options): Promise<void> {
  const config = loadConfig();
  const policyFile = options.policy ?? `${config.WORKSPACE_DIR}/policy.yaml`;
  const folder = knowledgeFolder(dir, policyFile);
  const questions = readQuestions(`${dir}/questions.jsonl`, new Set(folder.snippets.map(({ id }) => id)));
  if (questions.length === 0) throw new DatasetError(`${dir}/questions.jsonl holds no question.`, { remedy: 'docs/evaluation.md shows a question.' });
  const ask = await createAsk(config, folder);
  const progress = createProgress('replies', questions.length);
  const answered: Reply[] = [];
  for (const question of questions) {
    answered.push(await ask(question));
    progress.add(1);
  }
  progress.end();
  const figures = replyFigures(questions, new Map(answered.map((reply) => [reply.id, reply])), options);
  mkdirSync(options.out, { recursive: true });
  writeWhole(`${options.out}/predictions.jsonl`, answered.map((reply) => `${JSON.stringify(reply)}\n`).join(''));
  writeWhole(`${options.out}/metrics.json`, `${JSON.stringify({
    object: 'triage.eval.replies', questions: questions.length, snippets: folder.snippets.length,
    figures: Object.fromEntries(figures.map(({ name, estimate: { point, low, high, n } }) => [name, { point: point ?? null, low: low ?? null, high: high ?? null, n }])),
    provenance: {
      versions: { triage: VERSION, node: process.versions.node }, models: modelHashes(config.MODELS_DIR), policy: { file: shortPath(policyFile), sha256: sha256Of(policyFile) },
      data: ['brand.json', snippetFile(dir), 'questions.jsonl'].map((file) => ({ file, sha256: sha256Of(`${dir}/${file}`) })), seed: options.seed, rounds: options.rounds, language_model: config.LLM_BASE_URL === undefined ? null : config.LLM_MODEL,
    },
  }, null, 2)}\n`);
  process.stdout.write(figures.map(lineOf).join(''));
}

const lineOf = ({ name, estimate: { point, low, high, n } }: ReplyFigure): string => `${name.padEnd(36)}n ${String(n).padStart(4)}  ${show(point)}${low === undefined ? '' : ` [${show(low)}–${show(high)}]`}\n`;

/** Writes beside the file and renames: what stands under its name is whole. */
function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.partial`, text);
  renameSync(`${path}.partial`, path);
}

function snippetFile(dir: string): string {
  const name = SNIPPET_FILES.find((candidate) => existsSync(`${dir}/${candidate}`));
  if (name === undefined) throw new DatasetError(`${dir} holds no snippets.`, { remedy: `It must have one of ${SNIPPET_FILES.join(', ')}.` });
  return name;
}

/** @throws DatasetError that names file and line */
function knowledgeFolder(dir: string, policyFile: string): WorkspaceFolder {
  const name = snippetFile(dir);
  const { snippets, faults } = parseSnippets(name, readFileSync(`${dir}/${name}`, 'utf8'));
  if (faults.length > 0) throw new DatasetError(`${dir}/${name} has faults:\n${faults.map(({ line, detail }) => `  line ${line}: ${detail}`).join('\n')}`, { remedy: 'Correct these lines.' });
  const plain = brandOf(`${dir}/brand.json`);
  const parsed = BrandCardSchema.safeParse(plain);
  if (!parsed.success) throw new DatasetError(`${dir}/brand.json cannot be used: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`, { remedy: 'docs/configuration.md describes the card.' });
  const policy = readPolicyFile(policyFile);
  return { id: WORKSPACE, policy: policy.compiled, brand: parsed.data, snippets, config: { policy: policy.plain, brand: plain } };
}

function brandOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (cause) {
    throw new DatasetError(`${path} is not there or no valid JSON.`, { remedy: 'The folder must hold a brand card; demo/brand.json shows one.', cause });
  }
}

type AskReply = (question: Question) => Promise<Reply>;

/** The answer of the pipeline that serves, and beside it the search that it rests on, over all snippets. */
async function createAsk(config: Config, folder: WorkspaceFolder): Promise<AskReply> {
  const { triage, search, identify, now, workspaceId } = await createOfflineCore(config, { folder });
  return async ({ id, text, conversation = [] }) => {
    const { message, options } = parseTriageRequest({
      message: { text }, conversation: { messages: conversation }, options: { deadline_ms: DEADLINE_MS, max_suggestions: 3, store: 'none' },
    }, { tenantId: workspaceId, now: now() });
    const { suggestions = [], language } = await triage(message, options);
    const prepared = prepareText({ text, turns: message.conversation.turns }, { identify });
    const found = await search(workspaceId, { text: prepared, turns: message.conversation.turns }, folder.snippets.length);
    const { support } = findingOf(prepared, found.slice(0, SEARCH_LIMIT));
    const answer = suggestions.find((suggestion) => suggestion.status === 'draft' && suggestion.kind === 'answer');
    const drafted = answer?.status === 'draft' ? answer : undefined;
    return {
      id, ranked: rankedIds(found.map(({ snippet }) => snippet.id), folder.snippets), answerable_score: scoreOf(suggestions, support), abstained: drafted === undefined,
      draft: drafted?.text ?? null, citations: [...new Set(drafted?.citations.map(({ snippetId }) => snippetId))], lang: language.tag,
    };
  };
}

/** What was found, then the rest in the file's order. */
function rankedIds(found: readonly string[], snippets: readonly NewSnippet[]): readonly string[] {
  const first = new Set(found);
  return [...found, ...snippets.map(({ id }) => id).filter((id) => !first.has(id))];
}

/** The support of the answer, or of the best that was found; a message that may not be answered, whatever is known, is not answerable. */
function scoreOf(suggestions: readonly Suggestion[], support: number): number {
  const confidences = suggestions.flatMap((one) => (one.status === 'draft' && one.kind === 'answer' ? [one.confidence] : []));
  const abstained = suggestions.find((one) => one.status === 'abstained');
  if (abstained?.status === 'abstained' && REFUSED.has(abstained.reason)) return 0;
  return Math.max(0, Math.min(1, Math.max(support, ...confidences)));
}

const REFUSED: ReadonlySet<string> = new Set(['unsafe_message', 'injection', 'no_request']);
