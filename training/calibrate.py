"""Calibrates the exported graph's logits on own dev rows: Platt per flag and language, temperature per softmax head."""
import json

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from tokenizers import Tokenizer

import data
import metrics
from common import BUILD, MODELS, N_LABELS, OWN, PUBLIC, ROOT, SIGMOID, SOFTMAX, dataset_file, heads, own_datasets, read_jsonl, write_json
from export import cut, session

OFFSET = {head['name']: head['from'] for head in heads()}
GROUPS = ('fr', 'en', 'other')
FOLDS = 5


def platt(x, y, w, prior, strength):
    """Slope and intercept near a prior: few rows move it little."""
    def loss(ab):
        z = ab[0] * x + ab[1]
        return float((w * (np.logaddexp(0, z) - y * z)).sum() + strength * ((ab[0] - prior[0]) ** 2 * 4 + (ab[1] - prior[1]) ** 2))
    found = minimize(loss, prior, method='L-BFGS-B', bounds=[(.1, 3), (-8, 8)]).x
    return [round(float(v), 5) for v in found]


def fit(logits, gold, weight, groups):
    flags = {}
    for i, label in enumerate(SIGMOID):
        known = ~np.isnan(gold[:, i])
        x, y, w, g = logits[known, i].astype(float), gold[known, i], weight[known], groups[known]
        positives = int(y.sum())
        common = platt(x, y, w, (1.0, 0.0), 1.0 if positives >= 10 else 4.0) if positives else [1.0, 0.0]
        flags[label] = {'common': common, 'positives': positives}
        for name in GROUPS:
            here = g == name
            flags[label][name] = platt(x[here], y[here], w[here], common, 3.0) if y[here].sum() >= 5 else common
    temperatures = {}
    for name, names in SOFTMAX.items():
        at = OFFSET[name]
        known = ~np.isnan(gold[:, at])
        x, y, w = logits[known, at:at + len(names)].astype(float), gold[known, at:at + len(names)], weight[known]

        def loss(t):
            z = x / np.exp(t)
            z = z - z.max(1, keepdims=True)
            return float(-(w * ((z - np.log(np.exp(z).sum(1, keepdims=True))) * y).sum(1)).sum() + .5 * t * t)
        temperatures[name] = round(float(np.exp(minimize_scalar(loss, bounds=(-1.5, 1.5), method='bounded').x)), 4)
    return {'flags': flags, 'temperatures': temperatures}


def apply(calibration, logits, groups):
    z = np.array(logits, dtype=float)
    for i, label in enumerate(SIGMOID):
        fits = calibration['flags'][label]
        ab = np.array([fits[g] for g in groups])
        z[:, i] = ab[:, 0] * z[:, i] + ab[:, 1]
    for name, names in SOFTMAX.items():
        at = OFFSET[name]
        z[:, at:at + len(names)] /= calibration['temperatures'][name]
    return metrics.probabilities(z)


def outputs(rows):
    run = session(MODELS / 'model.onnx', 1)
    tokenizer = Tokenizer.from_file(str(MODELS / 'tokenizer.json'))
    ids = [cut(e.ids) for e in tokenizer.encode_batch([row['input'] for row in rows])]
    found = [run.run(['logits', 'embedding'], {'input_ids': np.array([x], np.int64)}) for x in ids]
    return ids, np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])


def by_source(p, gold, rows):
    found = {}
    for source in dict.fromkeys(row['source'] for row in rows):
        for name in ('all', *GROUPS):
            index = [i for i, row in enumerate(rows) if row['source'] == source and (name == 'all' or metrics.group(row['lang']) == name)]
            if index and (name == 'all' or len(index) >= 15):
                found[f'{source}/{name}'] = metrics.figures(p[index], gold[index])
    return found


def embed(texts):
    run = session(MODELS / 'model.onnx', 1)
    tokenizer = Tokenizer.from_file(str(MODELS / 'tokenizer.json'))
    return np.concatenate([run.run(['embedding'], {'input_ids': np.array([e.ids[:256]], np.int64)})[0] for e in tokenizer.encode_batch(texts)])


def retrieval():
    """Recall at 3 on the demo shop's questions (evaluation only) and on the dev questions of a public set."""
    found = {}
    questions, snippets = ROOT / 'tests' / 'fixtures' / 'demo-questions.jsonl', ROOT / 'demo' / 'snippets.jsonl'
    if questions.exists() and snippets.exists():
        docs, asked = read_jsonl(snippets), [q for q in read_jsonl(questions) if q.get('relevant')]
        d, q = embed([f"passage: {x['title']}. {x['text']}" for x in docs]), embed([f"query: {x['text']}" for x in asked])
        scores = q @ d.T
        names, lang = [x['id'] for x in docs], np.array([x['lang'] for x in docs])
        hit, across, rank = [], [], []
        for i, question in enumerate(asked):
            order = [names[j] for j in np.argsort(-scores[i])]
            hit.append(any(name in question['relevant'] for name in order[:3]))
            rank.append(1 / (1 + next(k for k, name in enumerate(order) if name in question['relevant'])))
            other = [j for j in np.argsort(-scores[i]) if lang[j] != question['lang']]
            if any(names[j] in question['relevant'] for j in other):
                across.append(any(names[j] in question['relevant'] for j in other[:3]))
        found['demo'] = {'questions': len(asked), 'hit_at_3': round(float(np.mean(hit)), 3), 'mrr': round(float(np.mean(rank)), 3), 'across_languages': len(across), 'across_languages_hit_at_3': round(float(np.mean(across)), 3) if across else None}
    path = dataset_file(PUBLIC, 'piaf-fr', 'dev.queries')
    if path:
        asked = read_jsonl(path)[:200]
        docs = read_jsonl(dataset_file(PUBLIC, 'piaf-fr', 'docs'))
        wanted = {key for x in asked for key in x['relevant']}
        docs = [x for x in docs if x['id'] in wanted] + [x for x in docs if x['id'] not in wanted][:200]
        scores = embed([f"query: {x['text']}" for x in asked]) @ embed([f"passage: {x['title']}. {x['text']}" for x in docs]).T
        names = [x['id'] for x in docs]
        found['piaf-fr/dev'] = {'questions': len(asked), 'passages': len(docs), 'recall_at_3': round(float(np.mean([any(names[j] in x['relevant'] for j in np.argsort(-scores[i])[:3]) for i, x in enumerate(asked)])), 3)}
    return found


def main():
    own = data.own_rows('dev')
    ids, logits, _ = outputs(own)
    gold = np.stack([row['target'] for row in own])
    groups = np.array([metrics.group(row['lang']) for row in own])
    # Renderings speak of hate only and lack an inbox's balance: they do not calibrate.
    used = np.array([row['source'] != 'abuse-renderings' for row in own])
    weight = np.array([1.0 if row['source'] == 'inbox' else .5 for row in own])
    calibration = fit(logits[used], gold[used], weight[used], groups[used])
    # Figures are cross-fitted: a row is judged by a calibration that saw no row of its group.
    fold = np.array([data.rng('fold', row['group'] or row['id']).randrange(FOLDS) for row in own])
    p = np.zeros((len(own), N_LABELS))
    for k in range(FOLDS):
        part = fit(logits[used & (fold != k)], gold[used & (fold != k)], weight[used & (fold != k)], groups[used & (fold != k)])
        p[fold == k] = apply(part, logits[fold == k], groups[fold == k])
    public = data.public_rows('dev')
    taken = {}
    for row in public:
        taken.setdefault(row['source'], []).append(row)
    public = [row for name, found in taken.items() for row in data.rng('dev', name).sample(found, min(len(found), 300))]
    _, public_logits, _ = outputs(public)
    public_p = apply(calibration, public_logits, [metrics.group(row['lang']) for row in public])
    report = {'calibration': calibration, 'raw': by_source(metrics.probabilities(logits), gold, own), 'own_dev': by_source(p, gold, own),
              'public_dev': by_source(public_p, np.stack([row['target'] for row in public]), public), 'retrieval': retrieval()}
    write_json(BUILD / 'calibration.json', report)
    for name, found in report['own_dev'].items():
        print(name, json.dumps({k: {m: v[m] for m in ('f1', 'auroc', 'accuracy', 'macro_f1', 'ece') if m in v} for k, v in found.items() if k in ('abuse', 'hate', 'spam', 'injection', *SOFTMAX)}))
    print(report['retrieval'])


if __name__ == '__main__':
    main()
