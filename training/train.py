"""Multi-task fine-tuning with an interleaved contrastive objective. Resumable: a checkpoint every few hundred steps."""
import argparse
import concurrent.futures
import hashlib
import json
import math
import random
import time

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional as F

import data
import metrics
from common import ABUSE_CATEGORIES, BUILD, MAX_PUBLIC_TOKENS, MAX_TOKENS, SEED, SIGMOID, SOFTMAX, heads, own_datasets, rng, write_json
from model import collate, from_base, trainable_state

# Share of a round's rows that are the project's own: grows with progress.
OWN_SHARE = (.35, .62)
ROUND = 16  # batches of a thread that are drawn, sorted by length and cut together
FROZEN = 3
CONTRAST_EVERY = 4
CONTRAST = ['own', 'tatoeba-en-fr', 'own', 'piaf-fr', 'own', 'tatoeba-en-fr', 'own', 'covidfaq']
CONTRAST_WEIGHT = 1.0
TEMPERATURE = .05
WHITENING = .15  # share of each direction's spread that is taken out of the sentence space before it is trained
RATE, HEAD_RATE, SPACE_RATE = 8e-5, 1e-3, 3e-4
WARM_UP = 40
HEAD_WEIGHT = {'spam_kind': .4, 'lead': .8, 'intent': .8, 'urgency': .6, 'sentiment': .5}
SIGMOID_WEIGHT = torch.tensor([1.5, *[.6 if c in ('hate', 'harassment') else .3 for c in ABUSE_CATEGORIES], 1.0, 1.0])
HEADS = {head['name']: head for head in heads()}


def tokens(tokenizer, texts, limits=None):
    """Token ids, cut to a limit."""
    limits = limits or [MAX_TOKENS] * len(texts)
    return [encoding.ids if len(encoding.ids) <= limit else [*encoding.ids[:limit - 1], 2] for encoding, limit in zip(tokenizer.encode_batch(texts), limits)]


class Stream:
    """Rows of one kind, epoch after epoch in a new order; own rows are read anew at each epoch. Its place can be saved."""

    def __init__(self, name, read, epoch=0, at=0):
        self.name, self.read, self.epoch, self.at = name, read, epoch, at
        self.fill()

    def fill(self):
        self.rows = data.augmented(self.read(), f'{self.name}{self.epoch}')
        # Members of a group (a message and its harmless twin) stay together.
        random = rng('order', self.name, self.epoch)
        keys = {}
        for row in self.rows:
            keys.setdefault(row['group'] or row['id'], random.random())
        self.rows.sort(key=lambda row: keys[row['group'] or row['id']])

    def take(self, count):
        found = []
        while len(found) < count:
            if self.at >= len(self.rows):
                self.epoch, self.at = self.epoch + 1, 0
                self.fill()
            found.append(self.rows[self.at])
            self.at += 1
        return found


def batches(rows, sequences, budget, part):
    """Batches of rows of like length under a budget of padded tokens, in random order."""
    random = rng('batches', part)
    order = sorted(range(len(rows)), key=lambda i: (-(-len(sequences[i]) // 8), random.random()))
    found, current = [], []
    for i in order:
        length = -(-len(sequences[i]) // 8) * 8
        if current and (len(current) + 1) * length > budget:
            found.append(current)
            current = []
        current.append(i)
    found.append(current)
    random.shuffle(found)
    return found


def masked_loss(logits, target, weight, class_weight):
    """Every head's loss over the rows that carry its label; a rare label in a batch does not outshout the others."""
    rows = len(logits)
    known = ~torch.isnan(target[:, :len(SIGMOID)])
    gold = torch.nan_to_num(target[:, :len(SIGMOID)])
    each = F.binary_cross_entropy_with_logits(logits[:, :len(SIGMOID)], gold, reduction='none') * known * weight[:, None]
    count = (known * weight[:, None]).sum(0)
    loss = (each.sum(0) / count.clamp(min=rows / 3) * SIGMOID_WEIGHT).sum()
    for name, labels in SOFTMAX.items():
        at = HEADS[name]['from']
        gold = target[:, at:at + len(labels)]
        known = ~torch.isnan(gold[:, 0])
        if not known.any():
            continue
        gold, part, w = gold[known], logits[known, at:at + len(labels)], weight[known]
        if name in ('lead', 'urgency'):  # ordinal: a little of the mass to the neighbours
            soft = .94 * gold
            soft[:, 1:] += .03 * gold[:, :-1]
            soft[:, :-1] += .03 * gold[:, 1:]
            gold = soft / soft.sum(1, keepdim=True)
        else:
            gold = .97 * gold + .03 / len(labels)
        w = w * (gold * class_weight[name]).sum(1)
        each = -(gold * F.log_softmax(part, 1)).sum(1) * w
        loss = loss + HEAD_WEIGHT[name] * each.sum() / w.sum().clamp(min=rows / 3)
    return loss


def gradients(job, parameters):
    loss = job()
    return loss.item(), torch.autograd.grad(loss, parameters, allow_unused=True)


def task_loss(model, batch, sequences, class_weight):
    ids, mask = collate(sequences)
    logits, _ = model(ids, mask, FROZEN)
    source = torch.tensor([data.INTERCEPTS.index(row['source']) + 1 if row['source'] in data.INTERCEPTS else 0 for row in batch])
    shift = model.intercept(source) * (source > 0)[:, None]
    logits = logits + torch.zeros_like(logits).index_add(1, torch.tensor([0, data.HATE]), shift)
    return masked_loss(logits, torch.from_numpy(np.stack([row['target'] for row in batch])), torch.tensor([row['weight'] for row in batch]), class_weight)


def contrast_batch(pairs, state, name, size):
    """The next pairs of a set, no passage twice (it would be its own negative)."""
    chosen, keys = [], set()
    while len(chosen) < size:
        a, b, key = pairs[name][state[name] % len(pairs[name])]
        state[name] += 1
        if key not in keys:
            keys.add(key)
            chosen.append((a, b))
    return chosen


def contrast_loss(model, tokenizer, chosen):
    sides = []
    for side in (0, 1):
        ids, mask = collate(tokens(tokenizer, [pair[side] for pair in chosen], [80] * len(chosen)))
        sides.append(model.embedding(model.pooled(ids, mask, FROZEN)))
    scores = sides[0] @ sides[1].T / TEMPERATURE
    gold = torch.arange(len(chosen))
    return (F.cross_entropy(scores, gold) + F.cross_entropy(scores.T, gold)) / 2


def dev_rows(quick=True):
    rows = data.own_rows('dev')
    public = data.public_rows('dev', only=('sms-spam', 'dynahate', 'deepset-injections', 'hatemoji-build') if quick else None)
    limit = {'sms-spam': 150, 'dynahate': 200, 'hatemoji-build': 80}
    if quick:
        taken = {}
        for row in public:
            taken.setdefault(row['source'], []).append(row)
        public = [row for name, found in taken.items() for row in rng('dev', name).sample(found, min(len(found), limit.get(name, 10 ** 9)))]
    return rows + public


def run(model, tokenizer, rows):
    sequences = tokens(tokenizer, [row['input'] for row in rows])
    order = sorted(range(len(rows)), key=lambda i: len(sequences[i]))
    logits = np.zeros((len(rows), model.head.out_features), dtype=np.float32)
    def score(start):
        part = order[start:start + 32]
        with torch.inference_mode():
            logits[part] = model(*collate([sequences[i] for i in part]))[0].numpy()
    with concurrent.futures.ThreadPoolExecutor(2, initializer=lambda: torch.set_num_threads(1)) as pool:
        list(pool.map(score, range(0, len(order), 32)))
    return logits


def means(model, tokenizer, rows):
    """The encoder's means of all rows, without gradients."""
    own = own_datasets()
    sequences = tokens(tokenizer, [row['input'] for row in rows], [MAX_TOKENS if row['source'] in own else MAX_PUBLIC_TOKENS for row in rows])
    order = sorted(range(len(rows)), key=lambda i: len(sequences[i]))
    found = torch.zeros(len(rows), model.head.in_features)

    def score(start):
        part = order[start:start + 32]
        with torch.no_grad():
            found[part] = model.pooled(*collate([sequences[i] for i in part]))
    with concurrent.futures.ThreadPoolExecutor(2, initializer=lambda: torch.set_num_threads(1)) as pool:
        list(pool.map(score, range(0, len(order), 32)))
    return found


def fit_heads(x, rows, weight, bias, intercept, class_weight, penalty, anchor=None, iterations=200, rate=2e-2):
    """Linear heads on fixed (standardised) means: full-batch Adam, pulled towards `anchor` (or zero)."""
    y = torch.from_numpy(np.stack([row['target'] for row in rows]))
    row_weight = torch.tensor([row['weight'] for row in rows])
    source = torch.tensor([data.INTERCEPTS.index(row['source']) + 1 if row['source'] in data.INTERCEPTS else 0 for row in rows])
    w, b, shift = (value.detach().clone().requires_grad_() for value in (weight, bias, intercept))
    optimizer = torch.optim.Adam([w, b, shift], lr=rate)
    for i in range(iterations):
        for group in optimizer.param_groups:
            group['lr'] = rate * (1.02 - i / iterations)
        logits = x @ w.T + b
        logits = logits + torch.zeros_like(logits).index_add(1, torch.tensor([0, data.HATE]), shift[source] * (source > 0)[:, None])
        loss = masked_loss(logits, y, row_weight, class_weight) + penalty * ((w - (0 if anchor is None else anchor)) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return w.detach(), b.detach(), shift.detach(), loss.item()


def probe_rows():
    random = rng('probe')
    return data.own_rows() + [row for row in data.public_rows() if random.random() < .18 or 'injection' in row['source'] or row['source'] in ('wildguard-benign', 'jailbreak-prompts')]


def probe(model, tokenizer, class_weight):
    """Heads that fit the encoder as it is, before it moves: it then moves for the sake of what the heads cannot do."""
    rows = probe_rows()
    x = means(model, tokenizer, rows)
    model.centre.copy_(x.mean(0)), model.spread.copy_(x.std(0) + 1e-3)
    x = (x - model.centre) / model.spread
    zeros = torch.zeros_like(model.head.weight)
    torch.set_num_threads(2)
    w, b, shift, loss = fit_heads(x, rows, zeros, torch.zeros_like(model.head.bias), torch.zeros_like(model.intercept.weight), class_weight, 1e-3)
    torch.set_num_threads(1)
    with torch.no_grad():
        model.head.weight.copy_(w), model.head.bias.copy_(b), model.intercept.weight.copy_(shift)
    print(f'heads fitted on {len(rows)} rows, loss {loss:.3f}', flush=True)


def whiten(model, tokenizer, pairs):
    """The sentence space begins as the means, centred and a little whitened: few directions would otherwise drown the others."""
    texts = sorted({text for a, b, _ in pairs['own'] for text in (a, b)})
    x = means(model, tokenizer, [{'input': text, 'source': 'businesses'} for text in texts])
    centre = x.mean(0)
    values, vectors = torch.linalg.eigh(torch.cov((x - centre).T))
    weight = (vectors / (values + 1e-4) ** WHITENING).T
    weight *= math.sqrt(len(weight)) / weight.norm()
    with torch.no_grad():
        model.space.weight.copy_(weight), model.space.bias.copy_(-weight @ centre)
    print(f'sentence space fitted to {len(texts)} texts', flush=True)


def report(p, rows):
    y = np.stack([row['target'] for row in rows])
    lines = []
    pick = lambda test: [i for i, row in enumerate(rows) if test(row)]
    groups = {f"inbox {g}": pick(lambda r: r['source'] == 'inbox' and metrics.group(r['lang']) == g) for g in ('fr', 'en', 'other')}
    groups |= {f'contrast {g}': pick(lambda r: r['source'] == 'contrast' and r['lang'] == g) for g in ('fr', 'en')}
    groups |= {name: pick(lambda r: r['source'] == name) for name in dict.fromkeys(r['source'] for r in rows)}
    for name, index in groups.items():
        if index:
            found = metrics.figures(p[index], y[index], ('abuse', 'hate', 'spam', 'injection'))
            lines.append(f"  {name} ({len(index)}): " + '; '.join(
                f"{k} " + (f"F1 {v['f1']} AUROC {v.get('auroc', '-')}" if 'f1' in v else f"acc {v['accuracy']} mF1 {v['macro_f1']}") for k, v in found.items() if v.get('positive', 1)))
    return '\n'.join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--resume', action='store_true')
    parser.add_argument('--steps', type=int, default=1200, help='length of the schedule')
    parser.add_argument('--minutes', type=float, help='let the clock set the schedule instead: where cores are shared, steps take what they take')
    parser.add_argument('--tokens', type=int, default=768, help='padded tokens a batch and thread')
    parser.add_argument('--own-share', type=float, nargs=2, default=OWN_SHARE, help='share of own rows at the start and at the end')
    parser.add_argument('--rate', type=float, default=RATE, help='peak learning rate of the encoder')
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument('--every', type=int, default=60, help='steps between checkpoints')
    parser.add_argument('--evaluations', type=int, default=2, help='dev figures so often in a run')
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(SEED), np.random.seed(SEED), random.seed(SEED)

    tokenizer = Tokenizer.from_file(str(BUILD / 'base' / 'tokenizer.json'))
    checkpoint = BUILD / 'checkpoint.pt'
    saved = torch.load(checkpoint, weights_only=False) if args.resume and checkpoint.exists() else None
    model = from_base(len(data.INTERCEPTS) + 1)
    trained = [p for layer in model.layers[FROZEN:] for p in layer.parameters()]
    for p in [model.word.weight, model.position.weight, *model.norm.parameters(), *[q for layer in model.layers[:FROZEN] for q in layer.parameters()]]:
        p.requires_grad_(False)
    optimizer = torch.optim.AdamW([
        {'params': [p for p in trained if p.ndim > 1], 'lr': args.rate, 'base': args.rate, 'weight_decay': .01},
        {'params': [p for p in trained if p.ndim == 1], 'lr': args.rate, 'base': args.rate, 'weight_decay': 0},
        {'params': list(model.head.parameters()), 'lr': HEAD_RATE, 'base': HEAD_RATE, 'weight_decay': .01},
        {'params': list(model.intercept.parameters()), 'lr': 5e-3, 'base': 5e-3, 'weight_decay': 0},
        {'params': list(model.space.parameters()), 'lr': SPACE_RATE, 'base': SPACE_RATE, 'weight_decay': 0},
    ], betas=(.9, .98), fused=True)
    pairs = data.contrast_pairs()
    state = {'step': 0, 'seconds': 0.0, 'round': 0, 'own': [0, 0], 'public': [0, 0], 'rows': {}, 'contrast': {name: 0 for name in pairs}, 'contrast_turn': 0, 'evaluated': 0}
    if saved:
        model.load_state_dict(saved['model'], strict=False), optimizer.load_state_dict(saved['optimizer'])
        state = saved['state']
        state['contrast'] = {name: state['contrast'].get(name, 0) for name in pairs}
        for part, base in zip(optimizer.param_groups, (args.rate, args.rate, HEAD_RATE, 5e-3, SPACE_RATE)):
            part['base'] = base
    began, mean, contrast, workers = time.time() - state['seconds'], 0.0, 0.0, args.threads
    parameters = [p for g in optimizer.param_groups for p in g['params']]
    # One thread a batch, not several threads a product: far less waiting when the cores are shared.
    pool = concurrent.futures.ThreadPoolExecutor(workers, initializer=lambda: torch.set_num_threads(1))
    dev = dev_rows()

    def save():
        state['seconds'] = time.time() - began
        temporary = checkpoint.with_suffix('.tmp')
        torch.save({'model': trainable_state(model), 'optimizer': optimizer.state_dict(), 'state': state}, temporary)
        temporary.replace(checkpoint)

    def evaluate():
        started = time.time()
        model.eval()
        text = report(metrics.probabilities(run(model, tokenizer, dev)), dev)
        model.train()
        print(f"step {state['step']}, {round(time.time() - began)} s, dev ({round(time.time() - started)} s)\n{text}", flush=True)

    own, public = Stream('own', data.own_rows, *state['own']), Stream('public', data.public_rows, *state['public'])
    print(f'{len(own.rows)} own rows, {len(public.rows)} public rows', flush=True)
    class_weight = {}
    for name, labels in SOFTMAX.items():
        at = HEADS[name]['from']
        total = np.nansum([row['target'][at:at + len(labels)] for row in own.rows], axis=0) + 5
        w = (total / total.mean()) ** -.3
        class_weight[name] = torch.tensor(w / (w * total).sum() * total.sum(), dtype=torch.float32)

    if 'probed' not in state:
        probe(model, tokenizer, class_weight)
        for parameter in [*model.head.parameters(), *model.intercept.parameters()]:
            optimizer.state.pop(parameter, None)
        whiten(model, tokenizer, pairs)
        state['probed'] = state['step']
        save()

    def progress():
        return min(1.0, (time.time() - began) / (60 * args.minutes) if args.minutes else state['step'] / args.steps)

    average = 30.0
    while progress() < 1:
        wanted = int(ROUND * workers * args.tokens / average)
        share = args.own_share[0] + (args.own_share[1] - args.own_share[0]) * progress()
        rows = own.take(int(wanted * share)) + public.take(wanted - int(wanted * share))
        sequences = tokens(tokenizer, [row['input'] for row in rows], [MAX_TOKENS if row['source'] in own_datasets() else MAX_PUBLIC_TOKENS for row in rows])
        average = .5 * average + .5 * sum(-(-len(s) // 8) * 8 for s in sequences) / len(sequences)
        order = batches(rows, sequences, args.tokens, state['round'])
        for row in rows:
            state['rows'][row['source']] = state['rows'].get(row['source'], 0) + 1
        for start in range(0, len(order) - workers + 1, workers):
            done = progress()
            rate = min(1, (state['step'] + 1) / WARM_UP) * (.04 + .96 * .5 * (1 + math.cos(math.pi * done)))
            for part in optimizer.param_groups:
                part['lr'] = part['base'] * rate
            jobs = []
            for part in order[start:start + workers]:
                jobs.append(lambda part=part: task_loss(model, [rows[i] for i in part], [sequences[i] for i in part], class_weight) / workers)
            if state['step'] % CONTRAST_EVERY == CONTRAST_EVERY - 1:
                for _ in range(workers):
                    name = CONTRAST[state['contrast_turn'] % len(CONTRAST)]
                    state['contrast_turn'] += 1
                    chosen = contrast_batch(pairs, state['contrast'], name, 32 if name.startswith('tatoeba') else 16)
                    jobs.append(lambda chosen=chosen: CONTRAST_WEIGHT / workers * contrast_loss(model, tokenizer, chosen))
            results = list(pool.map(lambda job: gradients(job, parameters), jobs))
            for parameter, *parts in zip(parameters, *[found for _, found in results]):
                parts = [part for part in parts if part is not None]
                parameter.grad = sum(parts[1:], parts[0]) if parts else None
            loss = sum(value for value, _ in results[:workers])
            if len(results) > workers:
                contrast = sum(value for value, _ in results[workers:]) / CONTRAST_WEIGHT
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            mean = loss if mean == 0 else .98 * mean + .02 * loss
            state['step'] += 1
            if state['step'] % 20 == 0:
                seconds = time.time() - began
                print(f"step {state['step']} progress {done:.3f} loss {mean:.3f} contrast {contrast:.3f} {seconds:.0f} s, cpu {time.process_time():.0f} s, epochs own {own.epoch + own.at / len(own.rows):.2f} public {public.epoch + public.at / len(public.rows):.2f}", flush=True)
            if progress() >= 1:
                break
        state['round'] += 1
        state['own'], state['public'] = [own.epoch, own.at], [public.epoch, public.at]
        if state['step'] - state.get('saved', 0) >= args.every:
            state['saved'] = state['step']
            save()
        if state['evaluated'] + 1 < args.evaluations and progress() >= (state['evaluated'] + 1) / args.evaluations:
            state['evaluated'] += 1
            evaluate()
    save()
    torch.save(trainable_state(model), BUILD / 'trained.pt')
    digest = hashlib.sha256('\n'.join(sorted(f"{row['id']}\t{row['text']}" for row in data.own_rows())).encode()).hexdigest()
    write_json(BUILD / 'train.json', {**state, 'own_sha256': digest, 'minutes': args.minutes, 'own_rows': len(own.rows), 'public_rows': len(public.rows), 'seed': SEED, 'frozen_layers': FROZEN, 'rate': args.rate, 'head_rate': HEAD_RATE, 'batch_tokens': args.tokens, 'contrast_every': CONTRAST_EVERY, 'max_tokens': MAX_TOKENS})
    evaluate()


if __name__ == '__main__':
    main()
