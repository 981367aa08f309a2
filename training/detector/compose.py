"""Damage put onto Japanese dashboard frames, because no labelled frames of that view can be had.

Four kinds: real Japanese damage at its true size and place; cracks drawn along the road's perspective;
motorbike pictures laid down as the road; and patches of plain road with the same seams, labelled as nothing,
so that a seam cannot be learned as the sign of damage. Each goes only where the road is.
Frames are uint8 [H,W,3], RGB, changed in place; boxes are a list of [5] in pixels that each function adds to.
"""
import csv
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

CLASSES = {'D00': 0, 'D10': 1, 'D20': 2, 'D40': 3}
HORIZON, BONNET = 0.64, 0.97  # share of the height, in the frames of this camera
LABELS_HORIZON = (0.46, 0.56)  # where it is in the frames that the true boxes were drawn on
CLASS_SHARES = (0.42, 0.18, 0.27, 0.13)


def crop_places(shots, labels):
    """The true box (0 to 1) of each crop: a list of (shot, class, cx, cy, w, h) for each class. Left out where a frame has several unlike candidates."""
    boxes = defaultdict(list)
    if not shots:
        return [[], [], [], []]
    with open(labels, newline='') as text:
        for row in csv.DictReader(text, delimiter='\t'):
            if row['class'] in CLASSES:
                boxes[row['image'], row['class']].append([float(row[k]) for k in ('cx', 'cy', 'w', 'h')])
    places = []
    for shot in shots:
        kind, frame = Path(shot.name).parts[-2], re.match(r'Japan_\d+', Path(shot.name).name)[0]
        candidates = boxes[frame, kind]
        if not candidates:
            continue
        aspects = [w / h for _, _, w, h in candidates]
        if max(aspects) / min(aspects) < 1.7:
            areas = [w * h for _, _, w, h in candidates]
            places.append((shot, CLASSES[kind], *candidates[int(np.argsort(areas)[len(areas) // 2])]))
    return [[p for p in places if p[1] == kind] for kind in range(4)]


def blurred(picture, radius):
    return np.asarray(Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(radius)), np.float32)


def feather(height, width, rng):
    """1 inside, falling to 0 at the edges along a wavy line."""
    depth = max(2.0, min(12.0, rng.uniform(0.08, 0.2) * min(height, width)))
    y = np.minimum(np.arange(height), np.arange(height)[::-1])[:, None]
    x = np.minimum(np.arange(width), np.arange(width)[::-1])[None]
    return np.clip(np.minimum(y, x) / depth, 0, 1)[..., None].astype(np.float32)


def road_mask(frame, cells=75):
    """Where the road is, as bool [cells,cells]: what looks like the ground before the bonnet and hangs together with it."""
    small = np.asarray(Image.fromarray(frame).resize((cells, cells), Image.BOX), np.float32)
    seed = small[int(0.84 * cells):int(0.92 * cells), int(0.3 * cells):int(0.7 * cells)].reshape(-1, 3)
    middle = np.median(seed, 0)
    light, colour = small.mean(2), small - small.mean(2, keepdims=True)
    like = (np.abs(light / max(middle.mean(), 1) - 1) < 0.4) & (np.abs(colour - (middle - middle.mean())).max(2) < 16)
    like[:int(HORIZON * cells)] = False
    like[int(BONNET * cells):] = False
    mask = np.zeros_like(like)
    mask[int(0.84 * cells):int(0.92 * cells), int(0.3 * cells):int(0.7 * cells)] = True
    mask &= like
    while True:
        grown = mask.copy()
        grown[1:] |= mask[:-1]
        grown[:-1] |= mask[1:]
        grown[:, 1:] |= mask[:, :-1]
        grown[:, :-1] |= mask[:, 1:]
        grown &= like
        if (grown == mask).all():
            return mask
        mask = grown


def on_road(box, mask, size, share=0.8):
    """Whether a box lies on the road for the most part; lane markings and cracks are gaps in the mask."""
    x1, y1, x2, y2 = (box * mask.shape[0] / size).round().astype(int)
    part = mask[y1:max(y2, y1 + 1), x1:max(x2, x1 + 1)]
    return part.size > 0 and part.mean() > share


def imprint(target, crop, rng):
    """Only the darkness of the crop relative to its own road: the target keeps its texture, light and markings."""
    grey = crop.mean(2)
    middle = np.median(grey)
    steady = np.clip(grey, 0.72 * middle, 1.15 * middle)
    low = blurred(np.repeat(steady[..., None], 3, 2), max(5.0, 0.15 * min(grey.shape)))[..., 0]
    ratio = grey / np.maximum(low, 8) - 1
    ratio = np.sign(ratio) * np.maximum(np.abs(ratio) - 0.04, 0)
    ratio = np.clip(ratio * rng.uniform(0.9, 1.5), -0.75, 0.08)
    return target * (1 + feather(*grey.shape, rng) * ratio[..., None])


def transfer(target, crop, rng):
    """The whole crop, recoloured to the target's road and feathered in."""
    source, goal = np.median(crop, (0, 1)), np.median(target, (0, 1))
    new = (crop - source) * rng.uniform(0.85, 1.25) * np.clip(goal.mean() / max(source.mean(), 20), 0.6, 1.5) + goal
    mask = feather(*target.shape[:2], rng)
    return target * (1 - mask) + new * mask


def free(box, boxes, share=0.25):
    for other in (b for b in boxes if b[0] < 4):
        low, high = np.maximum(box[:2], other[1:3]), np.minimum(box[2:], other[3:5])
        inter = np.clip(high - low, 0, None).prod()
        if inter > share * min((box[2:] - box[:2]).prod(), (other[3:5] - other[1:3]).prod()):
            return False
    return True


def paste_crops(frame, mask, boxes, places, cache, rng, count):
    """places: one list of crop_places for each class."""
    height, width = frame.shape[:2]
    for _ in range(count * 8):
        if count <= 0:
            break
        own = places[rng.choice(4, p=CLASS_SHARES)]
        shot, kind, cx, cy, w, h = own[rng.integers(len(own))]
        grow = rng.uniform(0.8, 1.2)
        w, h = w * grow, h * grow
        cx, cy = cx + rng.normal(0, 0.08), cy + HORIZON - rng.uniform(*LABELS_HORIZON)
        mirror = rng.random() < 0.5
        cx = 1 - cx if mirror else cx
        left, right = int(max(0, (cx - w / 2) * width)), int(min(width, (cx + w / 2) * width))
        bottom = int(min(BONNET * height, (cy + h / 2) * height))
        top = int(max((HORIZON + 0.02) * height, bottom - h * height))
        if right - left < 10 or bottom - top < 6 or bottom - top < 0.6 * h * height:
            continue
        box = np.array([left, top, right, bottom], np.float32)
        target = frame[top:bottom, left:right].astype(np.float32)
        if not on_road(box, mask, width) or not free(box, boxes):
            continue
        crop = Image.fromarray(cache.pixels(shot)).resize((right - left, bottom - top), Image.BILINEAR, reducing_gap=2.0)
        crop = np.asarray(crop, np.float32)
        crop = crop[:, ::-1] if mirror else crop
        way = transfer if rng.random() < (0.75 if kind == 3 else 0.35) else imprint
        frame[top:bottom, left:right] = np.clip(way(target, crop, rng), 0, 255)
        boxes.append(np.array([kind, *box], np.float32))
        count -= 1


def paste_plain(frame, mask, boxes, other, other_mask, rng):
    """A patch of another frame's road with the same seams and no label."""
    height, width = frame.shape[:2]
    w, h = int(rng.uniform(0.05, 0.35) * width), int(rng.uniform(0.04, 0.2) * height)
    top, left = int(rng.uniform(0.72, BONNET) * height) - h, int(rng.integers(0, width - w))
    source = other[top:top + h, left:left + w].astype(np.float32)
    target = frame[top:top + h, left:left + w].astype(np.float32)
    box = np.array([left, top, left + w, top + h], np.float32)
    if source.shape == target.shape and on_road(box, mask, width) and on_road(box, other_mask, width) and free(box, boxes, 0.02):
        way = transfer if rng.random() < 0.5 else imprint
        frame[top:top + h, left:left + w] = np.clip(way(target, source, rng), 0, 255)


def draw_crack(frame, mask, boxes, rng):
    """A thin dark line: along the road towards the vanishing point (D00) or across it (D10), finer with distance."""
    height, width = frame.shape[:2]
    along = rng.random() < 0.75
    vanish = np.array([width * rng.uniform(0.42, 0.58), height * HORIZON])
    start = np.array([width * rng.uniform(0.05, 0.95), height * rng.uniform(0.74, 0.95)])
    steps = int(rng.integers(8, 30))
    if along:
        reach = rng.uniform(0.2, 0.7)
        share = np.linspace(0, reach, steps)
        points = start + (vanish - start) * share[:, None]
        points[:, 0] += np.cumsum(rng.normal(0, 0.9, steps)) * (1 - share) * width / 400
    else:
        length = rng.uniform(0.08, 0.35) * width * (start[1] / height - HORIZON) / 0.25
        points = np.stack((np.linspace(start[0], start[0] + length, steps), np.full(steps, start[1])), 1)
        points[:, 1] += np.cumsum(rng.normal(0, 0.35, steps))
    low, high = points.min(0) - 3, points.max(0) + 3
    left, top = np.maximum(low, (0, HORIZON * height)).astype(int)
    right, bottom = np.minimum(high, (width, BONNET * height)).astype(int)
    box = np.array([left, top, right, bottom], np.float32)
    if right - left < 6 or bottom - top < 5 or not on_road(box, mask, width, 0.7) or not free(box, boxes):
        return
    fine = 4
    line = Image.new('L', ((right - left) * fine, (bottom - top) * fine))
    pen = ImageDraw.Draw(line)
    for a, b in zip(points[:-1], points[1:]):
        if rng.random() < 0.1:
            continue
        near = np.clip((b[1] / height - HORIZON) / (1 - HORIZON), 0.05, 1)
        a, b = (a - (left, top)) * fine, (b - (left, top)) * fine
        pen.line((*a, *b), fill=int(rng.uniform(140, 255)), width=max(1, int(fine * near * rng.uniform(0.8, 2.6))))
    line = np.asarray(line.resize((right - left, bottom - top), Image.BOX), np.float32)[..., None] / 255
    frame[top:bottom, left:right] = frame[top:bottom, left:right] * (1 - line * rng.uniform(0.3, 0.7))
    loose = rng.uniform(0, 5, 4) * (-1, -1, 1, 1)
    boxes.append(np.array([0 if along else 1, *(box + loose)], np.float32))


def lay_down(frame, picture, truth, rng):
    """A close picture of a road laid over the frame's road in perspective. Returns its boxes there."""
    height, width = frame.shape[:2]
    ph, pw = picture.shape[:2]
    top, bottom = height * rng.uniform(0.66, 0.76), height * rng.uniform(0.9, BONNET)
    middle, near, far = width * rng.uniform(0.4, 0.6), width * rng.uniform(0.35, 0.75), width * rng.uniform(0.12, 0.3)
    corners = np.array([[middle - far, top], [middle + far, top], [middle + near, bottom], [middle - near, bottom]])
    own = np.array([[0, 0], [pw, 0], [pw, ph], [0, ph]], float)
    matrix = homography(corners, own)
    size = (width, height)
    laid = Image.fromarray(picture).transform(size, Image.PERSPECTIVE, matrix.ravel()[:8], Image.BICUBIC)
    mask = Image.new('L', (pw, ph))
    edge = int(0.06 * pw)
    ImageDraw.Draw(mask).rectangle((edge, edge // 2, pw - edge, ph - edge // 2), fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(edge / 2)).transform(size, Image.PERSPECTIVE, matrix.ravel()[:8], Image.BILINEAR)
    laid, mask = np.asarray(laid, np.float32), np.asarray(mask, np.float32)[..., None] / 255
    place = frame[int(top):int(bottom), int(max(0, middle - far)):int(middle + far)]
    goal, source = np.median(place, (0, 1)), np.median(picture[::8, ::8], (0, 1))
    laid = (laid - source) * np.clip(goal.mean() / source.mean(), 0.5, 1.3) + goal
    frame[:] = np.clip(frame * (1 - mask) + laid * mask, 0, 255)
    back = np.linalg.inv(matrix)
    moved = []
    for kind, x1, y1, x2, y2 in truth:
        points = np.array([[x1, y1, 1], [x2, y1, 1], [x2, y2, 1], [x1, y2, 1]]) @ back.T
        points = points[:, :2] / points[:, 2:]
        low, high = np.clip(points.min(0), 0, size), np.clip(points.max(0), 0, size)
        if (high - low).min() > 4:
            moved.append(np.array([kind, *low, *high], np.float32))
    return moved


def homography(source, goal):
    """The 3x3 matrix that takes four points to four others."""
    rows, right = [], []
    for (x, y), (u, v) in zip(source, goal):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return np.append(np.linalg.solve(np.array(rows), np.array(right)), 1).reshape(3, 3)
