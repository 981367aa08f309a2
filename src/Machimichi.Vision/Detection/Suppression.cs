namespace Machimichi.Vision;

/// <summary>
/// Rows of a model's output → detections. A row is x1, y1, x2, y2 in pixels of the model's input, then one score a class.
/// Greedy non-maximum suppression: the best score first, ties by row, so that a result never depends on the machine.
/// Where the model asks for it, what is kept is then placed by a vote (Gidaris and Komodakis, "Object detection via a multi-region
/// and semantic segmentation-aware CNN model", ICCV 2015): the mean of all rows that overlap it, by their score for its class and their IoU.
/// </summary>
internal sealed class Suppression(ModelDescription model, float? floor)
{
    private readonly float[] _thresholds = [.. model.Thresholds.Select(t => floor ?? (float)t)];
    private readonly float _limit = (float)model.SuppressionIoU;
    private readonly float _voteFrom = (float)(model.VotingIoU ?? double.PositiveInfinity);
    private Candidate[] _candidates = new Candidate[256];
    private int _count;
    private int[] _voters = new int[256];
    private int _voterCount;

    /// <summary>A row that is surer of no class than this has no say.</summary>
    private const float LeastVote = 0.05f;

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
            var place = model.VotingIoU is null ? best.Box : Voted(rows, best);
            var box = new Box(place.Left / scaleX, place.Top / scaleY, place.Right / scaleX, place.Bottom / scaleY)
                .Clip(picture.Width, picture.Height);
            if (box.Area > 0)
                into.Add(new Detection(box, best.Class, best.Score));
        }
    }

    private void Collect(ReadOnlySpan<float> rows)
    {
        (_count, _voterCount) = (0, 0);
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
            if (model.VotingIoU is not null)
                Register(start, scores);
            if (best < 0)
                continue;
            if (_count == _candidates.Length)
                Array.Resize(ref _candidates, _count * 2);
            _candidates[_count++] = new Candidate { Box = BoxAt(rows, start), Class = best, Score = scores[best], Row = row };
        }
    }

    private void Register(int start, ReadOnlySpan<float> scores)
    {
        foreach (var score in scores)
        {
            if (score <= LeastVote)
                continue;
            if (_voterCount == _voters.Length)
                Array.Resize(ref _voters, _voterCount * 2);
            _voters[_voterCount++] = start;
            return;
        }
    }

    /// <summary>What is kept votes, too; only where it has no area or hardly a score (a floor below the least vote) nobody may.</summary>
    private Box Voted(ReadOnlySpan<float> rows, Candidate kept)
    {
        float left = 0, top = 0, right = 0, bottom = 0, sum = 0;
        foreach (var start in _voters.AsSpan(0, _voterCount))
        {
            var box = BoxAt(rows, start);
            var overlap = box.IoU(kept.Box);
            if (overlap < _voteFrom)
                continue;
            var weight = rows[start + 4 + kept.Class] * overlap;
            (left, top, right, bottom) = (left + weight * box.Left, top + weight * box.Top, right + weight * box.Right, bottom + weight * box.Bottom);
            sum += weight;
        }
        return sum > 0 ? new Box(left / sum, top / sum, right / sum, bottom / sum) : kept.Box;
    }

    private static Box BoxAt(ReadOnlySpan<float> rows, int start) => new(rows[start], rows[start + 1], rows[start + 2], rows[start + 3]);

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
