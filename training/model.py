"""The encoder: a post-norm BERT with linear heads, and a linear sentence space, on the mean of its last hidden states."""
import json

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from common import BUILD, N_LABELS


class Layer(nn.Module):
    def __init__(self, width, heads, ffn, epsilon):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.ao = nn.Linear(width, width)
        self.aln = nn.LayerNorm(width, epsilon)
        self.fi = nn.Linear(width, ffn)
        self.fo = nn.Linear(ffn, width)
        self.oln = nn.LayerNorm(width, epsilon)

    def forward(self, x, mask):
        rows, length, width = x.shape
        q, k, v = self.qkv(x).view(rows, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.aln(x + self.ao(y.transpose(1, 2).reshape(rows, length, width)))
        return self.oln(x + self.fo(F.gelu(self.fi(x))))


class Encoder(nn.Module):
    def __init__(self, vocabulary, width=384, layers=12, heads=12, ffn=1536, positions=512, epsilon=1e-12, labels=N_LABELS, intercepts=1):
        super().__init__()
        self.word = nn.Embedding(vocabulary, width)
        self.position = nn.Embedding(positions, width)
        self.norm = nn.LayerNorm(width, epsilon)
        self.layers = nn.ModuleList(Layer(width, heads, ffn, epsilon) for _ in range(layers))
        self.head = nn.Linear(width, labels)
        # Standardised means: without them the heads learn far too slowly (all means point nearly the same way). Folded into the head on export.
        self.register_buffer('centre', torch.zeros(width))
        self.register_buffer('spread', torch.ones(width))
        # The sentence space: what the labels need pulls the means apart along few directions; a projection of their own keeps the rest in sight.
        self.space = nn.Linear(width, width)
        # Per-source intercepts (abuse, hate) of public sets: they soak up a source's bias and are dropped at serving.
        self.intercept = nn.Embedding(intercepts, 2)

    def hidden(self, ids, mask, frozen=0):
        """Last hidden states; the lowest `frozen` layers and the embeddings without gradients."""
        bias = None if bool(mask.all()) else torch.zeros(mask.shape).masked_fill(~mask, -1e9)[:, None, None, :]
        with torch.set_grad_enabled(frozen == 0 and torch.is_grad_enabled()):
            x = self.norm(self.word(ids) + self.position.weight[:ids.shape[1]])
        for index, layer in enumerate(self.layers):
            with torch.set_grad_enabled(index >= frozen and torch.is_grad_enabled()):
                x = layer(x, bias)
        return x

    def pooled(self, ids, mask, frozen=0):
        x = self.hidden(ids, mask, frozen)
        weight = mask[..., None].to(x.dtype)
        return (x * weight).sum(1) / weight.sum(1)

    def embedding(self, mean):
        return F.normalize(self.space(mean), dim=1)

    def forward(self, ids, mask, frozen=0):
        mean = self.pooled(ids, mask, frozen)
        return self.head((mean - self.centre) / self.spread), mean


def from_base(intercepts=1):
    """The base weights with their whole vocabulary (frozen, pruned on export) and fresh heads."""
    tensors = np.load(BUILD / 'base' / 'weights.npz')
    header = json.loads((BUILD / 'base' / 'header.json').read_text())
    pieces = header['vocabulary']
    model = Encoder(pieces, header['width'], header['layers'], header['heads'], header['ffn'], header['positions'], header['epsilon'], intercepts=intercepts)
    tensor = lambda name: torch.from_numpy(tensors[name])
    state = model.state_dict()
    state['word.weight'] = tensor('emb.word')
    state['position.weight'] = tensor('emb.pos') + tensor('emb.type')[:1]
    state['norm.weight'], state['norm.bias'] = tensor('emb.ln.w'), tensor('emb.ln.b')
    for layer in range(header['layers']):
        for kind, suffix in (('weight', 'w'), ('bias', 'b')):
            state[f'layers.{layer}.qkv.{kind}'] = torch.cat([tensor(f'l{layer}.{part}.{suffix}') for part in 'qkv'])
            for part in ('ao', 'aln', 'fi', 'fo', 'oln'):
                state[f'layers.{layer}.{part}.{kind}'] = tensor(f'l{layer}.{part}.{suffix}')
    nn.init.zeros_(state['head.bias']), nn.init.normal_(state['head.weight'], std=.01), nn.init.zeros_(state['intercept.weight'])
    nn.init.eye_(state['space.weight']), nn.init.zeros_(state['space.bias'])
    model.load_state_dict(state)
    return model


def trainable_state(model):
    """Everything but the word embeddings, which stay as they came."""
    return {name: value for name, value in model.state_dict().items() if name != 'word.weight'}


def load(path):
    """A trained model with the embeddings of the pruned vocabulary."""
    state = torch.load(path, map_location='cpu', weights_only=False)
    state = state.get('model', state)
    kept = torch.from_numpy(np.load(BUILD / 'kept.npy'))
    state['word.weight'] = torch.from_numpy(np.load(BUILD / 'base' / 'weights.npz')['emb.word'])[kept]
    model = Encoder(len(kept), intercepts=state['intercept.weight'].shape[0])
    model.load_state_dict(state)
    with torch.no_grad():
        model.head.weight.div_(model.spread)
        model.head.bias.sub_(model.head.weight @ model.centre)
        model.centre.zero_(), model.spread.fill_(1)
    return model.eval()


def collate(sequences, multiple=8, pad=1):
    """Padded ids and mask, lengths to a multiple of eight."""
    length = -(-max(len(s) for s in sequences) // multiple) * multiple
    ids = torch.full((len(sequences), length), pad)
    for row, sequence in enumerate(sequences):
        ids[row, :len(sequence)] = torch.tensor(sequence)
    mask = torch.zeros(ids.shape, dtype=torch.bool)
    for row, sequence in enumerate(sequences):
        mask[row, :len(sequence)] = True
    return ids, mask
