"""Prunes the vocabulary to the scripts served and the pieces worth their bytes; writes tokenizer.json and the kept rows."""
import collections
import copy
import gzip
import json
import unicodedata

import msgpack
import numpy as np
from tokenizers import Tokenizer

from common import BUILD, OWN, PUBLIC, dataset_file, encoder_input, own_datasets, read_jsonl, write_json
from data import PUBLIC_SOURCES, RETRIEVAL_SOURCES

TARGET = 60_000
LANGUAGES = {'fr': 1.0, 'en': 1.0, 'es': .6, 'pt': .6, 'it': .6, 'de': .6, 'nl': .5, 'ar': .5}
WORDS = 120_000  # of each language's frequency list
SCRIPTS = ('LATIN', 'ARABIC')
OTHER = {'Nd', 'Nl', 'No', 'Pc', 'Pd', 'Ps', 'Pe', 'Pi', 'Pf', 'Po', 'Sm', 'Sc', 'Sk', 'So', 'Mn', 'Me', 'Cf', 'Zs'}


def served(character):
    """Whether a character is of a script that is kept."""
    if character == '▁':
        return True
    category = unicodedata.category(character)
    name = unicodedata.name(character, '')
    if category.startswith('L') or category in ('Mn', 'Mc', 'Nd'):
        if name.startswith(('LATIN', 'ARABIC', 'COMBINING', 'MODIFIER', 'FEMININE', 'MASCULINE', 'DIGIT', 'FULLWIDTH', 'MATHEMATICAL')):
            return True
        return category in ('Nd',) and name.startswith(('DIGIT', 'ARABIC', 'EXTENDED ARABIC')) or character in '\ufe0f\ufe0e'
    return category in OTHER


def own_corpus(splits=('train', 'dev')):
    for name in own_datasets():
        for split in splits:
            path = OWN / name / f'{split}.jsonl'
            for row in read_jsonl(path) if path.exists() else []:
                yield encoder_input(row['text'][:2000], row.get('conversation'))


def corpus():
    yield from own_corpus()
    for name in PUBLIC_SOURCES:
        path = dataset_file(PUBLIC, name, 'train')
        for row in read_jsonl(path) if path else []:
            yield 'query: ' + row['text'][:3000]
    for name in RETRIEVAL_SOURCES:
        for split in ('train', 'train.queries', 'docs'):
            path = dataset_file(PUBLIC, name, split)
            for row in read_jsonl(path) if path else []:
                for key in ('text', 'title', 'en', 'fr'):
                    if key in row:
                        yield ('passage: ' if split == 'docs' else 'query: ') + row[key]


def word_mass(original):
    """How often a piece occurs in running text of the languages served, by their word frequencies; a capital counts a fifth."""
    mass = collections.Counter()
    for lang, share in LANGUAGES.items():
        bins = msgpack.unpackb(gzip.decompress((BUILD / 'base' / f'large_{lang}.msgpack.gz').read_bytes()), raw=False)
        words = [(word, 10 ** (-position / 100)) for position, found in enumerate(bins[1:]) for word in found][:WORDS]
        for form, weight in ((str, 1.0), (str.capitalize, .2), (str.upper, .02)):
            for encoding, (_, frequency) in zip(original.encode_batch([form(word) for word, _ in words], add_special_tokens=False), words):
                for i in encoding.ids:
                    mass[i] += share * weight * frequency
    return mass


def prune(base, kept):
    pruned = copy.deepcopy(base)
    vocabulary = base['model']['vocab']
    pruned['model']['vocab'] = [vocabulary[i] for i in kept]
    pruned['added_tokens'] = [token for token in base['added_tokens'] if token['id'] < 4]
    pruned['pre_tokenizer'] = {'type': 'Metaspace', 'replacement': '▁', 'prepend_scheme': 'always', 'split': True}
    pruned['decoder'] = dict(pruned['pre_tokenizer'])
    return pruned


def main():
    base = json.loads((BUILD / 'base' / 'tokenizer.json').read_text())
    vocabulary = base['model']['vocab']
    original = Tokenizer.from_str(json.dumps(base))
    used, rows = collections.Counter(), 0
    counts = BUILD / 'piece-counts.json'
    if counts.exists():
        found = json.loads(counts.read_text())
        used, rows = collections.Counter({int(k): v for k, v in found['pieces'].items()}), found['rows']
    else:
        batch = []
        for text in corpus():
            batch.append(text)
            if len(batch) == 4096:
                for encoding in original.encode_batch(batch):
                    used.update(encoding.ids)
                rows, batch = rows + len(batch), []
        for encoding in original.encode_batch(batch):
            used.update(encoding.ids)
        write_json(counts, {'rows': rows + len(batch), 'pieces': used})
    own = {i for e in original.encode_batch(list(own_corpus())) for i in e.ids}
    allowed = [i for i in range(4, len(vocabulary) - 1) if all(served(c) for c in vocabulary[i][0])]
    # A piece that public text shows only once is mostly somebody's name.
    kept = {0, 1, 2, 3} | {i for i in allowed if i in own or used[i] > 1 or len(vocabulary[i][0].replace('▁', '')) <= 1}
    needed = len(kept)
    mass = word_mass(original)
    for i in sorted(allowed, key=lambda i: (-mass[i], -vocabulary[i][1])):
        if len(kept) >= TARGET:
            break
        kept.add(i)
    order = sorted(kept)
    pruned = prune(base, order)
    (BUILD / 'tokenizer.json').write_text(json.dumps(pruned, ensure_ascii=False, separators=(',', ':')), encoding='utf-8')
    np.save(BUILD / 'kept.npy', np.array(order))
    small = Tokenizer.from_file(str(BUILD / 'tokenizer.json'))
    unseen = [f"query: {row['text'][:2000]}" for name in PUBLIC_SOURCES if (path := dataset_file(PUBLIC, name, 'dev')) for row in read_jsonl(path)]
    report = {'pieces': len(order), 'needed_by_corpus': needed, 'allowed': len(allowed), 'corpus_rows': rows}
    for name, sample in (('own', list(own_corpus())), ('own_test', list(own_corpus(('test',)))), ('public_dev', unseen)):
        same = covered = 0
        for a, b, text in zip(original.encode_batch(sample), small.encode_batch(sample), sample):
            if all(served(c) or c.isspace() for c in unicodedata.normalize('NFKC', text)):
                covered += 1
                same += a.ids == [order[i] for i in b.ids]
        report[name] = {'texts': len(sample), 'covered': covered, 'same': same, 'share': round(same / max(1, covered), 5)}
    write_json(BUILD / 'vocab.json', report)
    print(report)


if __name__ == '__main__':
    main()
