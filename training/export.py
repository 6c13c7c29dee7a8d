"""Writes the trained encoder as one int8 ONNX graph and checks it against float32.

Activations are quantised with one scale per token row (standard ops), so no token's result depends on its neighbours' range.
Weights are int8 per output channel within ±63, rounded with error correction: AVX2 kernels add two u8·s8 products in 16 bits and would saturate with ±127.
"""
import argparse
import time

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

import data
import metrics
from common import BUILD, MAX_TOKENS, MODELS, N_LABELS, write_json
from model import load

OPSET = 21
VARIANTS = (('float', 'fused'), ('rows-nearest', 'fused'), ('rows', 'plain'), ('rows', 'fused'))
GELU_SHIFT = .17  # just above the depth of GELU's minimum


class Graph:
    def __init__(self):
        self.nodes, self.initializers, self.count = [], [], 0

    def const(self, value, name=None):
        self.count += 1
        name = name or f'c{self.count}'
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(self, kind, inputs, outputs=1, domain='', **attributes):
        self.count += 1
        names = [f'{kind.lower()}_{self.count}' + (f'_{i}' if outputs > 1 else '') for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def rename(self, old, new):
        self.nodes.append(helper.make_node('Identity', [old], [new]))


def quantised_weight(weight, limit=63):
    """(in × out) int8 with one scale per output channel, from a (out × in) matrix; each scale is the one with the least square error."""
    peak = np.maximum(np.abs(weight).max(1, keepdims=True), 1e-8)
    best, error = peak / limit, np.full(peak.shape, np.inf)
    for share in np.arange(1, .55, -.03):
        scale = peak * share / limit
        found = ((np.clip(np.round(weight / scale), -limit, limit) * scale - weight) ** 2).sum(1, keepdims=True)
        best, error = np.where(found < error, scale, best), np.minimum(found, error)
    return np.clip(np.round(weight / best), -limit, limit).astype(np.int8).T, best[:, 0].astype(np.float32)


def corrected_weight(weight, hessian, limit=63, damp=.01, block=64):
    """Like `quantised_weight`, but the error of each input's column is made up for by the columns not yet rounded (GPTQ, Frantar et al. 2022)."""
    scale = quantised_weight(weight, limit)[1].astype(np.float64)
    order = np.argsort(-np.diag(hessian))
    w = weight.astype(np.float64)[:, order]
    h = hessian[order][:, order] + np.eye(len(hessian)) * np.diag(hessian).mean() * damp
    upper = np.linalg.cholesky(np.linalg.inv(h)).T
    found = np.zeros_like(w)
    for start in range(0, w.shape[1], block):
        end = min(start + block, w.shape[1])
        errors = np.zeros((w.shape[0], end - start))
        for i in range(start, end):
            found[:, i] = np.clip(np.round(w[:, i] / scale), -limit, limit)
            errors[:, i - start] = (w[:, i] - found[:, i] * scale) / upper[i, i]
            w[:, i + 1:end] -= np.outer(errors[:, i - start], upper[i, i + 1:end])
        w[:, end:] -= errors @ upper[start:end, end:]
    result = np.zeros_like(found)
    result[:, order] = found
    return result.astype(np.int8).T, scale.astype(np.float32)


def corrected_weights(model, tokenizer, texts=240):
    """Rounded weights of every linear layer, fitted to the inputs that training texts give it."""
    rows = data.rng('gptq').sample(data.own_rows('train'), texts // 2) + data.rng('gptq').sample(data.public_rows(), texts // 2)
    sums, hooks = {}, []
    for layer in model.layers:
        for part in (layer.qkv, layer.ao, layer.fi, layer.fo):
            def add(module, inputs):
                x = inputs[0].reshape(-1, inputs[0].shape[-1]).numpy()
                sums[module] = sums.get(module, 0) + x.T @ x
            hooks.append(part.register_forward_pre_hook(add))
    with torch.inference_mode():
        for encoding in tokenizer.encode_batch([row['input'] for row in rows]):
            ids = cut(encoding.ids)
            model(torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.bool))
    for hook in hooks:
        hook.remove()
    return {module: corrected_weight(module.weight.detach().numpy(), total.astype(np.float64)) for module, total in sums.items()}


class Builder:
    def __init__(self, model, scheme, attention, weights=None):
        self.g, self.model, self.scheme, self.attention = Graph(), model, scheme, attention
        g = self.g
        self.inv127 = g.const(np.float32(1 / 127))
        self.tiny = g.const(np.float32(1e-8))
        self.last = g.const(np.array([1], np.int64))
        self.weights = weights or {}
        self.middle = g.const(np.uint8(128))
        self.inv255 = g.const(np.float32(1 / 255))

    def linear(self, x, layer, positive=False):
        """x·W + b, with x quantised row by row. `positive`: x is a GELU's output, shifted by its minimum so that all 255 steps serve."""
        g, weight, bias = self.g, layer.weight.detach().numpy(), layer.bias.detach().numpy()
        if self.scheme == 'float':
            return g.op('Add', [g.op('MatMul', [x, g.const(weight.T)]), g.const(bias)])
        w, w_scale = self.weights.get(layer) or quantised_weight(weight)
        if positive:
            x = g.op('Add', [x, g.const(np.float32(GELU_SHIFT))])
            scale = g.op('Mul', [g.op('ReduceMax', [x, self.last], keepdims=1), self.inv255])
            q, zero = g.op('QuantizeLinear', [x, g.op('Squeeze', [scale, self.last])], axis=0), []
            bias = bias - np.float32(GELU_SHIFT) * (w.astype(np.float32).sum(0) * w_scale)
        else:
            peak = g.op('Max', [g.op('ReduceMax', [g.op('Abs', [x]), self.last], keepdims=1), self.tiny])
            scale = g.op('Mul', [peak, self.inv127])
            q, zero = g.op('QuantizeLinear', [x, g.op('Squeeze', [scale, self.last]), self.middles], axis=0), [self.middle]
        y = g.op('MatMulInteger', [q, g.const(w), *zero])
        y = g.op('Mul', [g.op('Mul', [g.op('Cast', [y], to=TensorProto.FLOAT), g.const(w_scale)]), scale])
        return g.op('Add', [y, g.const(bias)])

    def norm(self, x, layer):
        g = self.g
        return g.op('LayerNormalization', [x, g.const(layer.weight.detach().numpy()), g.const(layer.bias.detach().numpy())], axis=-1, epsilon=layer.eps)

    def attend(self, qkv, heads, width):
        g = self.g
        if self.attention == 'fused':
            q, k, v = g.op('Split', [g.op('Unsqueeze', [qkv, g.const(np.array([0], np.int64))])], 3, axis=2, num_outputs=3)
            y = g.op('MultiHeadAttention', [q, k, v], domain='com.microsoft', num_heads=heads)
            return g.op('Squeeze', [y, g.const(np.array([0], np.int64))])
        size = width // heads
        shaped = g.op('Reshape', [qkv, g.const(np.array([-1, 3, heads, size], np.int64))])
        q, k, v = [g.op('Squeeze', [part, g.const(np.array([1], np.int64))]) for part in g.op('Split', [shaped], 3, axis=1, num_outputs=3)]
        q = g.op('Transpose', [g.op('Mul', [q, g.const(np.float32(size ** -.5))])], perm=[1, 0, 2])
        k, v = g.op('Transpose', [k], perm=[1, 2, 0]), g.op('Transpose', [v], perm=[1, 0, 2])
        y = g.op('MatMul', [g.op('Softmax', [g.op('MatMul', [q, k])], axis=-1), v])
        return g.op('Reshape', [g.op('Transpose', [y], perm=[1, 0, 2]), g.const(np.array([-1, width], np.int64))])

    def build(self):
        g, model = self.g, self.model
        width = model.word.weight.shape[1]
        ids = g.op('Squeeze', ['input_ids', g.const(np.array([0], np.int64))])
        words = model.word.weight.detach().numpy()
        scale = np.maximum(np.abs(words).max(1, keepdims=True), 1e-8) / 127
        table = np.round(words / scale).astype(np.int8)
        x = g.op('Mul', [g.op('Cast', [g.op('Gather', [g.const(table, 'words'), ids], axis=0)], to=TensorProto.FLOAT), g.op('Gather', [g.const(scale.astype(np.float32), 'word_scales'), ids], axis=0)])
        length = g.op('Shape', [ids])
        self.middles = g.op('ConstantOfShape', [length], value=helper.make_tensor('value', TensorProto.UINT8, [1], [128]))
        position = g.op('Slice', [g.const(model.position.weight.detach().numpy(), 'positions'), g.const(np.array([0], np.int64)), length, g.const(np.array([0], np.int64))])
        x = self.norm(g.op('Add', [x, position]), model.norm)
        for layer in model.layers:
            y = self.linear(self.attend(self.linear(x, layer.qkv), layer.heads, width), layer.ao)
            x = self.norm(g.op('Add', [x, y]), layer.aln)
            y = self.linear(g.op('Gelu', [self.linear(x, layer.fi)]), layer.fo, positive=True)
            x = self.norm(g.op('Add', [x, y]), layer.oln)
        token_logits = g.op('Add', [g.op('MatMul', [x, g.const(model.head.weight.detach().numpy().T)]), g.const(model.head.bias.detach().numpy())])
        axis = g.const(np.array([0], np.int64))
        g.rename(token_logits, 'token_logits')
        g.rename(g.op('ReduceMean', [token_logits, axis], keepdims=1), 'logits')
        mean = g.op('ReduceMean', [x, axis], keepdims=1)
        space = g.op('Add', [g.op('MatMul', [mean, g.const(model.space.weight.detach().numpy().T)]), g.const(model.space.bias.detach().numpy())])
        g.rename(g.op('Div', [space, g.op('ReduceL2', [space, self.last], keepdims=1)]), 'embedding')
        graph = helper.make_graph(g.nodes, 'encoder', [helper.make_tensor_value_info('input_ids', TensorProto.INT64, [1, 'tokens'])], [
            helper.make_tensor_value_info('embedding', TensorProto.FLOAT, [1, width]),
            helper.make_tensor_value_info('logits', TensorProto.FLOAT, [1, N_LABELS]),
            helper.make_tensor_value_info('token_logits', TensorProto.FLOAT, ['tokens', N_LABELS]),
        ], g.initializers)
        proto = helper.make_model(graph, opset_imports=[helper.make_opsetid('', OPSET), helper.make_opsetid('com.microsoft', 1)], producer_name='training/export.py')
        proto.ir_version = 10
        return proto


def session(path, threads=1):
    options = ort.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    return ort.InferenceSession(str(path), options, providers=['CPUExecutionProvider'])


def cut(ids):
    return ids if len(ids) <= MAX_TOKENS else [*ids[:MAX_TOKENS - 1], 2]


def logits_of(path, sequences):
    run = session(path)
    found = [run.run(['logits', 'embedding'], {'input_ids': np.array([ids], np.int64)}) for ids in sequences]
    return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])


def milliseconds(path, length=24, repeats=100):
    """CPU time of one text of so many tokens, one thread: the fastest tenth of many runs (others use the machine)."""
    run = session(path)
    ids = np.random.default_rng(0).integers(5, 20000, (1, length))
    times = []
    for _ in range(repeats):
        start = time.thread_time()
        run.run(None, {'input_ids': ids})
        times.append(time.thread_time() - start)
    return round(1000 * float(np.quantile(times, .1)), 2)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--weights', default=str(BUILD / 'trained.pt'))
    parser.add_argument('--texts', type=int, default=500)
    args = parser.parse_args()
    torch.set_num_threads(1)
    model = load(args.weights)
    tokenizer = Tokenizer.from_file(str(BUILD / 'tokenizer.json'))
    rows = data.own_rows('dev')
    random = data.rng('export')
    rows = random.sample(rows, min(args.texts, len(rows)))
    sequences = [cut(e.ids) for e in tokenizer.encode_batch([row['input'] for row in rows])]
    gold = np.stack([row['target'] for row in rows])
    with torch.inference_mode():
        reference = []
        for ids in sequences:
            logits, mean = model(torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.bool))
            reference.append((logits.numpy(), model.embedding(mean).numpy()))
    logits = np.concatenate([r[0] for r in reference])
    embeddings = np.concatenate([r[1] for r in reference])
    report = {'texts': len(rows), 'variants': {}, 'float32': metrics.figures(metrics.probabilities(logits), gold, ('abuse', 'hate', 'spam', 'injection'))}
    paths, weights = {}, corrected_weights(model, tokenizer)
    for scheme, attention in VARIANTS:
        name = f'{scheme}-{attention}'
        path = BUILD / f'{name}.onnx'
        proto = Builder(model, scheme, attention, weights if scheme == 'rows' else None).build()
        onnx.save(proto, path)
        paths[name] = path
    from onnxruntime.quantization import QuantType, quantize_dynamic
    paths['quantize_dynamic'] = BUILD / 'quantize_dynamic.onnx'
    quantize_dynamic(str(paths['float-fused']), str(paths['quantize_dynamic']), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8, op_types_to_quantize=['MatMul'], extra_options={'DefaultTensorType': TensorProto.FLOAT})
    for name, path in paths.items():
        try:
            got, vectors = logits_of(path, sequences)
            change = np.abs(got - logits)
            report['variants'][name] = {
                'megabytes': round(path.stat().st_size / 1e6, 1), 'ms_24': milliseconds(path), 'ms_64': milliseconds(path, 64, 60), 'logit_change_mean': round(float(change.mean()), 4),
                'logit_change_max': round(float(change.max()), 3), 'cosine_min': round(float((vectors * embeddings).sum(1).min()), 4), 'cosine_mean': round(float((vectors * embeddings).sum(1).mean()), 4),
                'figures': metrics.figures(metrics.probabilities(got), gold, ('abuse', 'hate', 'spam', 'injection')),
            }
            print(name, {k: v for k, v in report['variants'][name].items() if k != 'figures'}, flush=True)
        except Exception as error:  # a variant that this runtime does not carry
            report['variants'][name] = {'error': str(error)[:300]}
            print(name, error, flush=True)
    able = [n for n in ('rows-fused', 'rows-plain') if 'error' not in report['variants'][n]]
    # The fused attention unless this runtime lacks it; the whole-text scale only if it is clearly nearer to float32.
    best = able[0]
    dynamic = report['variants']['quantize_dynamic']
    if 'error' not in dynamic and dynamic['logit_change_mean'] < .7 * report['variants'][best]['logit_change_mean'] and dynamic['megabytes'] <= 55:
        best = 'quantize_dynamic'
    report['chosen'] = best
    MODELS.mkdir(parents=True, exist_ok=True)
    (MODELS / 'model.onnx').write_bytes(paths[best].read_bytes())
    (MODELS / 'tokenizer.json').write_bytes((BUILD / 'tokenizer.json').read_bytes())
    write_json(BUILD / 'export.json', report)
    print('chosen', best, (MODELS / 'model.onnx').stat().st_size)


if __name__ == '__main__':
    main()
