"""Pictures decoded once into one file of raw RGB bytes, mapped into memory and shared by all processes."""
import csv
import json
import os
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
from PIL import Image

LONGEST = 832
# A frame taken within this time of a measured one shows the same road: training on it would flatter the measure.
SAME_ROAD_SECONDS = 3


@dataclass
class Shot:
    """One picture with boxes [N,5]: class, left, top, right, bottom in its own pixels. Classes 4 and above are to be ignored."""
    name: str
    source: str
    width: int
    height: int
    offset: int
    boxes: np.ndarray = field(default_factory=lambda: np.zeros((0, 5), np.float32))
    labelled: bool = True


class Cache:
    def __init__(self, folder, shots):
        self.folder, self.shots = Path(folder), shots
        self.raw = np.memmap(self.folder / 'pictures.bin', np.uint8, 'r')

    def pixels(self, shot):
        count = shot.width * shot.height * 3
        return self.raw[shot.offset:shot.offset + count].reshape(shot.height, shot.width, 3)

    def of(self, *sources):
        return [s for s in self.shots if s.source in sources]


def read_boxes(path, width, height):
    """YOLO text (class cx cy w h, 0 to 1) as [N,5] in pixels; an absent file is an empty one."""
    rows = []
    if path.exists():
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if not line.strip():
                continue
            try:
                kind, cx, cy, w, h = (float(v) for v in line.split()[:5])
            except ValueError:
                raise ValueError(f'{path}, line {number}: five numbers are wanted (class cx cy w h), found "{line}"') from None
            rows.append((kind, (cx - w / 2) * width, (cy - h / 2) * height, (cx + w / 2) * width, (cy + h / 2) * height))
    return np.array(rows, np.float32).reshape(-1, 5)


def pictures_under(folder):
    return sorted(p for p in folder.rglob('*') if p.suffix.lower() in ('.jpg', '.jpeg', '.png', '.webp'))


def open_cache(data, folder):
    """The training pictures of a data folder. Decodes them into `folder` the first time."""
    road, folder = Path(data) / 'road', Path(folder)
    if not (road / 'train').is_dir():
        raise FileNotFoundError(f'{road}/train is missing: give the data folder with --data')
    files = pictures_under(road / 'train') + pictures_under(road / 'japan_unlabelled') + pictures_under(road / 'japan_crops')
    stamp = [[str(f.relative_to(road)), f.stat().st_size] for f in files]
    index = folder / 'index.json'
    if not index.exists() or json.loads(index.read_text())['stamp'] != stamp:
        decode(files, road, folder, stamp)
    entries = json.loads(index.read_text())['entries']
    measured = [taken(f.stem) for f in pictures_under(road / 'japan_val')]
    own = own_labels()
    shots = []
    for name, width, height, offset in entries:
        path = road / name
        parts = Path(name).parts
        if parts[0] == 'train':
            shots.append(Shot(name, parts[1], width, height, offset, read_boxes(path.with_suffix('.txt'), width, height)))
        elif parts[0] == 'japan_unlabelled':
            when = taken(path.stem)
            if when and any(m and abs((when - m).total_seconds()) < SAME_ROAD_SECONDS for m in measured):
                continue
            boxes = own.get(path.stem)
            shots.append(Shot(name, 'japan_frame', width, height, offset, labelled=boxes is not None) if boxes is None else
                         Shot(name, 'japan_frame', width, height, offset, boxes * np.float32([1, width, height, width, height])))
        else:
            shots.append(Shot(name, 'japan_crop', width, height, offset))
    return Cache(folder, shots)


def decode(files, road, folder, stamp):
    folder.mkdir(parents=True, exist_ok=True)
    entries, offset = [], 0
    with open(folder / 'pictures.tmp', 'wb') as out:
        for file in files:
            with Image.open(file) as picture:
                picture = picture.convert('RGB')
                picture.thumbnail((LONGEST, LONGEST), Image.BOX)
                entries.append([str(file.relative_to(road)), picture.width, picture.height, offset])
                offset += out.write(picture.tobytes())
    os.replace(folder / 'pictures.tmp', folder / 'pictures.bin')
    (folder / 'index.json').write_text(json.dumps({'stamp': stamp, 'entries': entries}))


def taken(stem):
    match = re.search(r'_(\d{14})$', stem)
    return datetime.strptime(match[1], '%Y%m%d%H%M%S') if match else None


def own_labels(path=Path(__file__).resolve().parents[1] / 'labels/japan_frames.tsv'):
    """Boxes that the project drew itself on unlabelled Japanese frames, 0 to 1: {picture: [N,5]}. A row without a class says "nothing"."""
    found = {}
    if path.exists():
        with open(path, newline='') as text:
            for row in csv.DictReader(text, delimiter='\t'):
                boxes = found.setdefault(row['picture'], [])
                if row['class']:
                    boxes.append([float(row[k]) for k in ('class', 'left', 'top', 'right', 'bottom')])
    return {name: np.array(rows, np.float32).reshape(-1, 5) for name, rows in found.items()}
