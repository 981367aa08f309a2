"""Training samples. Sample i of a run is the same whenever and wherever it is made: its random numbers come from (seed, i) alone."""
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image

from . import augment, compose

# Shares of what a batch is made of. Japanese dashboard frames lead: that is the view that counts.
MIX = {'motorbike': 0.25, 'brazil': 0.24, 'pothole': 0.04, 'japan': 0.41, 'laid': 0.06}
UNLABELLED_ROAD_WEIGHT = 0.4


@dataclass
class Sample:
    picture: np.ndarray        # [S,S,3] uint8, BGR
    truth: np.ndarray          # [G,5] class and box
    ignore: np.ndarray         # [K,4]
    class_weights: np.ndarray  # [4]
    bands: list                # (weight, top, bottom): how much background counts where nobody labelled the road


class Samples(torch.utils.data.Dataset):
    def __init__(self, cache, labels, seed, size, batch, first, last, mix=None):
        self.cache, self.seed, self.size, self.batch, self.first, self.last = cache, seed, size, batch, first, last
        self.motorbike = cache.of('rdd22_china_motorbike')
        self.brazil, self.pothole = cache.of('brazil_dnit_masks'), cache.of('pothole_seg768')
        self.frames = cache.of('japan_frame')
        self.damaged_frames = [s for s in self.frames if (s.boxes[:, 0] < 4).any()]
        self.places = compose.crop_places(cache.of('japan_crop'), labels)
        self.roads = {}
        mix = mix or MIX
        self.kinds, self.shares = list(mix), np.array(list(mix.values())) / sum(mix.values())
        # A town's own pictures go by the name of their folder under road/train.
        self.towns = {k: cache.of(k) for k in self.kinds if k not in MIX}
        for name in (k for k, shots in self.towns.items() if not shots):
            raise ValueError(f'--mix names "{name}", which is neither one of {", ".join(MIX)} nor a folder with pictures under road/train')

    def __len__(self):
        return self.last - self.first

    def __getitem__(self, step):
        """A whole batch: step counts from the place where the run was resumed."""
        first = (self.first + step) * self.batch
        samples = [self.sample(first + i) for i in range(self.batch)]
        pictures = np.stack([s.picture for s in samples])
        return (torch.from_numpy(pictures), [torch.from_numpy(s.truth) for s in samples], [torch.from_numpy(s.ignore) for s in samples],
                torch.from_numpy(np.stack([s.class_weights for s in samples])), [s.bands for s in samples])

    def sample(self, number):
        rng = np.random.default_rng([self.seed, number])
        kind = self.kinds[rng.choice(len(self.kinds), p=self.shares)]
        if kind in ('japan', 'laid'):
            return self.strips(kind, rng) if rng.random() < 0.7 else self.whole(kind, rng)
        weights = np.array([0, 0, 0, 1], np.float32) if kind == 'pothole' else np.ones(4, np.float32)
        if kind != 'pothole' and rng.random() < 0.15:
            picture, boxes = augment.mosaic([self.taken(self.shots(kind), rng) for _ in range(4)], self.size, rng)
        else:
            picture, boxes = self.taken(self.shots(kind), rng)
        picture, boxes, _ = augment.view(picture, boxes, self.size, rng, kind == 'brazil' or kind in self.towns)
        return finish(picture, boxes, weights, [])

    def shots(self, kind):
        return self.towns[kind] if kind in self.towns else getattr(self, kind)

    def whole(self, kind, rng):
        picture, boxes, labelled = self.japanese(kind, rng)
        picture, boxes, row = augment.view(picture, boxes, self.size, rng, True)
        return finish(picture, boxes, np.ones(4, np.float32), band(labelled, row, self.size))

    def strips(self, kind, rng):
        """Two frames' roads, one above the other: sky is soon learned, so it need not be half of what is looked at."""
        canvas, all_boxes, bands = Image.new('RGB', (self.size, self.size)), [], []
        for top in (0, self.size // 2):
            picture, boxes, labelled = self.japanese(kind, rng)
            picture, boxes, row = augment.view(picture, boxes, self.size, rng, True, strip=True)
            canvas.paste(picture, (0, top))
            all_boxes.append(boxes + np.float32([0, 0, top, 0, top]))
            bands += [(w, max(t, 0) + top, b + top) for w, t, b in band(labelled, row, self.size // 2)]
        return finish(canvas, np.concatenate(all_boxes), np.ones(4, np.float32), bands)

    def taken(self, shots, rng):
        shot = shots[rng.integers(len(shots))]
        return self.cache.pixels(shot), shot.boxes

    def road(self, shot):
        if shot.name not in self.roads:
            self.roads[shot.name] = compose.road_mask(self.cache.pixels(shot))
        return self.roads[shot.name]

    def japanese(self, kind, rng):
        damaged = bool(self.damaged_frames) and rng.random() < 0.45
        shots = self.damaged_frames if damaged else self.frames
        shot = shots[rng.integers(len(shots))]
        frame, boxes = self.cache.pixels(shot).copy(), list(shot.boxes)
        if shot.labelled and rng.random() < (0.35 if damaged else 0.15):
            return frame, np.array(boxes, np.float32).reshape(-1, 5), True
        if kind == 'laid':
            other = self.motorbike[rng.integers(len(self.motorbike))]
            # What lay under the new road is gone; what is left of it at the edges must not count either way.
            boxes = [np.array([8, *b[1:]], np.float32) for b in boxes]
            boxes += compose.lay_down(frame, self.cache.pixels(other), other.boxes, rng)
        else:
            mask = self.road(shot)
            if rng.random() < 0.35:
                for _ in range(rng.integers(1, 4)):
                    compose.draw_crack(frame, mask, boxes, rng)
            if rng.random() < 0.85:
                compose.paste_crops(frame, mask, boxes, self.places, self.cache, rng, int(rng.integers(1, 6)))
            for _ in range(rng.integers(0, 3)):
                other = self.frames[rng.integers(len(self.frames))]
                compose.paste_plain(frame, mask, boxes, self.cache.pixels(other), self.road(other), rng)
        return frame, np.array(boxes, np.float32).reshape(-1, 5), shot.labelled


def band(labelled, row, bottom):
    return [] if labelled else [(UNLABELLED_ROAD_WEIGHT, row(compose.HORIZON), bottom)]


def finish(picture, boxes, class_weights, bands):
    real = boxes[:, 0] < 4
    return Sample(np.ascontiguousarray(np.asarray(picture)[..., ::-1]), np.ascontiguousarray(boxes[real], np.float32),
                  np.ascontiguousarray(boxes[~real, 1:], np.float32), class_weights, bands)
