"""A network or an ONNX file, run over folders of labelled pictures."""
import json
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from .augment import FILL
from .cache import pictures_under, read_boxes
from .graph import Graph
from .network import Detector, anchors, boxes
from .scoring import pick

VOTE = 0.5


class Runner:
    """Takes pictures (PIL) to detections [K,6]: class, score, box in the picture's own pixels. From a run's folder or an ONNX file."""

    def __init__(self, path, size=None):
        path = Path(path)
        if path.suffix == '.onnx':
            self.graph = Graph(path)
            self.description = json.loads(self.graph.metadata.get('machimichi', '{}'))
            self.size = self.description.get('input', {}).get('width', 512)
            self.vote = self.description.get('nms', {}).get('vote')
            if size not in (None, self.size):
                raise ValueError(f'{path} takes {self.size} pixels; only a run can be measured at another size')
            self.threshold = max(self.description.get('thresholds', [None]), key=lambda t: t or 0)
            self.run = lambda x: self.graph(x).reshape(-1, 8).numpy()
        else:
            self.model = Detector()
            self.model.load_state_dict(torch.load(path / 'checkpoint.pt' if path.is_dir() else path, map_location='cpu')['average'])
            self.model = self.model.eval().to(memory_format=torch.channels_last)
            self.size, self.threshold, self.vote = size or 512, None, VOTE
            self.places = anchors(self.size, self.size)
            self.run = self.network

    @torch.no_grad()
    def network(self, picture):
        scores, sides = self.model(picture)
        return torch.cat((boxes(sides, *self.places), scores.sigmoid()), -1)[0].numpy()

    def __call__(self, picture):
        tensor, scale = letterbox(picture, self.size)
        found = pick(self.run(tensor), vote=self.vote)
        found[:, 2:] /= scale
        found[:, 2::2] = found[:, 2::2].clip(0, picture.width)
        found[:, 3::2] = found[:, 3::2].clip(0, picture.height)
        return found


def letterbox(picture, size):
    """As Machimichi.Vision does it: the longer side fills the square, at the top left; shrinking takes the mean of the area."""
    scale = size / max(picture.size)
    wide, tall = (max(1, round(v * scale)) for v in picture.size)
    pixels = torch.from_numpy(np.asarray(picture)[..., ::-1].astype(np.float32)).permute(2, 0, 1)
    canvas = torch.full((1, 3, size, size), float(FILL))
    canvas[0, :, :tall, :wide] = resampling(picture.height, tall) @ pixels @ resampling(picture.width, wide).T
    return canvas, np.float32([wide / picture.width, tall / picture.height] * 2)


@lru_cache(8)
def resampling(old, new):
    """[new,old] weights along one axis. Pillow's box filter takes whole pixels, which on a hairline is another picture; this takes parts of them."""
    step = old / new
    if new >= old:
        centre = ((torch.arange(new, dtype=torch.float64) + 0.5) * step - 0.5).clamp(0, old - 1)
        return (1 - (centre[:, None] - torch.arange(old)).abs()).clamp(min=0).float()
    begin, pixel = torch.arange(new, dtype=torch.float64)[:, None] * step, torch.arange(old, dtype=torch.float64)
    return ((torch.minimum(pixel + 1, begin + step) - torch.maximum(pixel, begin)).clamp(min=0) / step).float()


def measure(runner, folder, limit=None):
    """[(source, found, truth)]: a sub-folder is a source, or the folder itself where it has none."""
    folder, pictures = Path(folder), []
    for file in pictures_under(folder)[:limit]:
        source = file.relative_to(folder).parts[0] if file.parent != folder else folder.name
        with Image.open(file) as picture:
            picture = picture.convert('RGB')
        pictures.append((source, runner(picture), read_boxes(file.with_suffix('.txt'), *picture.size)))
    if not pictures:
        raise FileNotFoundError(f'{folder} has no pictures')
    return pictures
