"""Dev figures, by language and source."""
import numpy as np
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from common import SIGMOID, SOFTMAX, heads

OFFSET = {head['name']: head['from'] for head in heads()}


def sigmoid(x):
    return 1 / (1 + np.exp(-np.clip(x, -40, 40)))


def ece(p, y, bins=10):
    """Expected calibration error over equal-width bins."""
    edges = np.minimum((p * bins).astype(int), bins - 1)
    return float(sum(abs(p[edges == b].mean() - y[edges == b].mean()) * (edges == b).mean() for b in range(bins) if (edges == b).any()))


def binary(p, y):
    known = ~np.isnan(y)
    p, y = p[known], y[known].astype(int)
    if not len(y):
        return None
    found = {'n': int(len(y)), 'positive': int(y.sum()), 'ece': round(ece(p, y), 3)}
    flagged = p >= .5
    hit = int((flagged & (y == 1)).sum())
    found['accuracy'] = round(float((flagged == (y == 1)).mean()), 3)
    if 0 < y.sum() < len(y):
        found['auroc'], found['auprc'] = round(float(roc_auc_score(y, p)), 3), round(float(average_precision_score(y, p)), 3)
    found['precision'] = round(hit / max(1, int(flagged.sum())), 3)
    found['recall'] = round(hit / max(1, int(y.sum())), 3)
    found['f1'] = round(2 * hit / max(1, int(flagged.sum() + y.sum())), 3)
    return found


def many(p, y):
    known = ~np.isnan(y).any(1)
    p, y = p[known], y[known].argmax(1)
    if not len(y):
        return None
    guess = p.argmax(1)
    return {'n': int(len(y)), 'accuracy': round(float((guess == y).mean()), 3), 'macro_f1': round(float(f1_score(y, guess, average='macro', labels=sorted(set(y)), zero_division=0)), 3),
            'ece': round(ece(p.max(1), (guess == y).astype(float)), 3)}


def softmax(x):
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def figures(p, y, labels=SIGMOID):
    """Figures of one group of rows; `p` holds probabilities in the order of the outputs."""
    found = {label: binary(p[:, i], y[:, i]) for i, label in enumerate(SIGMOID) if label in labels}
    for name, names in SOFTMAX.items():
        at = OFFSET[name]
        found[name] = many(p[:, at:at + len(names)], y[:, at:at + len(names)])
        if name == 'lead' and found[name]:
            known = ~np.isnan(y[:, at])
            hot = y[known, at + 3]
            if 0 < hot.sum() < len(hot):
                found[name]['hot_auroc'] = round(float(roc_auc_score(hot, p[known, at + 3])), 3)
    return {label: value for label, value in found.items() if value and (value.get('positive', 1) or value['n'] > 0)}


def probabilities(logits):
    """Uncalibrated probabilities of raw logits."""
    p = np.array(logits, dtype=np.float64)
    p[:, :len(SIGMOID)] = sigmoid(p[:, :len(SIGMOID)])
    for name, names in SOFTMAX.items():
        at = OFFSET[name]
        p[:, at:at + len(names)] = softmax(p[:, at:at + len(names)])
    return p


def group(lang):
    return lang if lang in ('fr', 'en') else 'other'
