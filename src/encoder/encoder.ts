import type { Span } from '../domain/message.ts';
import { EMBEDDING_DIMENSIONS, type EncodedText, type Encoder, type EncoderInput } from '../domain/ports.ts';
import { type EncoderLabel, readEncoderFiles } from './card.ts';
import { createQueue } from './queue.ts';
import { openSession, type Pass, type Session } from './session.ts';
import { type RatedWord, spansOf } from './spans.ts';
import { type Encoding, loadTokenizer, type Tokenizer } from './tokenizer.ts';

/** Tokens of one pass, marks included, as in training; longer texts take overlapping windows to their end. */
const WINDOW = 96;
const OVERLAP = 24;
const TURNS = 2;
const TURN_CHARACTERS = 160;
const WAITING_MAX = 2_000;
const AT_ONCE = 2;

/** Loads the encoder from disk. @throws StartupError when it is missing, damaged or foreign. */
export async function openEncoder(folder: string): Promise<Encoder> {
  const files = readEncoderFiles(folder);
  const tokenizer = loadTokenizer(files.tokenizerPath);
  const session = await openSession(files);
  const enqueue = createQueue(AT_ONCE, WAITING_MAX);
  const parts: Parts = { tokenizer, run: (ids) => enqueue(() => session.run(ids)), labels: files.labels, name: files.version };
  return {
    name: files.version,
    encode: (input) => encode(parts, input),
    embedPassages: (texts) => Promise.all(texts.map(async (text) => meanOf((await passes(parts, tokenizer.encode(`passage: ${text}`))).map(({ pass }) => pass.embedding)))),
    close: () => session.close(),
  };
}

type Parts = Readonly<{ tokenizer: Tokenizer; run: Session['run']; labels: readonly EncoderLabel[]; name: string }>;

/** The last turns, cut, stand in front of the message; `offset` is where its own text begins. */
export function encoderInput({ text, turns }: EncoderInput): Readonly<{ full: string; offset: number }> {
  const last = turns.filter((turn) => turn.text.trim() !== '').slice(-TURNS).map(({ role, text: said }) => `${role}: ${Array.from(said.slice(0, TURN_CHARACTERS * 2)).slice(0, TURN_CHARACTERS).join('')}`);
  const lead = last.length === 0 ? 'query: ' : `query: ${last.join(' | ')} >> `;
  return { full: lead + text, offset: lead.length };
}

async function encode(parts: Parts, input: EncoderInput): Promise<EncodedText> {
  const { full, offset } = encoderInput(input);
  const encoding = parts.tokenizer.encode(full);
  const found = await passes(parts, encoding);
  const logits = Object.fromEntries(parts.labels.map(({ name, kind }, k) => [name, pooled(kind, found.map(({ pass }) => pass.logits[k] ?? 0))]));
  return {
    model: parts.name, logits,
    embedding: meanOf(found.map(({ pass }) => pass.embedding)),
    spansFor: (label) => spansFor(parts.labels.findIndex(({ name }) => name === label), parts.labels.length, { encoding, found, offset }),
    known: encoding.ids.length === 0 ? 1 : encoding.ids.filter((id) => id !== parts.tokenizer.unknown).length / encoding.ids.length,
  };
}

type Windowed = Readonly<{ from: number; pass: Pass }>;

async function passes({ tokenizer: { bos, eos }, run }: Parts, { ids }: Encoding): Promise<readonly Windowed[]> {
  const room = WINDOW - 2;
  const starts = [0];
  while ((starts.at(-1) ?? 0) + room < ids.length) starts.push((starts.at(-1) ?? 0) + room - OVERLAP);
  return Promise.all(starts.map(async (from) => ({ from, pass: await run([bos, ...ids.slice(from, from + room), eos]) })));
}

/** A yes/no label is as sure as its surest window; a distribution is read over the whole text. */
const pooled = (kind: EncoderLabel['kind'], values: readonly number[]): number => (kind === 'softmax' ? values.reduce((sum, value) => sum + value, 0) / values.length : Math.max(...values));

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(EMBEDDING_DIMENSIONS);
  for (const vector of vectors) for (let index = 0; index < mean.length; index += 1) mean[index] = (mean[index] as number) + (vector[index] ?? 0);
  const norm = Math.hypot(...mean) || 1;
  return mean.map((value) => value / norm);
}

type Attributed = Readonly<{ encoding: Encoding; found: readonly Windowed[]; offset: number }>;

/** The words of the message itself, each with its tokens' logits of one label; where windows overlap, as the one that makes more of it saw it. */
function spansFor(label: number, labels: number, { encoding: { spans }, found, offset }: Attributed): readonly Span[] {
  if (label < 0) return [];
  const words = new Map<number, RatedWord>();
  for (const { from, pass } of found) {
    const own = new Map<number, RatedWord>();
    for (let token = 1; token < pass.tokenLogits.length / labels - 1; token += 1) {
      const span = spans[from + token - 1];
      if (span === undefined || span.start < offset) continue;
      const known = own.get(span.start);
      own.set(span.start, { span, sum: (known?.sum ?? 0) + (pass.tokenLogits[token * labels + label] ?? 0), tokens: (known?.tokens ?? 0) + 1 });
    }
    for (const [start, word] of own) {
      const earlier = words.get(start);
      if (earlier === undefined || word.sum / word.tokens > earlier.sum / earlier.tokens) words.set(start, word);
    }
  }
  return spansOf([...words.values()].sort((a, b) => a.span.start - b.span.start)).map(({ start, end }) => ({ start: start - offset, end: end - offset }));
}
