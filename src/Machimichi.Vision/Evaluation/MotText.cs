using System.Globalization;

namespace Machimichi.Vision;

/// <summary>
/// MOT Challenge text: one box a line, <c>frame,id,left,top,width,height,confidence</c>, in pixels; what follows is passed over.
/// Detections have the id −1.
/// </summary>
public static class MotText
{
    /// <summary>Reads the boxes of one sequence, in their order.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="LabelException">The file can't be read, or a line isn't at least six numbers.</exception>
    public static IReadOnlyList<TrackedBox> Read(string path)
    {
        var boxes = new List<TrackedBox>();
        foreach (var line in LabelLines.Read(path))
        {
            if (line.Fields.Length < 6)
                throw line.Wrong("at least six numbers are needed: frame,id,left,top,width,height[,confidence]");
            boxes.Add(new TrackedBox(
                line.Integer(0, "frame"), line.Integer(1, "id"),
                line.Number(2, "left"), line.Number(3, "top"), line.Number(4, "width"), line.Number(5, "height"))
            {
                Score = line.Fields.Length > 6 ? line.Number(6, "confidence") : 1,
            });
        }
        return boxes;
    }

    /// <summary>
    /// Reads labels: as <see cref="Read"/>, without the lines of confidence 0, which MOT Challenge marks so to be left out.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="LabelException">The file can't be read, or a line isn't at least six numbers.</exception>
    public static IReadOnlyList<TrackedBox> ReadTruth(string path) => [.. Read(path).Where(b => b.Score != 0)];

    /// <summary>
    /// Reads sequences: two files, or two folders with one file (.txt or .csv) a sequence under the same names; where each
    /// folder has one file only, the names may differ.
    /// </summary>
    /// <param name="truth">File or folder of labels.</param>
    /// <param name="tracks">File or folder of tracks.</param>
    /// <exception cref="LabelException">Something is missing, or a line isn't what it should be.</exception>
    public static IReadOnlyList<(IReadOnlyList<TrackedBox> Truth, IReadOnlyList<TrackedBox> Tracks)> ReadPairs(string truth, string tracks)
    {
        var (labels, results) = (LabelFile.In(truth, ".txt", ".csv"), LabelFile.In(tracks, ".txt", ".csv"));
        if (labels.Count == 1 && results.Count == 1)
            return [(ReadTruth(labels[0]), Read(results[0]))];
        return [.. labels.Select(label => (
            ReadTruth(label),
            Read(results.FirstOrDefault(r => Path.GetFileNameWithoutExtension(r) == Path.GetFileNameWithoutExtension(label))
                ?? throw new LabelException(tracks, $"there is no file for the sequence {Path.GetFileNameWithoutExtension(label)}"))))];
    }

    /// <summary>One line of a file: <c>frame,id,left,top,width,height,score,-1,-1,-1</c>.</summary>
    /// <param name="box">The box.</param>
    public static string Line(TrackedBox box) => string.Create(
        CultureInfo.InvariantCulture,
        $"{box.Frame},{box.Id},{box.Left:0.######},{box.Top:0.######},{box.Width:0.######},{box.Height:0.######},{box.Score:0.######},-1,-1,-1");
}
