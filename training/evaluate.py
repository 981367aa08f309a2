#!/usr/bin/env python3
"""Measures runs and ONNX files side by side: F1 as the challenges score it, with the interval that this few pictures allow.

    evaluate.py runs/first ../models/road-damage.onnx
    evaluate.py runs/first --size 640 --images ../../shared/data/road/japan_val
"""
import argparse
import json
from pathlib import Path

import torch
from PIL import Image, ImageDraw

from detector.cache import pictures_under
from detector.measure import Runner, measure
from detector.scoring import CLASSES, summary

HERE = Path(__file__).resolve().parent
COLOURS = ('red', 'lime', 'cyan', 'yellow') + ('white',) * 8


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('models', nargs='+', type=Path, help='folders of runs, checkpoints, ONNX files')
    parser.add_argument('--data', type=Path, default=HERE.parents[1] / 'shared/data')
    parser.add_argument('--images', nargs='+', type=Path, help='folders of labelled pictures; default: road/val and road/japan_val')
    parser.add_argument('--size', type=int, help='input size of runs (512)')
    parser.add_argument('--threshold', type=float, help='default: the one at which the sources are best on average; of an ONNX file, its own')
    parser.add_argument('--draw', type=Path, help='folder for pictures of what was found (solid) and what is there (thin)')
    parser.add_argument('--json', action='store_true')
    parser.add_argument('--threads', type=int, default=1)
    return parser.parse_args()


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    folders = options.images or [options.data / 'road/val', options.data / 'road/japan_val']
    results = {}
    for model in options.models:
        runner = Runner(model, options.size if model.suffix != '.onnx' else None)
        pictures = [p for folder in folders for p in measure(runner, folder)]
        result = summary(pictures, options.threshold if options.threshold is not None else runner.threshold)
        results[str(model)] = {'size': runner.size, **result}
        if options.draw:
            draw(options.draw, folders, pictures, result['threshold'])
        if not options.json:
            table(model, results[str(model)])
    if options.json:
        print(json.dumps(results))


def table(model, result):
    print(f'{model} at {result["size"]} px, threshold {result["threshold"]} (sources on average best at {result["best_threshold"]}: {result["best_mean_f1"]:.3f})')
    rows = [('all', result)] + list(result['per_source'].items())
    for name, row in rows:
        kinds = row['per_class']
        kinds = ' '.join(f'{k} {v["f1"] if isinstance(v, dict) else v:.2f}' for k, v in kinds.items())
        spread = f'[{row["interval95"][0]:.2f} {row["interval95"][1]:.2f}] best {row["best_f1"]:.3f}' if 'interval95' in row else ''
        print(f'  {name:24} F1 {row["f1"]:.3f} P {row["precision"]:.3f} R {row["recall"]:.3f} n={row["truth"]:<5} {kinds} {spread}')


def draw(out, folders, pictures, threshold):
    out.mkdir(parents=True, exist_ok=True)
    files = [f for folder in folders for f in pictures_under(folder)]
    for file, (_, found, truth) in zip(files, pictures):
        with Image.open(file) as picture:
            picture = picture.convert('RGB')
        pen = ImageDraw.Draw(picture)
        for kind, *box in truth:
            pen.rectangle(box, outline=COLOURS[int(kind)])
        for kind, score, *box in found:
            if score >= threshold:
                pen.rectangle(box, outline=COLOURS[int(kind)], width=3)
                pen.text((box[0] + 4, box[1] + 3), f'{CLASSES[int(kind)]} {score:.2f}', fill=COLOURS[int(kind)])
        picture.save(out / f'{file.stem}.jpg')


if __name__ == '__main__':
    main()
