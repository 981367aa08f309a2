namespace Machimichi.Vision;

/// <summary>
/// Rows of a model's output → detections. A row is x1, y1, x2, y2 in pixels of the model's input, then one score a class.
/// Greedy non-maximum suppression: the best score first, ties by row, so that a result never depends on the machine.
/// </summary>
internal sealed class Suppression(ModelDescription model, float? floor)
{
    private readonly float[] _thresholds = [.. model.Thresholds.Select(t => floor ?? (float)t)];
    private readonly float _limit = (float)model.SuppressionIoU;
    private Candidate[] _candidates = new Candidate[256];
    private int _count;

    internal void Decode(ReadOnlySpan<float> rows, float scaleX, float scaleY, Picture picture, List<Detection> into)
    {
        Collect(rows);
        var candidates = _candidates.AsSpan(0, _count);
        candidates.Sort(BestFirst);
        for (var i = 0; i < candidates.Length; i++)
        {
            ref var best = ref candidates[i];
            if (best.Suppressed)
                continue;
            for (var j = i + 1; j < candidates.Length; j++)
            {
                ref var other = ref candidates[j];
                if (!other.Suppressed && (!model.SuppressionPerClass || other.Class == best.Class))
                    other.Suppressed = best.Box.IoU(other.Box) > _limit;
            }
            var box = new Box(best.Box.Left / scaleX, best.Box.Top / scaleY, best.Box.Right / scaleX, best.Box.Bottom / scaleY)
                .Clip(picture.Width, picture.Height);
            if (box.Area > 0)
                into.Add(new Detection(box, best.Class, best.Score));
        }
    }

    private void Collect(ReadOnlySpan<float> rows)
    {
        _count = 0;
        var length = 4 + _thresholds.Length;
        for (var (row, start) = (0, 0); start < rows.Length; row++, start += length)
        {
            var scores = rows.Slice(start + 4, _thresholds.Length);
            var best = -1;
            for (var c = 0; c < scores.Length; c++)
            {
                if (scores[c] >= _thresholds[c] && (best < 0 || scores[c] > scores[best]))
                    best = c;
            }
            if (best < 0)
                continue;
            if (_count == _candidates.Length)
                Array.Resize(ref _candidates, _count * 2);
            var box = new Box(rows[start], rows[start + 1], rows[start + 2], rows[start + 3]);
            _candidates[_count++] = new Candidate { Box = box, Class = best, Score = scores[best], Row = row };
        }
    }

    private static int BestFirst(Candidate a, Candidate b)
    {
        var byScore = b.Score.CompareTo(a.Score);
        return byScore != 0 ? byScore : a.Row.CompareTo(b.Row);
    }

    private struct Candidate
    {
        public Box Box;
        public int Class;
        public float Score;
        public int Row;
        public bool Suppressed;
    }
}
