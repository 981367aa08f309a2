"""Views and light: where the camera looks, and what weather and recorder make of it."""
import io

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

FILL = 114


def view(picture, boxes, size, rng, dashboard, strip=False):
    """A square of `size` pixels out of a [H,W,3] picture, scaled, shifted and perhaps mirrored; a strip is half as high.

    Dashboard frames keep their road: what is cut away is sky. Returns the picture (PIL), its boxes [N,5] and
    a function from a share of the original height to a row of the result.
    """
    height, width = picture.shape[:2]
    across, down = size, size // 2 if strip else size
    if rng.random() < 0.2 and not strip:
        scale = size * rng.uniform(0.75, 1.0) / max(width, height)
    elif dashboard:
        scale = size * rng.uniform(1.0, 1.6) / width
    else:
        scale = size * np.exp(rng.uniform(np.log(0.8), np.log(1.6))) / max(width, height)
    stretch = np.exp(rng.normal(0, 0.08))
    sx, sy = scale * stretch, scale / stretch
    wide, tall = max(8, round(width * sx)), max(8, round(height * sy))
    left = rng.uniform(min(0, wide - across), max(0, wide - across))
    lowest = max(0, tall - down)
    top = rng.uniform(0.85 * lowest, lowest) if dashboard and tall > down else rng.uniform(min(0, tall - down), lowest)
    x1, y1 = max(0, left) / sx, max(0, top) / sy
    x2, y2 = min(width, (left + across) / sx), min(height, (top + down) / sy)
    area = (max(1, round((x2 - x1) * sx)), max(1, round((y2 - y1) * sy)))
    part = piece(picture, (x1, y1, x2, y2), area)
    place = (int(max(0, -left)), int(max(0, -top)))
    boxes = boxes.copy()
    boxes[:, 1::2] = (boxes[:, 1::2] - x1) * sx + place[0]
    boxes[:, 2::2] = (boxes[:, 2::2] - y1) * sy + place[1]
    boxes = cut(boxes, place[0], place[1], place[0] + area[0], place[1] + area[1])
    if rng.random() < 0.5:
        part = part.transpose(Image.FLIP_LEFT_RIGHT)
        place = (across - place[0] - area[0], place[1])
        boxes[:, [1, 3]] = across - boxes[:, [3, 1]]
    canvas = Image.new('RGB', (across, down), (FILL,) * 3)
    canvas.paste(light(part, rng), place)
    return canvas, boxes, lambda share: (share * height - y1) * sy + place[1]


def piece(picture, area, size):
    """An area of a [H,W,3] picture at another size; only what is needed is copied."""
    x1, y1 = int(area[0]), int(area[1])
    x2, y2 = min(picture.shape[1], int(np.ceil(area[2]))), min(picture.shape[0], int(np.ceil(area[3])))
    part = Image.fromarray(picture[y1:y2, x1:x2])
    return part.resize(size, Image.BILINEAR, box=(area[0] - x1, area[1] - y1, min(area[2] - x1, x2 - x1), min(area[3] - y1, y2 - y1)))


def cut(boxes, left, top, right, bottom):
    """Boxes cut to an area. What is left of a box too small to judge is to be ignored."""
    before = (boxes[:, 3] - boxes[:, 1]) * (boxes[:, 4] - boxes[:, 2])
    boxes = boxes.copy()
    boxes[:, 1::2] = boxes[:, 1::2].clip(left, right)
    boxes[:, 2::2] = boxes[:, 2::2].clip(top, bottom)
    w, h = boxes[:, 3] - boxes[:, 1], boxes[:, 4] - boxes[:, 2]
    boxes[(w * h < 0.3 * before) | (np.maximum(w, h) < 8), 0] = 8
    return boxes[(w > 1) & (h > 1)]


def mosaic(four, size, rng):
    """Four pictures around a common corner, each about half as large: more small damage, other surroundings."""
    cx, cy = (int(size * rng.uniform(0.4, 0.6)) for _ in range(2))
    canvas, all_boxes = np.full((size, size, 3), FILL, np.uint8), []
    for (picture, boxes), (x, y, w, h) in zip(four, ((0, 0, cx, cy), (cx, 0, size - cx, cy), (0, cy, cx, size - cy), (cx, cy, size - cx, size - cy))):
        height, width = picture.shape[:2]
        scale = max(w / width, h / height) * rng.uniform(1.0, 1.3)
        left, top = rng.uniform(0, max(0, width - w / scale)), rng.uniform(0, max(0, height - h / scale))
        area = (left, top, min(width, left + w / scale), min(height, top + h / scale))
        canvas[y:y + h, x:x + w] = np.asarray(piece(picture, area, (w, h)))
        boxes = boxes.copy()
        boxes[:, 1::2] = (boxes[:, 1::2] - area[0]) * w / (area[2] - area[0]) + x
        boxes[:, 2::2] = (boxes[:, 2::2] - area[1]) * h / (area[3] - area[1]) + y
        all_boxes.append(cut(boxes, x, y, x + w, y + h))
    return canvas, np.concatenate(all_boxes)


def light(picture, rng):
    """Exposure, colour cast, haze, dusk, rain, blur, grain and compression, each now and then."""
    gamma, gain = np.exp(rng.normal(0, 0.18)), rng.uniform(0.8, 1.2)
    dusk = rng.random() < 0.06
    if dusk:
        gamma, gain = gamma * rng.uniform(1.1, 1.4), gain * rng.uniform(0.7, 0.95)
    haze = rng.uniform(0, 40) if rng.random() < 0.1 else 0
    ramp = np.linspace(0, 1, 256)
    table = []
    for channel in range(3):
        cast = gain * (1 + rng.normal(0, 0.04)) * ((0.9, 0.95, 1.15)[channel] if dusk else 1)
        table.append(np.clip(255 * ramp ** gamma * cast * (1 - haze / 255) + haze, 0, 255))
    picture = picture.point(np.concatenate(table).round().astype(int).tolist())
    if rng.random() < 0.3:
        picture = ImageEnhance.Color(picture).enhance(rng.uniform(0.2, 1.4))
    if rng.random() < 0.15:
        picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.1)))
    elif rng.random() < 0.15:
        picture = ImageEnhance.Sharpness(picture).enhance(rng.uniform(1.2, 2.5))
    if rng.random() < 0.05:
        picture = rain(picture, rng)
    if dusk or rng.random() < 0.12:
        noise = np.repeat(rng.normal(0, rng.uniform(2, 9), (*picture.size[::-1], 1)), 3, 2)
        picture = Image.fromarray(np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8))
    if rng.random() < 0.15:
        packed = io.BytesIO()
        picture.save(packed, 'JPEG', quality=int(rng.integers(35, 90)))
        picture = Image.open(packed).convert('RGB')
    return picture


def rain(picture, rng):
    layer = Image.new('L', picture.size)
    pen, lean = ImageDraw.Draw(layer), rng.uniform(-0.3, 0.3)
    for x, y, length in zip(rng.uniform(0, picture.width, 150), rng.uniform(0, picture.height, 150), rng.uniform(8, 30, 150)):
        pen.line((x, y, x + lean * length, y + length), fill=int(rng.uniform(40, 110)))
    return Image.composite(Image.new('RGB', picture.size, (200, 205, 210)), picture, layer.filter(ImageFilter.GaussianBlur(0.7)))
