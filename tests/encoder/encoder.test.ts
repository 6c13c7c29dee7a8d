import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Encoder } from '../../src/domain/ports.ts';
import { openEncoder } from '../../src/encoder/encoder.ts';
import { loadTokenizer } from '../../src/encoder/tokenizer.ts';

const FOLDER = new URL('../../models/encoder', import.meta.url).pathname;
type Parity = Readonly<{ max_tokens: number; rows: readonly Readonly<{ input: string; ids: readonly number[]; logits: readonly number[]; embedding: readonly number[] }>[] }>;
const parity = JSON.parse(gunzipSync(readFileSync(new URL('../fixtures/encoder-parity.json.gz', import.meta.url))).toString('utf8')) as Parity;

let encoder: Encoder;
beforeAll(async () => {
  encoder = await openEncoder(FOLDER);
});
afterAll(() => encoder.close());

test('token ids equal the reference implementation\'s on every text of the fixture', () => {
  const tokenizer = loadTokenizer(`${FOLDER}/tokenizer.json`);
  const room = parity.max_tokens - 2;

  const different = parity.rows.filter(({ input, ids }) => [tokenizer.bos, ...tokenizer.encode(input).ids.slice(0, room), tokenizer.eos].join() !== ids.join());

  expect(parity.rows.length).toBeGreaterThanOrEqual(300);
  expect(different.map(({ input }) => input)).toEqual([]);
});

test('logits and vectors equal those of the training side', async () => {
  const short = parity.rows.filter(({ input, ids }) => input.startsWith('query: ') && !input.includes(' >> ') && ids.length < parity.max_tokens).slice(0, 60);
  for (const { input, logits, embedding } of short) {
    const found = await encoder.encode({ text: input.slice('query: '.length), turns: [] });
    expect(Math.max(...Object.values(found.logits).map((value, index) => Math.abs(value - (logits[index] ?? 0))))).toBeLessThan(0.02);
    expect(Math.max(...embedding.map((value, index) => Math.abs(value - (found.embedding[index] ?? 0))))).toBeLessThan(0.002);
  }
});

test('a message\'s scores do not depend on what is encoded beside it', async () => {
  const text = 'vous avez encore de la place samedi ?';
  const alone = await encoder.encode({ text, turns: [] });

  const [among] = await Promise.all([text, 'x '.repeat(3_000), '😀'.repeat(200), 'je vais te crever'].map((one) => encoder.encode({ text: one, turns: [] })));

  expect(among?.logits).toEqual(alone.logits);
});

test('a long text is read to its end', async () => {
  const harmless = 'merci beaucoup pour votre accueil et à bientôt dans la boutique. '.repeat(40);

  const plain = await encoder.encode({ text: harmless, turns: [] });
  const spoiled = await encoder.encode({ text: `${harmless} espèce de gros connard je vais te crever la gueule`, turns: [] });

  expect(spoiled.logits['abuse'] ?? 0).toBeGreaterThan((plain.logits['abuse'] ?? 0) + 2);
});

test('spans point into the message, never into the turns before it', async () => {
  const text = 'tu es vraiment un gros connard';
  const { spansFor } = await encoder.encode({ text, turns: [{ role: 'agent', text: 'sale connard disait la pancarte' }] });

  for (const { start, end } of spansFor('abuse')) expect(text.slice(start, end).trim()).not.toBe('');
  expect(spansFor('abuse').some(({ start, end }) => text.slice(start, end).includes('connard'))).toBe(true);
});

test.each(['', ' ', '\u0000', '\ud800', '日本語', '😀'.repeat(10_000), 'a'.repeat(10_000)])('odd text %# gives finite numbers', async (text) => {
  const { logits, embedding, known } = await encoder.encode({ text, turns: [] });

  expect(Object.values(logits).every(Number.isFinite)).toBe(true);
  expect(Math.hypot(...embedding)).toBeCloseTo(1, 3);
  expect(known).toBeGreaterThanOrEqual(0);
});
