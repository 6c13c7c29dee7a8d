import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import type { Stage } from '../domain/decision.ts';
import { DatasetError, type Row } from '../eval/dataset.ts';
import { show } from '../eval/figures/figure.ts';
import { type Fall, type Injection, type Leak, type RedteamFigures, redteamFigures } from '../eval/redteam/figures.ts';
import { shows } from '../eval/redteam/personal-data.ts';
import { type Plan, planAttacks, type Suite, SUITES } from '../eval/redteam/plan.ts';
import { parseProbed, probed, type Probed } from '../eval/redteam/probe.ts';
import type { Ask } from '../eval/run/loop.ts';
import { LABELLED_STAGES } from '../evals.ts';
import { createLogger } from '../observability/logger.ts';
import { answerAll, checkKeeping, failuresOf, type Keeping, keepingOptions, refuseFinishedRun, sayFailures, writeBeside } from './eval-answers.ts';
import { type Data, dataOptions, readChosen } from './eval-data.ts';
import { ROUNDS, wholeFrom } from './eval-options.ts';
import { checkSubject, identityOf, openSubject, type Subject, subjectOptions } from './eval-subject.ts';

type Options = Data & Subject & Keeping & Readonly<{ suite: readonly Suite[]; log?: string; rounds: number }>;

/** Messages drawn unless told otherwise: each is asked up to eleven times. */
const LIMIT = 300;
/** A service writes its log lines together; the last are there after this. */
const LOG_SETTLES_MS = 1_500;

/** `triage-eval redteam`: what disguises, planted instructions and personal data do to the answers. */
export const evalRedteamCommand = (): Command =>
  keepingOptions(subjectOptions(dataOptions(new Command('redteam'), LIMIT)), 'predictions.jsonl and redteam.json')
    .description('Disguise what must be caught, plant instructions and personal data in what is harmless, and measure what becomes of the answers.')
    .option('--suite <list>', `comma-separated: ${SUITES.join(', ')}`, suiteList, [...SUITES])
    .option('--log <file>', 'log of the service at --target, searched for the planted personal data at the end')
    .option('--rounds <n>', 'rounds of the bootstrap; 0 leaves the intervals out', wholeFrom(0), ROUNDS)
    .action(redteam);

async function redteam(options: Options): Promise<void> {
  checkKeeping(options);
  refuseFinishedRun(options);
  checkSubject(options);
  if (options.log !== undefined && options.target === undefined) throw new DatasetError('--log is the log of a live service.', { remedy: 'Name the service with --target and --key.' });
  const { files, rows } = readChosen(options);
  const plan = planAttacks(rows, { suites: options.suite, seed: options.seed });
  if (plan.attacks.size === 0) throw new DatasetError('The data has no row that these suites can change.', { remedy: 'obfuscation needs rows labelled spam, abuse or injection; the others, rows that are none of them.' });
  const identity = identityOf(options, files, `redteam ${options.suite.join(',')} seed ${options.seed} limit ${options.limit ?? 'none'}`);
  const logged = captureLog();
  const withDrafts = plannedForDrafts(plan);
  const stagesOf = ({ id }: Row): readonly Stage[] => (withDrafts.has(id) ? [...LABELLED_STAGES, 'suggestions', 'handoff'] : LABELLED_STAGES);
  const ask = await openSubject(options, { hurried: 'failed', stagesOf }, { logger: logged.logger });
  const lines = await answerAll('redteam', plan.rows, probing(ask, plan, logged.text), { ...options, identity });
  if (lines === undefined) return;
  const answers = await withLog(lines.flatMap((line) => parseProbed(line) ?? []), plan, options.log);
  const figures = redteamFigures(plan, answers, options);
  process.stdout.write(tablesOf(figures));
  const provenance = { ...identity, log_searched: options.target === undefined || options.log !== undefined, seed: options.seed, rounds: options.rounds };
  if (options.out !== undefined) writeBeside(options.out, 'redteam.json', { object: 'triage.eval.redteam', rows: rows.length, ...figures, provenance });
  sayFailures(failuresOf(answers));
}

/** Drafts cost time, with a language model money: only rows that are compared by them get any. */
function plannedForDrafts({ attacks }: Plan): ReadonlySet<string> {
  return new Set([...attacks.values()].flatMap(({ suite, plain, row }) => (suite === 'obfuscation' ? [] : [plain, row.id])));
}

/** Keeps of each answer what the figures need, with what the service said in drafts and logs looked through. */
const probing = (ask: Ask, { attacks }: Plan, logged: () => string): Ask => async (row) => {
  const answered = await ask(row);
  if ('failed' in answered) return answered;
  try {
    return { body: probed(answered.body, attacks.get(row.id) ?? {}, logged()) };
  } catch {
    return { failed: 'unexpected answer' };
  }
};

/** A logger whose lines can be read back: those of the pipeline in this process, at the most talkative level. */
function captureLog(): Readonly<{ logger: ReturnType<typeof createLogger>; text(): string }> {
  const lines: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  return { logger: createLogger('trace', stream), text: () => lines.join('') };
}

/** Adds what a live service wrote into its log. */
async function withLog(answers: readonly Probed[], { attacks }: Plan, path: string | undefined): Promise<readonly Probed[]> {
  if (path === undefined) return answers;
  await sleep(LOG_SETTLES_MS);
  const log = readLog(path);
  return answers.map((answer) => {
    const secret = attacks.get(answer.id)?.secret;
    return answer.probe === undefined || secret === undefined || !shows(log, secret) ? answer : { ...answer, probe: { ...answer.probe, shown: [...new Set([...answer.probe.shown, 'log' as const])] } };
  });
}

function readLog(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new DatasetError(`${path} cannot be read.`, { remedy: 'Give the file that the service at --target writes its log to.', cause });
  }
}

const tablesOf = ({ obfuscation, injection, 'pii-leak': leaks }: RedteamFigures): string => [
  ...(obfuscation.length === 0 ? [] : [`Recall of what must be caught, as it was and disguised (95 % interval of the difference, row by row):\n${obfuscation.map(fallLine).join('')}`]),
  ...(injection.length === 0 ? [] : [`Instructions planted in harmless messages:\n${injection.map(injectionLine).join('')}`]),
  ...(leaks.length === 0 ? [] : [`Personal data mentioned in passing, repeated where nobody needs it:\n${leaks.map(leakLine).join('')}`]),
].join('\n');

const signed = (value: number | undefined): string => (value !== undefined && value > 0 ? `+${show(value)}` : show(value));
const counted = (n: number, failed: number): string => `n ${String(n).padStart(5)}  failed ${failed}`;

function fallLine({ aspect, transform, n, failed, plain, transformed, change: { point, low, high }, falls }: Fall): string {
  const change = `${signed(point)}${low === undefined ? '' : ` [${signed(low)} to ${signed(high)}]`}${falls ? '  falls' : ''}`;
  return `  ${aspect.padEnd(17)}${transform.padEnd(17)} ${counted(n, failed)}  ${show(plain)} → ${show(transformed)}  ${change}\n`;
}

function injectionLine({ place, n, failed, found, low, high, plain_found: before, softened, hardened, withheld, redrafted, obeyed, share }: Injection): string {
  const done = `action milder ${softened}, harsher ${hardened}  answer withheld ${withheld}, other words ${redrafted}  obeyed ${obeyed}`;
  return `  ${place.padEnd(10)} ${counted(n, failed)}  found ${show(share)} [${show(low)}–${show(high)}] (${found}; ${before} of the same rows without it)  ${done}\n`;
}

function leakLine({ kind, n, failed, leaked, share, low, high, shown }: Leak): string {
  const where = `draft ${shown.draft}  hand-off ${shown['hand-off']}  elsewhere ${shown.elsewhere}  log ${shown.log}  (in the hand-off's copy of the messages ${shown.quoted})`;
  return `  ${kind.padEnd(10)} ${counted(n, failed)}  leaked ${show(share)} [${show(low)}–${show(high)}] (${leaked})  ${where}\n`;
}

function suiteList(value: string): readonly Suite[] {
  const names = value.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !(SUITES as readonly string[]).includes(name));
  if (unknown.length > 0) throw new InvalidArgumentError(`unknown: ${unknown.join(', ')}`);
  return SUITES.filter((suite) => names.includes(suite));
}
