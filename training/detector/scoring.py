"""Detections from the network's output, and F1 as the CRDDC challenges score it.

A detection is right if its class is that of an unclaimed truth box with IoU of at least 0.5; the surer detection chooses first.
Truth classes 4 and above are areas to be ignored: a detection with more than half its area in one counts neither way.
"""
import numpy as np

CLASSES = ('D00', 'D10', 'D20', 'D40')
IOU = 0.5
LEAST_VOTE = 0.05
STEPS = tuple(round(0.04 + 0.02 * i, 2) for i in range(38))


def pairwise(a, b):
    low, high = np.maximum(a[:, None, :2], b[None, :, :2]), np.minimum(a[:, None, 2:], b[None, :, 2:])
    inter = np.clip(high - low, 0, None).prod(-1)
    area = lambda x: (x[:, 2:] - x[:, :2]).prod(-1)
    return inter, area(a), area(b)


def iou(a, b):
    inter, first, second = pairwise(a, b)
    return inter / np.maximum(first[:, None] + second[None] - inter, 1e-6)


def pick(rows, threshold=0.02, nms=0.35, limit=300, vote=None):
    """rows [A,8] (box, four scores) -> [K,6] (class, score, box), class-agnostic suppression, surest first.
    With `vote` what is kept is placed by the mean of all rows that overlap it by that IoU, weighted by score for its class times IoU."""
    kind, score = rows[:, 4:].argmax(1), rows[:, 4:].max(1)
    keep = np.flatnonzero(score >= threshold)
    keep = keep[np.argsort(-score[keep], kind='stable')][:limit]
    found = np.concatenate((kind[keep, None], score[keep, None], rows[keep, :4]), 1)
    alive, result = np.ones(len(found), bool), []
    overlaps = iou(found[:, 2:], found[:, 2:]) if len(found) else None
    for i in range(len(found)):
        if alive[i]:
            result.append(i)
            alive &= overlaps[i] <= nms
    found = found[result]
    voters = rows[rows[:, 4:].max(1) > LEAST_VOTE]
    if vote and len(found) and len(voters):
        overlaps = iou(found[:, 2:], voters[:, :4])
        weights = np.where(overlaps >= vote, overlaps * voters[:, 4 + found[:, 0].astype(int)].T, 0)
        total = weights.sum(1, keepdims=True)
        found[:, 2:] = np.where(total > 0, weights @ voters[:, :4] / np.maximum(total, 1e-9), found[:, 2:])
    return found


def match(found, truth):
    """One picture: found [K,6] in falling score, truth [G,5] -> list of (class, score, right), and truths a class [C]."""
    real, areas = truth[truth[:, 0] < len(CLASSES)], truth[truth[:, 0] >= len(CLASSES), 1:]
    overlaps = iou(found[:, 2:], real[:, 1:])
    inter, size, _ = pairwise(found[:, 2:], areas) if len(areas) else (np.zeros((len(found), 1)), np.ones(len(found)), None)
    hidden = (inter / np.maximum(size[:, None], 1e-6)).max(1) > 0.5 if len(found) else []
    claimed, marks = np.zeros(len(real), bool), []
    for i, row in enumerate(found):
        fits = np.where((real[:, 0] == row[0]) & ~claimed & (overlaps[i] >= IOU), overlaps[i], -1)
        if len(fits) and fits.max() > 0:
            claimed[fits.argmax()] = True
            marks.append((int(row[0]), float(row[1]), True))
        elif not hidden[i]:
            marks.append((int(row[0]), float(row[1]), False))
    return marks, np.bincount(real[:, 0].astype(int), minlength=len(CLASSES))


def figures(marks, truths, threshold, kind=None):
    chosen = [right for c, score, right in marks if score >= threshold and (kind is None or c == kind)]
    right, total = sum(chosen), truths.sum() if kind is None else truths[kind]
    precision, recall = right / max(len(chosen), 1), right / max(total, 1)
    return {'f1': 2 * right / max(len(chosen) + total, 1), 'precision': precision, 'recall': recall, 'found': len(chosen), 'truth': int(total)}


def summary(pictures, threshold=None):
    """pictures: list of (source, found, truth). Without a threshold the one is taken at which the sources' F1 are best on average,
    so that a source with many boxes does not decide alone."""
    matched = [(source, *match(found, truth)) for source, found, truth in pictures]
    marks = [m for _, row, _ in matched for m in row]
    truths = sum((t for _, _, t in matched), np.zeros(len(CLASSES), int))
    by_source = {}
    for source, row, t in matched:
        by_source.setdefault(source, []).append((row, t))
    pooled = {s: ([m for row, _ in own for m in row], sum((t for _, t in own), np.zeros(len(CLASSES), int))) for s, own in by_source.items()}
    sweep = {t: float(np.mean([figures(*own, t)['f1'] for own in pooled.values()])) for t in STEPS}
    best = max(sweep, key=sweep.get)
    threshold = best if threshold is None else threshold
    result = {'threshold': threshold, 'best_threshold': best, 'best_mean_f1': sweep[best], **figures(marks, truths, threshold)}
    result['per_class'] = {name: figures(marks, truths, threshold, k) for k, name in enumerate(CLASSES)}
    result['per_source'] = {}
    for source in sorted(by_source):
        own, (own_marks, own_truths) = by_source[source], pooled[source]
        row = figures(own_marks, own_truths, threshold)
        row['images'], row['interval95'] = len(own), interval(own, threshold)
        row['per_class'] = {n: figures(own_marks, own_truths, threshold, k)['f1'] for k, n in enumerate(CLASSES)}
        row['best_f1'] = max(figures(own_marks, own_truths, t)['f1'] for t in STEPS)
        result['per_source'][source] = row
    return result


def interval(pictures, threshold, rounds=1000):
    """The 95 % interval of F1 if the same roads were sampled again: pictures drawn with replacement."""
    counts = np.array([[sum(r for _, s, r in row if s >= threshold), sum(s >= threshold for _, s, _ in row), t.sum()] for row, t in pictures])
    drawn = np.random.default_rng(1).integers(0, len(counts), (rounds, len(counts)))
    right, found, truth = counts[drawn].sum(1).T
    return [round(float(v), 3) for v in np.quantile(2 * right / np.maximum(found + truth, 1), (0.025, 0.975))]
