"""A network or an ONNX file, run over folders of labelled pictures."""
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from .augment import FILL
from .cache import pictures_under, read_boxes
from .graph import Graph
from .network import Detector, anchors, boxes
from .scoring import pick


class Runner:
    """Takes pictures (PIL) to detections [K,6]: class, score, box in the picture's own pixels. From a run's folder or an ONNX file."""

    def __init__(self, path, size=None):
        path = Path(path)
        if path.suffix == '.onnx':
            self.graph = Graph(path)
            self.description = json.loads(self.graph.metadata.get('machimichi', '{}'))
            self.size = self.description.get('input', {}).get('width', 512)
            if size not in (None, self.size):
                raise ValueError(f'{path} takes {self.size} pixels; only a run can be measured at another size')
            self.threshold = max(self.description.get('thresholds', [None]), key=lambda t: t or 0)
            self.run = lambda x: self.graph(x).reshape(-1, 8).numpy()
        else:
            self.model = Detector()
            self.model.load_state_dict(torch.load(path / 'checkpoint.pt' if path.is_dir() else path, map_location='cpu')['average'])
            self.model = self.model.eval().to(memory_format=torch.channels_last)
            self.size, self.threshold = size or 512, None
            self.places = anchors(self.size, self.size)
            self.run = self.network

    @torch.no_grad()
    def network(self, picture):
        scores, sides = self.model(picture)
        return torch.cat((boxes(sides, *self.places), scores.sigmoid()), -1)[0].numpy()

    def __call__(self, picture):
        tensor, scale = letterbox(picture, self.size)
        found = pick(self.run(tensor))
        found[:, 2:] /= scale
        found[:, 2::2] = found[:, 2::2].clip(0, picture.width)
        found[:, 3::2] = found[:, 3::2].clip(0, picture.height)
        return found


def letterbox(picture, size):
    """As Machimichi.Vision does it: the longer side fills the square, at the top left; shrinking takes the mean of the area."""
    scale = size / max(picture.size)
    area = tuple(max(1, round(v * scale)) for v in picture.size)
    canvas = Image.new('RGB', (size, size), (FILL,) * 3)
    canvas.paste(picture.resize(area, Image.BOX if scale < 1 else Image.BILINEAR), (0, 0))
    bgr = np.ascontiguousarray(np.asarray(canvas)[..., ::-1].transpose(2, 0, 1))
    return torch.from_numpy(bgr)[None].float(), np.float32([area[0] / picture.width, area[1] / picture.height] * 2)


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
