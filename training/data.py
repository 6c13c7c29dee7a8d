"""Rows for training and for dev figures: own datasets, public sets whose licence allows it, augmentation, contrast pairs."""
import collections
import re
import unicodedata

import numpy as np

from common import (ABUSE_CATEGORIES, N_LABELS, OWN, PUBLIC, SIGMOID, SOFTMAX, dataset_file, encoder_input, heads, own_datasets, read_jsonl, rng)

# name: licence, rows drawn, weight of a row. Only sets that may be trained on when the model is passed on.
PUBLIC_SOURCES = {
    'dynahate': ('CC BY 4.0', 20000, 1.0),
    'hatemoji-build': ('CC BY 4.0', 4500, 1.0),
    'measuring-hate': ('CC BY 4.0', 2500, .8),
    'edos': ('CC0 1.0', 1500, .6),
    'paradetox': ('CC0 1.0', 2500, .6),
    'convabuse': ('CC BY 4.0', 2224, .8),
    'french-hate': ('MIT', 1944, .8),
    'jigsaw-small': ('CC0 1.0 (Jigsaw), MIT (copy)', 1200, .6),
    'mlma': ('MIT', 600, .3),
    'germeval2018': ('CC BY 4.0', 1500, .8),
    'sms-spam': ('CC BY 4.0', 3526, .8),
    'sms-spam-mt': ('MIT', 1600, .5),
    'smishing': ('CC BY 4.0', 2000, .8),
    'spam-assassin': ('ODC PDDL 1.0', 400, .5),
    'youtube-spam': ('CC BY 4.0', 500, .5),
    'deepset-injections': ('Apache-2.0', 465, 1.0),
    'jailbreak-prompts': ('MIT', 197, .6),
    'cyberseceval-injections': ('MIT', 471, .8),
    'bipia-email': ('MIT', 152, .5),
    'wildguard-benign': ('ODC-BY 1.0', 388, .8),
    'bitext-support': ('CDLA-Sharing 1.0', 800, .4),
}
RETRIEVAL_SOURCES = {'piaf-fr': 'MIT', 'covidfaq': 'MIT', 'tatoeba-en-fr': 'CC BY 2.0 FR'}
OWN_WEIGHT = 2.0
# Sources with an intercept of their own for abuse and hate while training; none at serving.
INTERCEPTS = ['dynahate', 'hatemoji-build', 'measuring-hate', 'edos', 'paradetox', 'convabuse', 'french-hate', 'mlma', 'germeval2018', 'jigsaw-small']

BITEXT_INTENTS = {
    'cancel_order': 'purchase', 'change_order': 'purchase', 'place_order': 'purchase', 'track_order': 'order_status', 'delivery_period': 'order_status',
    'delivery_options': 'availability', 'change_shipping_address': 'order_status', 'set_up_shipping_address': 'account', 'check_cancellation_fee': 'billing',
    'check_invoice': 'billing', 'get_invoice': 'billing', 'check_invoices': 'billing', 'check_payment_methods': 'billing', 'payment_issue': 'billing',
    'check_refund_policy': 'return_refund', 'get_refund': 'return_refund', 'track_refund': 'return_refund', 'create_account': 'account', 'delete_account': 'privacy',
    'edit_account': 'account', 'recover_password': 'account', 'registration_problems': 'account', 'switch_account': 'account', 'complaint': 'complaint',
    'review': 'feedback', 'contact_customer_service': 'human_request', 'contact_human_agent': 'human_request', 'newsletter_subscription': 'opt_out',
}
OFFSET = {head['name']: head['from'] for head in heads()}
HATE = SIGMOID.index('hate')


def target_vector(labels, own):
    """Gold labels in the order of the outputs; NaN where the row says nothing. A softmax head is one-hot or all NaN."""
    target = np.full(N_LABELS, np.nan, dtype=np.float32)
    abuse = labels.get('abuse')
    if isinstance(abuse, bool):
        target[0] = abuse
    categories = labels.get('abuse_categories')
    if categories is not None:
        for position, category in enumerate(ABUSE_CATEGORIES, start=1):
            target[position] = category in categories
            # A foreign set's silence about a category that it does not label is no "no".
            if not own and target[position] == 0 and category != 'hate' and abuse is not False:
                target[position] = np.nan
    if isinstance(labels.get('spam'), bool):
        target[SIGMOID.index('spam')] = labels['spam']
    if isinstance(labels.get('prompt_injection'), bool):
        target[SIGMOID.index('injection')] = labels['prompt_injection']
    for head, names in SOFTMAX.items():
        value = labels.get(head) if head != 'spam_kind' or labels.get('spam') else None
        if value is not None:
            at = OFFSET[head]
            target[at:at + len(names)] = 0
            target[at + names.index(value)] = 1
    return target


def public_labels(row):
    """The labels of a public row in this project's words; None leaves the row out."""
    labels, found = row['labels'], {}
    abuse, hate = labels.get('abuse'), labels.get('hate')
    given = labels.get('categories') or []
    categories = [c for c in ABUSE_CATEGORIES if c in given or (hate is True and c == 'hate')]
    if isinstance(abuse, bool):
        found = {'abuse': abuse, 'abuse_categories': categories if abuse else []}
    elif hate is False:
        found = {'abuse': None, 'abuse_categories': []}
    if isinstance(labels.get('spam'), bool):
        found['spam'] = labels['spam']
        if labels.get('class') == 'smishing':
            found['spam_kind'] = 'phishing'
    if isinstance(labels.get('injection'), bool):
        found['prompt_injection'] = labels['injection']
    if row.get('source') == 'bitext-support' and labels.get('intent') in BITEXT_INTENTS:
        found['intent'] = BITEXT_INTENTS[labels['intent']]
    return found or None


def words(text):
    return re.findall(r'\w+', text.lower())


def minimal_pairs(rows):
    """Index pairs of rows that differ in a few words and have opposite labels, found by their rarest word pairs."""
    grams = [set(zip(w, w[1:])) for w in (words(row['text']) for row in rows)]
    count = collections.Counter(g for found in grams for g in found)
    buckets = collections.defaultdict(list)
    for index, found in enumerate(grams):
        for gram in sorted((g for g in found if count[g] > 1), key=lambda g: (count[g], g))[:6]:
            buckets[gram].append(index)
    taken, pairs, candidates = set(), [], []
    for members in buckets.values():
        if len(members) > 40:
            continue
        for i, a in enumerate(members):
            for b in members[i + 1:]:
                if rows[a]['labels'].get('abuse') != rows[b]['labels'].get('abuse'):
                    overlap = len(grams[a] & grams[b]) / max(1, len(grams[a] | grams[b]))
                    if overlap >= .4:
                        candidates.append((-overlap, a, b))
    for _, a, b in sorted(set(candidates)):
        if a not in taken and b not in taken:
            taken |= {a, b}
            pairs.append((a, b))
    return pairs


def draw(name, rows, limit):
    random = rng('draw', name)
    if name in ('dynahate', 'hatemoji-build'):
        pairs = minimal_pairs(rows)
        random.shuffle(pairs)
        chosen = [index for pair in pairs[:int(limit * .8) // 2] for index in pair]
        rest = [i for i in range(len(rows)) if i not in set(chosen)]
        random.shuffle(rest)
        return [rows[i] for i in chosen + rest[:max(0, limit - len(chosen))]]
    if name == 'paradetox':
        by_pair = collections.defaultdict(list)
        for row in rows:
            by_pair[row.get('pair')].append(row)
        keys = sorted(by_pair, key=str)
        random.shuffle(keys)
        return [row for key in keys for row in by_pair[key]][:limit]
    if name in ('sms-spam', 'sms-spam-mt', 'smishing'):
        spam = [row for row in rows if row['labels'].get('spam')]
        ham = [row for row in rows if not row['labels'].get('spam')]
        random.shuffle(spam), random.shuffle(ham)
        spam = spam[:limit // 2]
        return spam + ham[:limit - len(spam)]
    rows = list(rows)
    random.shuffle(rows)
    return rows[:limit]


def make(text, labels, source, own, lang, weight, conversation=None, identity=None, group=None):
    return {'id': identity, 'input': encoder_input(text, conversation), 'text': text, 'conversation': conversation, 'target': target_vector(labels, own), 'source': source,
            'own': own, 'lang': lang, 'weight': weight, 'group': group, 'labels': labels}


def public_rows(split='train', scale=1.0, only=None):
    found = []
    for name, (_, limit, weight) in PUBLIC_SOURCES.items():
        path = dataset_file(PUBLIC, name, split)
        if path is None or (only and name not in only):
            continue
        rows = [row for row in read_jsonl(path) if row['text'].strip() and public_labels(row)]
        if split == 'train':
            rows = draw(name, rows, int(limit * scale))
        for row in rows:
            turns = None
            if row.get('context'):
                context = row['context']
                turns = [{'role': 'agent' if (len(context) - i) % 2 else 'customer', 'text': turn} for i, turn in enumerate(context)]
            found.append(make(row['text'][:1500], public_labels(row), name, False, row.get('lang', 'en'), weight, turns, row['id']))
    return found


def second_labels():
    """Labels that a second, blind labelling of training rows gives otherwise, by row."""
    path = OWN / 'agreement' / 'train-disputes.jsonl'
    return {row['id']: row['labels'] for row in read_jsonl(path)} if path.exists() else {}


def disputed(target, labels):
    """Half of the mass to each of the two answers of a distribution; a yes/no that is disputed says nothing."""
    for head, names in SOFTMAX.items():
        if head in labels:
            at = OFFSET[head]
            target[at:at + len(names)] *= .5
            target[at + names.index(labels[head])] += .5
    for label, key in ((0, 'abuse'), (SIGMOID.index('spam'), 'spam'), (SIGMOID.index('injection'), 'prompt_injection')):
        if key in labels:
            target[label] = np.nan
    return target


def own_rows(split='train', datasets=None):
    found, second = [], second_labels() if split == 'train' else {}
    for name in datasets or own_datasets(split):
        path = OWN / name / f'{split}.jsonl'
        for row in read_jsonl(path) if path.exists() else []:
            full = 'intent' in row['labels']
            found.append(make(row['text'], row['labels'], name, full or name != 'abuse-renderings', row.get('lang', 'und'), OWN_WEIGHT if full else 1.2, row.get('conversation'), row['id'], row.get('group')))
            if row['id'] in second:
                disputed(found[-1]['target'], second[row['id']])
    return found


LEET = str.maketrans({'a': '4', 'e': '3', 'i': '1', 'o': '0', 's': '5', 't': '7'})


def strip_accents(text):
    return ''.join(c for c in unicodedata.normalize('NFD', text) if unicodedata.category(c) != 'Mn')


def obfuscate(text, random):
    """One way in which people (or spammers) disguise or neglect their spelling; the meaning stays."""
    def some(transform, share):
        return ' '.join(transform(w) if len(w) > 3 and w.isalpha() and random.random() < share else w for w in text.split(' '))
    way = random.choice(['accents', 'lower', 'upper', 'elongate', 'leet', 'invisible', 'spaced', 'dotted'])
    if way == 'accents':
        return strip_accents(text)
    if way == 'lower':
        return re.sub(r"[.,;!'’]", '', strip_accents(text.lower()) if random.random() < .5 else text.lower())
    if way == 'upper':
        return text.upper()
    if way == 'elongate':
        return some(lambda w: re.sub(r'([aeiouy])(?=[a-z]?$)', lambda m: m.group(1) * random.randint(2, 5), w), .35)
    if way == 'leet':
        return some(lambda w: w.translate(LEET), .45)
    if way == 'invisible':
        return some(lambda w: random.choice(['\u200b', '\u00ad', '\u200d']).join(w), .5)
    if way == 'spaced':
        return some(' '.join, .3)
    return some(lambda w: random.choice(['.', '-', '*']).join(w), .25)


def augmented(rows, part, share=.1):
    """A tenth of the own, abuse and spam rows, disguised."""
    random = rng('augment', part)
    found = []
    for row in rows:
        if (row['own'] or not np.isnan(row['target'][0]) or not np.isnan(row['target'][SIGMOID.index('spam')])) and random.random() < share:
            text = obfuscate(row['text'], random)
            row = {**row, 'text': text, 'input': encoder_input(text, row['conversation']), 'id': f"{row['id']}~"}
        found.append(row)
    return found


def own_pairs(random):
    found = []
    for folder in sorted((OWN / 'businesses' / 'train').glob('*')):
        snippets = {row['id']: row for row in read_jsonl(folder / 'snippets.jsonl')}
        pairs = [(encoder_input(row['text'], row.get('conversation')), f"passage: {snippets[key]['title']}. {snippets[key]['text']}", key)
                 for row in read_jsonl(folder / 'questions.jsonl') for key in row['relevant']]
        random.shuffle(pairs)
        found += pairs
    return found


def contrast_pairs():
    """
    Pairs that belong together: question and passage, sentence and translation. Each is (a, b, key); a key occurs once in a batch.
    Own pairs stay together by business: the other passages of a batch are its neighbours, which differ in one condition.
    """
    random = rng('contrast')
    piaf, covid = [], []
    for name, target in (('piaf-fr', piaf), ('covidfaq', covid)):
        docs = {doc['id']: doc for doc in read_jsonl(dataset_file(PUBLIC, name, 'docs'))}
        for row in read_jsonl(dataset_file(PUBLIC, name, 'train.queries')):
            for key in row['relevant'][:1]:
                doc = docs[key]
                target.append((f"query: {row['text']}", f"passage: {doc['title']}. {doc['text']}", key))
    tatoeba = [(f"query: {row['en']}", f"query: {row['fr']}", row['en']) for row in read_jsonl(dataset_file(PUBLIC, 'tatoeba-en-fr', 'train')) if len(row['en'].split()) >= 4]
    for pairs in (piaf, covid, tatoeba):
        random.shuffle(pairs)
    return {'own': own_pairs(random), 'piaf-fr': piaf, 'covidfaq': covid, 'tatoeba-en-fr': tatoeba[:10000]}
