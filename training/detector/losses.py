"""Task-aligned assignment and the three losses: varifocal on classes, GIoU and distribution focal on boxes."""
import torch
from torch.nn import functional as F

from .network import BINS, boxes as decode

TOP, ALPHA, BETA = 9, 0.5, 4.0
GIOU_WEIGHT, SIDES_WEIGHT = 2.0, 0.35


def overlap(a, b, generalised=False):
    """IoU (or GIoU) of boxes that broadcast against each other, x1 y1 x2 y2 in the last place."""
    low, high = torch.maximum(a[..., :2], b[..., :2]), torch.minimum(a[..., 2:], b[..., 2:])
    inter = (high - low).clamp(min=0).prod(-1)
    area_a = (a[..., 2:] - a[..., :2]).clamp(min=0).prod(-1)
    area_b = (b[..., 2:] - b[..., :2]).clamp(min=0).prod(-1)
    union = area_a + area_b - inter + 1e-6
    iou = inter / union
    if not generalised:
        return iou
    hull = (torch.maximum(a[..., 2:], b[..., 2:]) - torch.minimum(a[..., :2], b[..., :2])).clamp(min=0).prod(-1) + 1e-6
    return iou - (hull - union) / hull


@torch.no_grad()
def assign(scores, found, centres, strides, truth):
    """One picture. scores [A,C] 0..1, found [A,4], truth [G,5] -> chosen truth of each anchor (-1: none) and its target quality [A]."""
    count = centres.shape[0]
    chosen, quality = torch.full((count,), -1), torch.zeros(count)
    if not len(truth):
        return chosen, quality
    kind, box = truth[:, 0].long(), truth[:, 1:]
    # A crack can be narrower than a cell: widen the place where anchors may be positive to a cell and a half.
    middle, half = (box[:, :2] + box[:, 2:]) / 2, (box[:, 2:] - box[:, :2]) / 2
    inside = ((centres[None] - middle[:, None]).abs() < torch.maximum(half[:, None], 0.75 * strides[None])).all(-1)
    iou = overlap(found[None], box[:, None])
    align = scores[:, kind].T.clamp(min=1e-6) ** ALPHA * iou ** BETA
    align = torch.where(inside, align + 1e-9, torch.zeros_like(align))
    value, index = align.topk(min(TOP, count), 1)
    taken = torch.zeros_like(align).scatter_(1, index, value)
    best, owner = taken.max(0)
    chosen = torch.where(best > 0, owner, chosen)
    rows = chosen.clamp(min=0)
    peak = taken.max(1).values.clamp(min=1e-9)
    peak_iou = torch.where(taken > 0, iou, torch.zeros_like(iou)).max(1).values
    quality = torch.where(best > 0, best / peak[rows] * peak_iou[rows], quality)
    return chosen, quality


def ignored(centres, areas):
    """Anchors whose centre lies in an area to be ignored."""
    if not len(areas):
        return torch.zeros(len(centres), dtype=torch.bool)
    return ((centres[None] > areas[:, None, :2]) & (centres[None] < areas[:, None, 2:])).all(-1).any(0)


def losses(logits, sides, centres, strides, truths, ignores, class_weights, bands):
    """class_weights [N,C] is 0 for a class that a picture's labels are silent about; bands [N] lists (weight, top, bottom):
    how much background counts between two rows where nobody labelled the road."""
    logits, sides = logits.float(), sides.float()
    scores, found = logits.detach().sigmoid(), decode(sides, centres, strides)
    target, weight = torch.zeros_like(logits), torch.ones_like(logits) * class_weights[:, None]
    picture, anchor, matched, strength = [], [], [], []
    for n, truth in enumerate(truths):
        chosen, quality = assign(scores[n], found[n].detach(), centres, strides, truth)
        positive = (chosen >= 0).nonzero().flatten()
        free = chosen < 0
        weight[n, ignored(centres, ignores[n]) & free] = 0
        for lower, top, bottom in bands[n]:
            weight[n, free & (centres[:, 1] > top) & (centres[:, 1] <= bottom)] *= lower
        if len(positive):
            own = truth[chosen[positive]]
            target[n, positive, own[:, 0].long()] = quality[positive]
            weight[n, positive, own[:, 0].long()] = 1
            picture.append(torch.full_like(positive, n))
            anchor.append(positive)
            matched.append(own[:, 1:])
            strength.append(quality[positive])
    focal = torch.where(target > 0, target, 0.75 * logits.sigmoid().square())
    classes = (F.binary_cross_entropy_with_logits(logits, target, reduction='none') * focal.detach() * weight).sum()
    total = target.sum().clamp(min=1)
    if not picture:
        return classes / total, sides.sum() * 0, sides.sum() * 0
    picture, anchor, matched, strength = (torch.cat(v) for v in (picture, anchor, matched, strength))
    giou = ((1 - overlap(found[picture, anchor], matched, True)) * strength).sum()
    place, stride = centres[anchor], strides[anchor]
    distance = torch.cat((place - matched[:, :2], matched[:, 2:] - place), 1) / stride
    distance = distance.clamp(0, BINS - 1.01)
    left = distance.long()
    share = distance - left
    logs = sides[picture, anchor].view(-1, 4, BINS).log_softmax(-1)
    spread = -(logs.gather(2, left[..., None])[..., 0] * (1 - share) + logs.gather(2, left[..., None] + 1)[..., 0] * share)
    return classes / total, GIOU_WEIGHT * giou / total, SIDES_WEIGHT * (spread.mean(1) * strength).sum() / total
