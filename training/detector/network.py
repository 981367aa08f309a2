"""A small anchor-free detector: a cross-stage-partial trunk, a two-way feature pyramid and one head a level.

The trunk, the pyramid and the box half of the head have the shapes of NanoDet-g, so that its COCO weights fit.
Input everywhere: float [N,3,H,W], BGR, 0 to 255, H and W multiples of 32.
"""
import torch
from torch import nn
from torch.nn import functional as F

STRIDES = (8, 16, 32)
BINS = 11
MEAN = (103.53, 116.28, 123.675)
DEVIATION = (57.375, 57.12, 58.395)


class ConvUnit(nn.Sequential):
    def __init__(self, inside, outside, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
        self.norm = nn.BatchNorm2d(outside, eps=1e-5, momentum=0.03)
        self.act = nn.LeakyReLU(0.1, inplace=True)


class TinyBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.enter = ConvUnit(channels, channels // 2)
        self.middle = ConvUnit(channels // 2, channels // 2)

    def forward(self, x):
        x = self.enter(x)
        return torch.cat((self.middle(x), x), 1)


class Stage(nn.Module):
    def __init__(self, channels, blocks, stride):
        super().__init__()
        self.enter = ConvUnit(channels, channels, stride)
        self.blocks = nn.Sequential(*(TinyBlock(channels) for _ in range(blocks)))
        self.leave = ConvUnit(channels, channels)

    def forward(self, x):
        x = self.enter(x)
        return torch.cat((self.leave(self.blocks(x)), x), 1)


class Trunk(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = ConvUnit(3, 32, 2)
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.stages = nn.ModuleList([Stage(32, 1, 1), Stage(64, 2, 2), Stage(128, 2, 2), Stage(256, 3, 2)])

    def forward(self, x):
        x = self.pool(self.stem(x))
        levels = []
        for stage in self.stages:
            x = stage(x)
            levels.append(x)
        return levels[1:]


class Pyramid(nn.Module):
    def __init__(self, inside=(128, 256, 512), outside=128):
        super().__init__()
        self.lateral = nn.ModuleList(nn.Conv2d(c, outside, 1) for c in inside)

    def forward(self, levels):
        fine, middle, coarse = (conv(x) for conv, x in zip(self.lateral, levels))
        middle = middle + double(coarse)
        fine = fine + double(middle)
        # Bilinear halving is the mean of four; the COCO weights were trained with that.
        middle = middle + F.avg_pool2d(fine, 2)
        coarse = coarse + F.avg_pool2d(middle, 2)
        return fine, middle, coarse


def double(x):
    return F.interpolate(x, scale_factor=2.0, mode='bilinear', align_corners=False, recompute_scale_factor=False)


class Head(nn.Module):
    def __init__(self, classes, channels=128):
        super().__init__()
        self.shared = nn.ModuleList(ConvUnit(channels, channels) for _ in STRIDES)
        self.score = nn.ModuleList(nn.Conv2d(channels, classes, 1) for _ in STRIDES)
        self.sides = nn.ModuleList(nn.Conv2d(channels, 4 * BINS, 1) for _ in STRIDES)
        for conv in self.score:
            nn.init.normal_(conv.weight, std=0.01)
            nn.init.constant_(conv.bias, -4.6)  # a score of 1 %: most anchors are background

    def forward(self, levels):
        scores, sides = [], []
        for x, shared, score, side in zip(levels, self.shared, self.score, self.sides):
            x = shared(x)
            scores.append(score(x).flatten(2).transpose(1, 2))
            sides.append(side(x).flatten(2).transpose(1, 2))
        return torch.cat(scores, 1), torch.cat(sides, 1)


class Detector(nn.Module):
    """Returns class logits [N,A,C] and side logits [N,A,4*BINS]; anchors run fine to coarse, row by row."""

    def __init__(self, classes=4):
        super().__init__()
        self.classes = classes
        self.trunk, self.pyramid, self.head = Trunk(), Pyramid(), Head(classes)
        self.register_buffer('mean', torch.tensor(MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer('scale', 1 / torch.tensor(DEVIATION).view(1, 3, 1, 1), persistent=False)

    def forward(self, pictures):
        return self.head(self.pyramid(self.trunk((pictures - self.mean) * self.scale)))


def anchors(height, width):
    """Centres [A,2] and strides [A,1] in pixels of the input."""
    centres, strides = [], []
    for stride in STRIDES:
        rows, columns = height // stride, width // stride
        y, x = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing='ij')
        # Half a stride in: the cell's own centre, which is where the COCO box weights measure from.
        centres.append((torch.stack((x, y), -1).reshape(-1, 2).float() + 0.5) * stride)
        strides.append(torch.full((rows * columns, 1), float(stride)))
    return torch.cat(centres), torch.cat(strides)


def boxes(sides, centres, strides):
    """Side logits [N,A,4*BINS] to boxes [N,A,4] as x1 y1 x2 y2 in input pixels."""
    n, a, _ = sides.shape
    bins = torch.arange(BINS, dtype=sides.dtype, device=sides.device)
    distance = (sides.view(n, a, 4, BINS).softmax(-1) * bins).sum(-1) * strides
    return torch.cat((centres - distance[..., :2], centres + distance[..., 2:]), -1)
