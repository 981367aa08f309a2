#!/usr/bin/env python3
"""Writes a run's averaged weights as one ONNX file that needs nothing else: normalisation and box decoding inside, description in its metadata.

    export.py runs/first runs/first/road-damage.onnx --version 0.2.0
    ship.sh first 0.2.0                          the same, with half-precision weights and the figures beside it

In: images, float [1,3,S,S], BGR, 0 to 255. Out: det, float [A,8]: x1 y1 x2 y2 in pixels of the input, then a score for each class.
"""
import argparse
import contextlib
import json
import os
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

import describe
from detector.graph import Graph
from detector.measure import VOTE, Runner, measure
from detector.network import BINS, ConvUnit, Detector, anchors
from detector.scoring import CLASSES, summary
from evaluate import table

HERE = Path(__file__).resolve().parent
TRAINING_DATA = ('RDD2022 China motorbike (Sekimoto Lab, CC BY-SA 4.0); Cracks and Potholes in Road Images, Brazil (Passos et al., MIT); '
                 'pothole_seg768 (CC BY 4.0); RDD2018 Japanese dashboard frames (Sekimoto Lab, CC BY-SA 4.0) with boxes drawn by this project and '
                 'with damage crops of RDD2020 (CC BY 4.0) put back; roads drawn by this project\'s simulator; trunk begun from NanoDet-g COCO weights (Apache-2.0)')


class Shipped(nn.Module):
    """The network as it is shipped: batch norms and the scale of the normalisation folded into convolutions, boxes decoded."""

    def __init__(self, model, size):
        super().__init__()
        for unit in [m for m in model.modules() if isinstance(m, ConvUnit)]:
            unit.conv, unit.norm = fuse_conv_bn_eval(unit.conv, unit.norm), nn.Identity()
        stem = model.trunk.stem.conv
        stem.weight.data *= model.scale
        self.model = model
        centres, strides = anchors(size, size)
        # Left and top lie before the centre, right and bottom behind it.
        self.register_buffer('centres', centres.repeat(1, 2).T.contiguous()[None])
        self.register_buffer('strides', (strides * torch.tensor([-1.0, -1, 1, 1])).T.contiguous()[None])
        self.register_buffer('bins', torch.arange(BINS).float().view(1, BINS, 1, 1))

    def forward(self, pictures):
        """Fixed shapes, constants with a batch axis, neither Squeeze nor MatMul: so that OpenCV 4.6 reads the file too."""
        head, scores, sides = self.model.head, [], []
        for i, level in enumerate(self.model.pyramid(self.model.trunk(pictures - self.model.mean))):
            level = head.shared[i](level)
            scores.append(head.score[i](level).reshape(1, self.model.classes, -1))
            sides.append(head.sides[i](level).reshape(4, BINS, -1))
        bins = torch.cat(sides, 2).reshape(4, BINS, -1, 1).softmax(1)
        boxes = torch.conv2d(bins, self.bins).reshape(1, 4, -1) * self.strides + self.centres
        rows = torch.cat((boxes, torch.cat(scores, 2).sigmoid()), 1)
        return rows.transpose(1, 2).reshape(-1, 4 + self.model.classes)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('run', type=Path)
    parser.add_argument('out', type=Path)
    parser.add_argument('--size', type=int, default=512)
    parser.add_argument('--version', required=True)
    parser.add_argument('--name', default='road-damage')
    parser.add_argument('--data', type=Path, default=HERE.parents[1] / 'shared/data')
    parser.add_argument('--threshold', type=float, help='default: where the measured sources are best on average')
    parser.add_argument('--weights', type=Path, help='folder for the averaged weights in half precision, to begin other runs from')
    parser.add_argument('--figures', type=Path, help='file for the measured figures by source')
    return parser.parse_args()


def main():
    options = arguments()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    runner = Runner(options.run, options.size)
    pictures = [p for folder in ('val', 'japan_val') for p in measure(runner, options.data / 'road' / folder)]
    result = summary(pictures, options.threshold)
    write(runner.model, options.size, options.out)
    difference = compare(runner, options.out, options.size)
    description = described(options, result)
    model = onnx.load(str(options.out))
    describe.check(description, model.graph)
    describe.write(model, description)
    describe.save(model, str(options.out))
    if options.weights:
        keep_weights(runner.model, options.weights)
    if options.figures:
        with options.figures.open('w', encoding='utf-8') as file, contextlib.redirect_stdout(file):
            table(options.run, {'size': options.size, **result})
    print(json.dumps({'file': str(options.out), 'bytes': os.path.getsize(options.out), 'largest_difference': difference, **description}, indent=1))


def keep_weights(trained, folder):
    folder.mkdir(parents=True, exist_ok=True)
    torch.save({'average': {k: v.half() if v.is_floating_point() else v for k, v in trained.state_dict().items()}}, folder / 'checkpoint.pt')


def write(trained, size, out):
    model = Detector(trained.classes)
    model.load_state_dict(trained.state_dict())
    shipped = Shipped(model.eval(), size).eval()
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(shipped, torch.zeros(1, 3, size, size), str(out), opset_version=13, input_names=['images'], output_names=['det'])
    without_empty_padding(out)


def without_empty_padding(file):
    """PyTorch writes a Pad by nothing before each mean; left in, it splits what a quantised file should compute in one go."""
    model = onnx.load(str(file))
    graph = model.graph
    constants = {n.output[0]: onnx.numpy_helper.to_array(n.attribute[0].t) for n in graph.node if n.op_type == 'Constant'}
    constants.update({t.name: onnx.numpy_helper.to_array(t) for t in graph.initializer})
    for pad in [n for n in graph.node if n.op_type == 'Pad' and not constants[n.input[1]].any()]:
        for node in graph.node:
            node.input[:] = [pad.input[0] if i == pad.output[0] else i for i in node.input]
        graph.node.remove(pad)
    used = {i for n in graph.node for i in n.input}
    for node in [n for n in graph.node if n.op_type == 'Constant' and n.output[0] not in used]:
        graph.node.remove(node)
    describe.save(model, str(file))


def compare(runner, out, size):
    """The largest difference between the run and the written file, over boxes (pixels) and scores, on a noisy picture."""
    picture = torch.from_numpy(np.random.default_rng(1).uniform(0, 255, (1, 3, size, size)).astype(np.float32))
    difference = float(np.abs(Graph(out)(picture).numpy() - runner.run(picture)).max())
    if difference > 0.05:
        raise SystemExit(f'{out} computes something else than the run: they differ by {difference}')
    return difference


def described(options, result):
    return {'name': options.name, 'version': options.version, 'classes': list(CLASSES),
            'input': {'width': options.size, 'height': options.size, 'order': 'BGR', 'mean': [0, 0, 0], 'deviation': [1, 1, 1], 'fill': 114},
            'thresholds': [result['threshold']] * len(CLASSES), 'nms': {'iou': 0.35, 'perClass': False, 'vote': VOTE}, 'trainingData': TRAINING_DATA,
            **measured(result)}


def measured(result):
    """What a description says of a model's quality."""
    def quality(name, row, images):
        kinds = [row['per_class'][c] for c in CLASSES]
        return {'data': name, 'images': images, 'f1': round(row['f1'], 4), 'precision': round(row['precision'], 4), 'recall': round(row['recall'], 4),
                'f1ByClass': [round(k['f1'] if isinstance(k, dict) else k, 4) for k in kinds]}

    sources = result['per_source']
    return {'quality': quality('road/val and road/japan_val together', result, sum(r['images'] for r in sources.values())),
            'qualityBySource': [quality(name, row, row['images']) for name, row in sources.items()]}


if __name__ == '__main__':
    main()
