"""Runs an ONNX file with PyTorch, so that the file itself can be measured where no ONNX Runtime for Python is at hand.

It knows the operators that small detectors are exported with; another one is refused by name.
"""
import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional as F


class Graph:
    def __init__(self, path):
        self.model = onnx.load(str(path))
        self.metadata = {p.key: p.value for p in self.model.metadata_props}
        graph = self.model.graph
        self.constants = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in graph.initializer}
        self.input = next(i.name for i in graph.input if i.name not in self.constants)
        self.output = graph.output[0].name
        unknown = sorted({n.op_type for n in graph.node} - set(OPERATORS))
        if unknown:
            raise ValueError(f'{path} uses {", ".join(unknown)}, which this program cannot run; measure it with "machimichi vision evaluate"')

    @torch.no_grad()
    def __call__(self, picture):
        values = {**self.constants, self.input: picture, '': None}
        for node in self.model.graph.node:
            attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            values[node.output[0]] = OPERATORS[node.op_type]([values[i] for i in node.input], attributes)
        return values[self.output]


def ends(pads):
    """ONNX lists all beginnings and then all ends; PyTorch lists pairs from the last axis back."""
    half = len(pads) // 2
    return [p for axis in reversed(range(half)) for p in (pads[axis], pads[axis + half])]


def conv(v, a):
    x = F.pad(v[0], ends(a.get('pads', [0] * 4)))
    return F.conv2d(x, v[1], v[2] if len(v) > 2 else None, a.get('strides', [1, 1]), 0, a.get('dilations', [1, 1]), a.get('group', 1))


def pool(kind, fill):
    def run(v, a):
        x = F.pad(v[0], ends(a.get('pads', [0] * 4)), value=fill)
        return kind(x, a['kernel_shape'], a.get('strides', [1, 1]))
    return run


def cut(v, _):
    x, starts, stops = v[0], v[1].tolist(), v[2].tolist()
    axes = v[3].tolist() if len(v) > 3 else range(len(starts))
    steps = v[4].tolist() if len(v) > 4 else [1] * len(starts)
    for start, stop, axis, step in zip(starts, stops, axes, steps):
        index = range(x.shape[axis])[start:stop:step]
        x = x.index_select(axis, torch.tensor(list(index)))
    return x


def resize(v, a):
    size = v[3].tolist()[2:] if len(v) > 3 and v[3] is not None else [round(s * f) for s, f in zip(v[0].shape[2:], v[2].tolist()[2:])]
    mode = a['mode'].decode()
    if mode == 'nearest':
        return F.interpolate(v[0], size)
    if a.get('coordinate_transformation_mode', b'half_pixel') not in (b'half_pixel', b'pytorch_half_pixel'):
        raise ValueError('only half-pixel resizing is known')
    return F.interpolate(v[0], size, mode='bilinear', align_corners=False)


def reshape(v, _):
    return v[0].reshape([v[0].shape[i] if n == 0 else n for i, n in enumerate(v[1].tolist())])


def padded(v, a):
    value = float(v[2]) if len(v) > 2 and v[2] is not None else 0.0
    mode = {b'constant': 'constant', b'reflect': 'reflect', b'edge': 'replicate'}[a.get('mode', b'constant')]
    return F.pad(v[0], ends(v[1].tolist()), mode, value) if mode == 'constant' else F.pad(v[0], ends(v[1].tolist())[:4], mode)


def scaled(scale, value, axis):
    """A scale of one axis, shaped so that it multiplies along it."""
    return scale if scale.ndim == 0 else scale.view([-1 if i == axis else 1 for i in range(value.ndim)])


def quantise(v, a):
    # Half goes to the even neighbour here as in ONNX.
    return (v[0] / scaled(v[1], v[0], a.get('axis', 1))).round().add(scaled(v[2], v[0], a.get('axis', 1))).clamp(*((0, 255) if v[2].dtype == torch.uint8 else (-128, 127))).to(v[2].dtype)


def dequantise(v, a):
    return (v[0].float() - scaled(v[2], v[0], a.get('axis', 1)).float()) * scaled(v[1], v[0], a.get('axis', 1))


OPERATORS = {
    'QuantizeLinear': quantise,
    'DequantizeLinear': dequantise,
    'Conv': conv,
    'MaxPool': pool(F.max_pool2d, float('-inf')),
    'AveragePool': pool(F.avg_pool2d, 0.0),
    'LeakyRelu': lambda v, a: F.leaky_relu(v[0], a.get('alpha', 0.01)),
    'Relu': lambda v, a: F.relu(v[0]),
    'Sigmoid': lambda v, a: v[0].sigmoid(),
    'Softmax': lambda v, a: v[0].softmax(a.get('axis', -1)),
    'Concat': lambda v, a: torch.cat(v, a['axis']),
    'Constant': lambda v, a: torch.from_numpy(np.array(numpy_helper.to_array(a['value']))),
    'Shape': lambda v, a: torch.tensor(v[0].shape),
    'Gather': lambda v, a: v[0].index_select(a.get('axis', 0), v[1].flatten()).squeeze(a.get('axis', 0)) if v[1].ndim == 0 else v[0].index_select(a.get('axis', 0), v[1]),
    'Slice': cut,
    'Resize': resize,
    'Reshape': reshape,
    'Pad': padded,
    'Transpose': lambda v, a: v[0].permute(a['perm']),
    'Squeeze': lambda v, a: v[0].squeeze(int(v[1])),
    'Unsqueeze': lambda v, a: v[0].unsqueeze(int(v[1])),
    'Cast': lambda v, a: v[0].to({1: torch.float32, 6: torch.int32, 7: torch.int64}[a['to']]),
    'Add': lambda v, a: v[0] + v[1],
    'Sub': lambda v, a: v[0] - v[1],
    'Mul': lambda v, a: v[0] * v[1],
    'Div': lambda v, a: v[0] / v[1],
    'MatMul': lambda v, a: v[0] @ v[1],
}
