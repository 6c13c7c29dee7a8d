"""Paths, label order and small helpers shared by every step."""
import gzip
import hashlib
import json
import os
import random
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD = Path(os.environ.get('ENCODER_BUILD', HERE / 'build'))
PUBLIC = Path(os.environ.get('PUBLIC_DATASETS', ROOT.parent / 'shared' / 'datasets'))
OWN = ROOT / 'datasets'
MODELS = Path(os.environ.get('ENCODER_MODELS', ROOT / 'models' / 'encoder'))
SEED = 20
MAX_TOKENS = 96
MAX_PUBLIC_TOKENS = 64
TURN_CHARACTERS = 160
TURNS = 2

SPAM_KINDS = ['promotion', 'phishing', 'scam', 'solicitation', 'adult', 'chain']
ABUSE_CATEGORIES = [
    'harassment', 'harassment/threatening', 'hate', 'hate/threatening', 'illicit', 'illicit/violent', 'self-harm',
    'self-harm/intent', 'self-harm/instructions', 'sexual', 'sexual/minors', 'violence', 'violence/graphic',
]
LEAD_TIERS = ['none', 'cold', 'warm', 'hot']
INTENTS = [
    'pricing', 'availability', 'booking', 'purchase', 'product_question', 'order_status', 'delivery_problem',
    'return_refund', 'billing', 'technical_support', 'account', 'complaint', 'feedback', 'privacy', 'opt_out',
    'human_request', 'job_application', 'partnership', 'greeting', 'other', 'spam', 'abuse',
]
URGENCIES = ['low', 'normal', 'high', 'critical']
SENTIMENTS = ['negative', 'neutral', 'positive']

SIGMOID = ['abuse', *ABUSE_CATEGORIES, 'spam', 'injection']
SOFTMAX = {'spam_kind': SPAM_KINDS, 'lead': LEAD_TIERS, 'intent': INTENTS, 'urgency': URGENCIES, 'sentiment': SENTIMENTS}


def heads():
    """Every head with its labels and where its logits start: the order of the graph's output."""
    found = [{'name': 'flags', 'kind': 'sigmoid', 'from': 0, 'labels': SIGMOID}]
    at = len(SIGMOID)
    for name, labels in SOFTMAX.items():
        found.append({'name': name, 'kind': 'softmax', 'from': at, 'labels': labels})
        at += len(labels)
    return found


LABELS = [label for head in heads() for label in (head['labels'] if head['kind'] == 'sigmoid' else [f"{head['name']}/{l}" for l in head['labels']])]
N_LABELS = len(LABELS)


def read_jsonl(path):
    opener = gzip.open if str(path).endswith('.gz') else open
    with opener(path, 'rt', encoding='utf-8') as file:
        return [json.loads(line) for line in file if line.strip()]


def sha256(path):
    digest = hashlib.sha256()
    with open(path, 'rb') as file:
        for block in iter(lambda: file.read(1 << 20), b''):
            digest.update(block)
    return digest.hexdigest()


def write_json(path, value, indent=1):
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=indent) + '\n', encoding='utf-8')


def dataset_file(folder, name, split):
    for ending in ('.jsonl', '.jsonl.gz'):
        path = folder / name / f'{split}{ending}'
        if path.exists():
            return path
    return None


def own_datasets(split='train'):
    """The project's own datasets, whatever they are called: every folder with that split."""
    return sorted(path.parent.name for path in OWN.glob(f'*/{split}.jsonl'))


def encoder_input(text, conversation=None):
    """The text the encoder reads: the last turns, cut, in front of the message."""
    turns = [turn for turn in (conversation or []) if turn['text'].strip()][-TURNS:]
    if not turns:
        return f'query: {text}'
    before = ' | '.join(f"{turn['role']}: {turn['text'][:TURN_CHARACTERS]}" for turn in turns)
    return f'query: {before} >> {text}'


def rng(*parts):
    return random.Random('/'.join(str(part) for part in (SEED, *parts)))
