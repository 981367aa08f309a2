#!/usr/bin/env python3
"""Writes an exported model once more with eight-bit convolutions (static quantisation), for twice the speed on a processor.

    quantise.py ../models/road-damage.onnx ../models/road-damage.int8.onnx

Weights are rounded channel by channel, values between operators by ranges seen on training pictures: the standard scheme of
Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference" (2018), written as
QuantizeLinear and DequantizeLinear around each operator, which a runtime joins into integer operators. Boxes, scores and the last
convolutions before them stay as they are. The result is measured as the model was, and refused if it loses more than 0.01 of F1.
"""
import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from PIL import Image

import describe
from detector.cache import pictures_under
from detector.graph import OPERATORS, Graph
from detector.measure import Runner, letterbox, measure
from detector.scoring import summary
from evaluate import table
from export import measured

HERE = Path(__file__).resolve().parent
LOSS = 0.01
# What a runtime computes in eight bits.
INTEGER = ('Conv', 'LeakyRelu', 'Concat', 'Add', 'Resize', 'AveragePool', 'MaxPool')


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('model', type=Path)
    parser.add_argument('out', type=Path)
    parser.add_argument('--data', type=Path, default=HERE.parents[1] / 'shared/data')
    parser.add_argument('--pictures', type=int, default=96, help='training pictures to take the ranges from')
    parser.add_argument('--cut', type=float, default=0.0002, help='share of the values at each end that may be clipped')
    return parser.parse_args()


def main():
    options = arguments()
    torch.set_num_threads(1)
    model = onnx.load(str(options.model))
    description = json.loads(next(p.value for p in model.metadata_props if p.key == describe.KEY))
    ranges = observe(options, description['input']['width'])
    quantised = Quantiser(model, ranges).run()
    onnx.checker.check_model(quantised)
    before = description['quality']['f1']
    part = options.out.with_suffix('.part.onnx')
    describe.write(quantised, description)
    describe.save(quantised, str(part))
    runner = Runner(part)
    result = summary([p for folder in ('val', 'japan_val') for p in measure(runner, options.data / 'road' / folder)], runner.threshold)
    table(options.out, {'size': runner.size, **result})
    if result['f1'] < before - LOSS:
        part.unlink()
        raise SystemExit(f'F1 falls from {before} to {result["f1"]:.4f}: not written')
    describe.write(quantised, {**description, 'precision': 'int8', **measured(result)})
    describe.save(quantised, str(options.out))
    part.unlink()
    print(json.dumps({'file': str(options.out), 'bytes': options.out.stat().st_size, 'f1': round(result['f1'], 4), 'before': before}))


@torch.no_grad()
def observe(options, size):
    """The range of every value between operators, {name: (low, high)}, after each picture's extreme values are cut."""
    files = [f for folder in sorted((options.data / 'road/train').iterdir()) for f in pictures_under(folder)]
    files += pictures_under(options.data / 'road/japan_unlabelled')
    files = [files[i] for i in np.random.default_rng(1).permutation(len(files))[:options.pictures]]
    graph, ranges = Graph(options.model), {}
    for file in files:
        with Image.open(file) as picture:
            tensor, _ = letterbox(picture.convert('RGB'), size)
        values = {**graph.constants, graph.input: tensor, '': None}
        for node in graph.model.graph.node:
            attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
            value = OPERATORS[node.op_type]([values[i] for i in node.input], attributes)
            values[node.output[0]] = value
            if node.op_type in INTEGER or node.op_type == 'Sub':
                low, high = ends_of(value.flatten(), options.cut)
                ranges.setdefault(node.output[0], []).append((low, high))
    # Nearly the widest: one glaring picture of a hundred must not make the steps of all others coarser.
    return {name: (min(0.0, float(np.quantile([s[0] for s in seen], 0.05))), max(0.0, float(np.quantile([s[1] for s in seen], 0.95))))
            for name, seen in ranges.items()}


def ends_of(values, cut):
    count = values.numel()
    keep = max(1, int(count * cut))
    return values.kthvalue(keep).values.item(), values.kthvalue(count - keep + 1).values.item()


class Quantiser:
    """Puts QuantizeLinear and DequantizeLinear behind every value with a range, and rounds the weights of the convolutions."""

    def __init__(self, model, ranges):
        self.model, self.graph, self.ranges = model, model.graph, dict(ranges)
        self.weights = {t.name: numpy_helper.to_array(t) for t in self.graph.initializer}
        users = {}
        for node in self.graph.node:
            for name in node.input:
                users.setdefault(name, []).append(node.op_type)
        # Boxes and scores come out of these: a step of a 255th of their range would be seen in every box.
        self.last = {n.output[0] for n in self.graph.node if n.op_type == 'Conv' and any(u not in INTEGER for u in users.get(n.output[0], ['']))}

    def run(self):
        nodes = []
        for node in list(self.graph.node):
            integer = node.op_type in INTEGER
            if integer:
                node.input[:] = [f'{name}_dequantised' if name in self.ranges else name for name in node.input]
                if node.op_type in ('MaxPool', 'Resize'):
                    # These only choose among values or mix them: one scale before and behind lets them run on the bytes themselves.
                    self.ranges[node.output[0]] = self.ranges[node.input[0].removesuffix('_dequantised')]
                if node.op_type == 'Conv' and node.output[0] not in self.last:
                    nodes += self.rounded_weights(node)
            nodes.append(node)
            for name in node.output:
                if name in self.last:
                    self.ranges.pop(name, None)
                elif name in self.ranges:
                    nodes += self.rounded_value(name)
        del self.graph.node[:]
        self.graph.node.extend(nodes)
        used = {name for node in nodes for name in node.input}
        for tensor in [t for t in self.graph.initializer if t.name not in used]:
            self.graph.initializer.remove(tensor)
        return self.model

    def rounded_value(self, name):
        low, high = self.ranges[name]
        step = max(high - low, 1e-6) / 255
        return self.pair(name, np.float32(step), np.uint8(np.clip(round(-low / step), 0, 255)))

    def rounded_weights(self, conv):
        value, weight = conv.input[0].removesuffix('_dequantised'), self.weights[conv.input[1]]
        low, high = self.ranges[value]
        step = np.maximum(np.abs(weight).max((1, 2, 3)), 1e-8) / 127
        whole = np.clip(np.round(weight / step[:, None, None, None]), -127, 127).astype(np.int8)
        nodes = [self.constant(conv.input[1], whole, step.astype(np.float32), np.zeros(len(step), np.int8))]
        conv.input[1] = nodes[0].output[0]
        if len(conv.input) > 2:
            bias_step = step * max(high - low, 1e-6) / 255
            bias = np.round(self.weights[conv.input[2]] / bias_step).clip(-2**31, 2**31 - 1).astype(np.int32)
            nodes.append(self.constant(conv.input[2], bias, bias_step.astype(np.float32), np.zeros(len(step), np.int32)))
            conv.input[2] = nodes[1].output[0]
        return nodes

    def pair(self, name, step, zero):
        self.store(f'{name}_step', step)
        self.store(f'{name}_zero', zero)
        scale = [f'{name}_step', f'{name}_zero']
        return [helper.make_node('QuantizeLinear', [name, *scale], [f'{name}_quantised']),
                helper.make_node('DequantizeLinear', [f'{name}_quantised', *scale], [f'{name}_dequantised'])]

    def constant(self, name, whole, step, zero):
        for part, value in (('whole', whole), ('step', step), ('zero', zero)):
            self.store(f'{name}_{part}', value)
        return helper.make_node('DequantizeLinear', [f'{name}_{part}' for part in ('whole', 'step', 'zero')], [f'{name}_rounded'], axis=0)

    def store(self, name, value):
        self.graph.initializer.append(numpy_helper.from_array(np.asarray(value), name))


if __name__ == '__main__':
    main()
