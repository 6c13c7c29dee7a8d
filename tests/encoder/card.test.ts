import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readEncoderFiles } from '../../src/encoder/card.ts';

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
const HEADS = [{ name: 'flags', kind: 'sigmoid', from: 0, labels: ['abuse', 'hate/threatening'] }, { name: 'lead', kind: 'softmax', from: 2, labels: ['none', 'hot'] }];

function folder(change: Readonly<Record<string, unknown>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'encoder-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  writeFileSync(join(path, 'model.onnx'), 'graph');
  writeFileSync(join(path, 'tokenizer.json'), 'pieces');
  writeFileSync(join(path, 'card.json'), JSON.stringify({ version: 'e-1', heads: HEADS, files: { 'model.onnx': { sha256: sha('graph') }, 'tokenizer.json': { sha256: sha('pieces') } }, ...change }));
  return path;
}

test('labels are named as the classifiers look them up, each with what its head answers', () => {
  expect(readEncoderFiles(folder()).labels.map(({ name, kind }) => `${kind} ${name}`)).toEqual(['sigmoid abuse', 'sigmoid hate/threatening', 'softmax lead/none', 'softmax lead/hot']);
});

test('a graph that is not the card\'s is refused', () => {
  const path = folder();
  writeFileSync(join(path, 'model.onnx'), 'another graph');

  expect(() => readEncoderFiles(path)).toThrow('models/encoder/model.onnx does not match the SHA-256 in its card.');
});

test('heads with a gap between them are refused', () => {
  expect(() => readEncoderFiles(folder({ heads: [HEADS[0], { ...HEADS[1], from: 3 }] }))).toThrow('does not start where the one before ends');
});

test('a folder without a card is refused', () => {
  expect(() => readEncoderFiles('/nowhere')).toThrow('card.json is missing');
});
