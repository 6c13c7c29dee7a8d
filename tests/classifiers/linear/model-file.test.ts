import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { decodeModel, encodeModel, loadModel, sha256 } from '../../../src/classifiers/linear/model-file.ts';
import { StartupError } from '../../../src/domain/failures.ts';
import { handMadeModel } from '../../support/hand-made-model.ts';

const PACKED = encodeModel(handMadeModel());

/** Bytes of the file before packing, changed. */
function repacked(change: (bytes: Buffer) => Buffer): Buffer {
  return gzipSync(change(Buffer.from(gunzipSync(PACKED))));
}

function withHeader(change: Readonly<Record<string, unknown>>): Buffer {
  return repacked((bytes) => {
    const length = bytes.readUInt32LE(5);
    const header = Buffer.from(JSON.stringify({ ...JSON.parse(bytes.toString('utf8', 9, 9 + length)), ...change }));
    const lead = Buffer.from(bytes.subarray(0, 9));
    lead.writeUInt32LE(header.length, 5);
    return Buffer.concat([lead, header, bytes.subarray(9 + length)]);
  });
}

function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(`${tmpdir()}/model-`);
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(`${folder}/hand-made`);
  for (const [name, content] of Object.entries(files)) writeFileSync(`${folder}/hand-made/${name}`, content);
  return folder;
}

function refusal(work: () => unknown): StartupError {
  try {
    work();
  } catch (error) {
    if (error instanceof StartupError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

test('what was written is what is read', () => {
  expect(decodeModel(PACKED, 'm')).toEqual(handMadeModel());
});

test('the same model gives the same bytes', () => {
  expect(encodeModel(handMadeModel()).equals(PACKED)).toBe(true);
});

test('any weights survive the journey', () => {
  fc.assert(fc.property(fc.int8Array({ minLength: 1_280, maxLength: 1_280 }), fc.float32Array({ minLength: 5, maxLength: 5, noNaN: true, noDefaultInfinity: true }),
    (weights, bias) => {
    const model = handMadeModel({ weights: Int8Array.from(weights), bias: Float32Array.from(bias, (value) => value + 0) });

    expect(decodeModel(encodeModel(model), 'm')).toEqual(model);
  }), { numRuns: 30 });
});

test.each([
  ['no gzip', Buffer.from('TRLM and so on'), /cannot be unpacked/], ['nothing', Buffer.alloc(0), /cannot be unpacked/],
  ['cut off while packed', PACKED.subarray(0, PACKED.length - 20), /cannot be unpacked/],
  ['of another kind', repacked((bytes) => { bytes.write('GGUF', 'latin1'); return bytes; }), /not a model file/],
  ['only a few bytes', repacked((bytes) => bytes.subarray(0, 8)), /not a model file/],
  ['of a newer format', repacked((bytes) => { bytes.writeUInt8(2, 4); return bytes; }), /model format 2; this version reads 1/],
  ['cut short', repacked((bytes) => bytes.subarray(0, bytes.length - 1)), /cut short/],
  ['too long', repacked((bytes) => Buffer.concat([bytes, Buffer.alloc(1)])), /cut short/],
  ['without a whole header', repacked((bytes) => bytes.subarray(0, 40)), /header/],
  ['with a header length beyond its end', repacked((bytes) => { bytes.writeUInt32LE(4_000_000_000, 5); return bytes; }), /header|cut short/],
  ['with a header that is no JSON', repacked((bytes) => { bytes.write('}', 9, 'latin1'); return bytes; }), /header/],
  ['with more labels than outputs', withHeader({ outputs: 4 }), /contradicts/], ['with a bias too few', withHeader({ bias: [1] }), /contradicts/],
  ['with a symbol too many', withHeader({ symbolNames: ['URL', 'QUESTION', 'MONEY'] }), /contradicts/],
  ['without calibration', withHeader({ heads: [{ name: 'f', kind: 'sigmoid', labels: ['a', 'b', 'c', 'd', 'e'], scale: [], shift: [] }] }), /contradicts/],
  ['with weights that are no numbers', withHeader({ bias: [null, 0, 0, 0, 0] }), /header/], ['with a hash space beyond ours', withHeader({ bits: 30 }), /header/],
])('a file that is %s is refused, with a remedy', (_name, bytes, message) => {
  const error = refusal(() => decodeModel(bytes, 'models/m/model.bin'));

  expect(error.message).toMatch(message);
  expect(error.message).toContain('models/m/model.bin');
  expect(error.remedy).toContain('npm run train');
});

test('a packed bomb is refused before it fills the memory', () => {
  expect(refusal(() => decodeModel(gzipSync(Buffer.alloc(80 * 1024 * 1024)), 'm')).message).toMatch(/cannot be unpacked/);
});

test('a model whose card knows it is loaded', () => {
  const folder = folderWith({ 'model.bin': PACKED, 'card.json': JSON.stringify({ sha256: sha256(PACKED), name: 'hand-made' }) });

  expect(loadModel(folder, 'hand-made')).toEqual(handMadeModel());
});

const FOREIGN = encodeModel(handMadeModel({ name: 'stranger' }));

test.each([
  ['whose card has another hash', { 'model.bin': PACKED, 'card.json': JSON.stringify({ sha256: 'a'.repeat(64) }) }, /does not match the SHA-256/],
  ['without a card', { 'model.bin': PACKED }, /missing or unreadable/],
  ['without a file', { 'card.json': JSON.stringify({ sha256: sha256(PACKED) }) }, /missing or unreadable/],
  ['whose card is no JSON', { 'model.bin': PACKED, 'card.json': '{' }, /missing or unreadable/],
  ['whose card has no hash', { 'model.bin': PACKED, 'card.json': '{}' }, /missing or unreadable/],
  ['of another name', { 'model.bin': FOREIGN, 'card.json': JSON.stringify({ sha256: sha256(FOREIGN) }) }, /named "stranger"/],
])('a model %s is refused, with a remedy', (_name, files, message) => {
  const error = refusal(() => loadModel(folderWith(files), 'hand-made'));

  expect(error.message).toMatch(message);
  expect(error.remedy).not.toBe('');
});
