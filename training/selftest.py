"""The test behind selftest.sh: a tiny set of drawn roads, a run that must learn them, and a run that is killed and resumed."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFilter

from detector.measure import Runner, measure
from detector.scoring import CLASSES, summary

HERE = Path(__file__).resolve().parent
SIZE = 256


def draw_set(folder, count, seed):
    """Grey grain with one or two things on it: a line along, a line across, a net of lines, a dark hole."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(seed)
    for number in range(count):
        grain = rng.normal(120, 14, (SIZE, SIZE, 1)).repeat(3, 2)
        picture = Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.6))
        pen, rows = ImageDraw.Draw(picture), []
        kind = number % len(CLASSES)
        w, h = ((20, 150), (150, 20), (110, 110), (60, 40))[kind]
        w, h = w * rng.uniform(0.8, 1.2), h * rng.uniform(0.8, 1.2)
        x, y = rng.uniform(5, SIZE - w - 5), rng.uniform(5, SIZE - h - 5)
        if kind == 3:
            pen.ellipse((x, y, x + w, y + h), fill=(40, 40, 40))
        else:
            for share in np.linspace(0, 1, 6) if kind == 2 else (0.5,):
                if kind in (0, 2):
                    pen.line((x + share * w, y, x + w - share * w if kind == 2 else x + w / 2, y + h), fill=(30, 30, 30), width=3)
                if kind in (1, 2):
                    pen.line((x, y + share * h, x + w, y + h - share * h if kind == 2 else y + h / 2), fill=(30, 30, 30), width=3)
        rows.append(f'{kind} {(x + w / 2) / SIZE:.5f} {(y + h / 2) / SIZE:.5f} {w / SIZE:.5f} {h / SIZE:.5f}')
        picture.save(folder / f'{number:03}.png')
        (folder / f'{number:03}.txt').write_text('\n'.join(rows) + '\n')


def command(work, run, images):
    return [sys.executable, '-W', 'ignore', str(HERE / 'train.py'), '--run', str(work / run), '--data', str(work), '--cache', str(work / 'cache'), '--scratch',
            '--images', str(images), '--batch', '8', '--size', str(SIZE), '--rate', '0.003', '--mix', '{"motorbike": 1}', '--threads', '1', '--loaders', '1']


def learns(work, images):
    subprocess.run(command(work, 'learns', images), check=True)
    rows = [json.loads(line) for line in (work / 'learns/log.jsonl').read_text().splitlines()]
    runner = Runner(work / 'learns', SIZE)
    result = summary(measure(runner, work / 'road/val'))
    print(f'loss {rows[0]["loss"]} -> {rows[-1]["loss"]}, F1 {result["f1"]:.3f}')
    return rows[-1]['loss'] < 0.7 * rows[0]['loss'] and result['f1'] > 0


def resumes(work, images=160):
    """One run in one go, the same killed on its way and started again: every weight must be the same."""
    subprocess.run(command(work, 'whole', images), check=True, stdout=subprocess.DEVNULL)
    killed = command(work, 'killed', images) + ['--save-minutes', '0.0001']
    with subprocess.Popen(killed, stdout=subprocess.DEVNULL) as process:
        while not (work / 'killed/checkpoint.pt').exists():
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    stopped = torch.load(work / 'killed/checkpoint.pt')['step']
    subprocess.run(command(work, 'killed', images), check=True, stdout=subprocess.DEVNULL)
    first, second = (torch.load(work / name / 'checkpoint.pt') for name in ('whole', 'killed'))
    same = all(torch.equal(first[part][k], second[part][k]) for part in ('model', 'average') for k in first[part])
    print(f'killed after step {stopped} of {first["step"]}; weights are {"the same" if same else "different"}')
    return same and stopped < first['step'] == second['step']


def main():
    with tempfile.TemporaryDirectory(prefix='training-selftest-') as folder:
        work = Path(folder)
        draw_set(work / 'road/train/rdd22_china_motorbike', 64, 1)
        draw_set(work / 'road/val/drawn', 32, 2)
        for name in ('japan_unlabelled', 'japan_crops', 'japan_val'):
            (work / 'road' / name).mkdir()
        results = {'a killed run resumes exactly': resumes(work), 'training learns': learns(work, int(os.environ.get('SELFTEST_IMAGES', '1600')))}
    for name, passed in results.items():
        print(f'{"passed" if passed else "FAILED"}: {name}')
    sys.exit(0 if all(results.values()) else 1)


if __name__ == '__main__':
    main()
