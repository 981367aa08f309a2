#!/usr/bin/env python3
"""Trains the detector. Kill it whenever you like: it saves itself and goes on exactly where it was.

    train.py --run runs/first --images 48000      starts, or resumes if the run exists
    train.py --run runs/second --from runs/first  starts from another run's averaged weights
"""
import argparse
import json
import math
import os
import random
import signal
import time
from pathlib import Path

import numpy as np
import torch

from detector import coco
from detector.cache import open_cache
from detector.losses import losses
from detector.network import Detector, anchors
from detector.samples import Samples

HERE = Path(__file__).resolve().parent


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--run', type=Path, required=True, help='folder of this run')
    parser.add_argument('--data', type=Path, default=HERE.parents[1] / 'shared/data', help='data folder')
    parser.add_argument('--cache', type=Path, default=HERE / 'cache', help='folder of the decoded pictures')
    parser.add_argument('--from', dest='parent', type=Path, help='run whose averaged weights to begin with instead of COCO\'s')
    parser.add_argument('--scratch', action='store_true', help='begin with random weights')
    parser.add_argument('--images', type=int, default=48000, help='length of the run')
    parser.add_argument('--batch', type=int, default=16)
    parser.add_argument('--size', type=int, default=512)
    parser.add_argument('--rate', type=float, default=1.5e-3, help='learning rate of the head; the trunk has half of it')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--mix', type=json.loads, help='shares of the sources as JSON')
    parser.add_argument('--save-minutes', type=float, default=10)
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument('--precision', choices=('auto', 'bf16', 'fp32'), default='auto', help='auto: bf16 where the processor computes with it, else fp32')
    parser.add_argument('--loaders', type=int, default=1)
    return parser.parse_args()


class Average:
    """Weights averaged over the last thousand steps or so; what is evaluated and shipped."""

    def __init__(self, model, decay=0.9985):
        self.decay, self.steps = decay, 0
        self.state = {k: v.detach().clone() for k, v in model.state_dict().items()}

    def update(self, model):
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        for name, value in model.state_dict().items():
            if value.dtype.is_floating_point:
                self.state[name].lerp_(value.detach(), 1 - decay)
            else:
                self.state[name].copy_(value)


def computes_bf16():
    """Whether the processor multiplies bf16 itself. Emulated it is thirty times slower than fp32."""
    flags = Path('/proc/cpuinfo').read_text() if Path('/proc/cpuinfo').exists() else ''
    return 'avx512_bf16' in flags or 'amx_bf16' in flags


def begin(options, cache, labels):
    """A model with its first weights."""
    model = Detector()
    if options.parent:
        model.load_state_dict(torch.load(options.parent / 'checkpoint.pt', map_location='cpu')['average'])
    elif not options.scratch:
        coco.load_coco(model)
        pictures = next(iter(Samples(cache, labels, 0, options.size, 48, 0, 1)))[0]
        coco.calibrate(model, pictures.permute(0, 3, 1, 2).float())
    return model


def optimiser(model, rate):
    groups = {}
    for name, value in model.named_parameters():
        part = 'head' if name.startswith('head') else 'trunk'
        groups.setdefault((part, value.ndim > 1), []).append(value)
    return torch.optim.AdamW([{'params': values, 'share': 1.0 if part == 'head' else 0.5, 'weight_decay': 0.03 if decays else 0.0}
                              for (part, decays), values in groups.items()], lr=rate)


def rate_at(step, steps, rate):
    warm = min(1.0, (step + 1) / min(200, max(1, steps // 10)))
    return rate * warm * (0.02 + 0.98 * (1 + math.cos(math.pi * min(1.0, step / steps))) / 2)


def save(options, step, model, optimizer, average):
    state = {'step': step, 'model': model.state_dict(), 'optimizer': optimizer.state_dict(), 'average': average.state,
             'average_steps': average.steps, 'random': (torch.get_rng_state(), np.random.get_state(), random.getstate()),
             'options': {k: str(v) if isinstance(v, Path) else v for k, v in vars(options).items()}}
    part = options.run / 'checkpoint.tmp'
    torch.save(state, part)
    os.replace(part, options.run / 'checkpoint.pt')


def resume(options, model, optimizer, average):
    state = torch.load(options.run / 'checkpoint.pt', map_location='cpu')
    for name in ('images', 'batch', 'size', 'seed', 'rate', 'mix'):
        if state['options'][name] != getattr(options, name):
            raise SystemExit(f'{options.run} was begun with --{name} {state["options"][name]}; resume it with the same, or start another run')
    model.load_state_dict(state['model'])
    optimizer.load_state_dict(state['optimizer'])
    average.state, average.steps = state['average'], state['average_steps']
    torch_state, numpy_state, python_state = state['random']
    torch.set_rng_state(torch_state)
    np.random.set_state(numpy_state)
    random.setstate(python_state)
    return state['step']


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(options.seed)
    options.run.mkdir(parents=True, exist_ok=True)
    cache, labels = open_cache(options.data, options.cache), options.data / 'road/rdd2020_japan_labels.tsv'
    steps, first = options.images // options.batch, 0
    resuming = (options.run / 'checkpoint.pt').exists()
    model = Detector() if resuming else begin(options, cache, labels)
    model = model.to(memory_format=torch.channels_last)
    optimizer, average = optimiser(model, options.rate), Average(model)
    if resuming:
        first = resume(options, model, optimizer, average)
    (options.run / 'pid').write_text(str(os.getpid()))
    stopping = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.append(True))
    samples = Samples(cache, labels, options.seed, options.size, options.batch, first, steps, options.mix)
    batches = torch.utils.data.DataLoader(samples, batch_size=None, shuffle=False, num_workers=options.loaders,
                                          prefetch_factor=3 if options.loaders else 2, worker_init_fn=leave_signals_alone)
    centres, strides = anchors(options.size, options.size)
    half = options.precision == 'bf16' or (options.precision == 'auto' and computes_bf16())
    model.train()
    sums, began, saved, looked = np.zeros(4), time.monotonic(), time.monotonic(), first
    with open(options.run / 'log.jsonl', 'a', buffering=1) as log:
        for step, (pictures, truths, ignores, class_weights, bands) in enumerate(batches, first):
            for group in optimizer.param_groups:
                group['lr'] = rate_at(step, steps, options.rate) * group['share']
            pictures = pictures.permute(0, 3, 1, 2).float()  # already channels-last in memory
            with torch.autocast('cpu', torch.bfloat16, enabled=half):
                logits, sides = model(pictures)
            parts = losses(logits, sides, centres, strides, truths, ignores, class_weights, bands)
            loss = sum(parts)
            if not torch.isfinite(loss):
                raise SystemExit(f'the loss at step {step} is {loss.item()}: resume with a smaller --rate in a new run (--from {options.run})')
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 35)
            optimizer.step()
            average.update(model)
            sums += [loss.item(), *(p.item() for p in parts)]
            done = step + 1
            if done % 25 == 0 or done == steps or stopping:
                count = done - looked
                row = dict(zip(('loss', 'classes', 'giou', 'sides'), (sums / count).round(4).tolist()))
                row.update(step=done, images=done * options.batch, a_second=round(count * options.batch / (time.monotonic() - began), 1))
                print(json.dumps(row), flush=True)
                log.write(json.dumps(row) + '\n')
                sums, began, looked = np.zeros(4), time.monotonic(), done
            if stopping or done == steps or time.monotonic() - saved > options.save_minutes * 60:
                save(options, done, model, optimizer, average)
                saved = time.monotonic()
            if stopping:
                print(f'stopped at step {done} of {steps}; the same command goes on from here', flush=True)
                return


def leave_signals_alone(_):
    """A loader dies with its parent; it must not die of the signal that tells the parent to save."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    torch.set_num_threads(1)


if __name__ == '__main__':
    main()
