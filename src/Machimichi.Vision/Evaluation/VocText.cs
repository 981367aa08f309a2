namespace Machimichi.Vision;

/// <summary>
/// Folders of one text file an image, labels and detections under the same file names. A line of the labels is
/// <c>class left top width height</c>, a line of the detections <c>class score left top width height</c>, in pixels;
/// a class is any word.
/// </summary>
public static class VocText
{
    /// <summary>Reads labels and detections. An image without a file of detections has none found; the other way round, none real.</summary>
    /// <param name="truthFolder">The labels.</param>
    /// <param name="detectionsFolder">The detections.</param>
    /// <exception cref="LabelException">A folder is missing or empty, or a line isn't what it should be.</exception>
    public static LabelledSet Read(string truthFolder, string detectionsFolder)
    {
        var truth = TextFiles(truthFolder);
        var found = TextFiles(detectionsFolder);
        var classes = new List<string>();
        var images = truth.Keys.Union(found.Keys).Order(StringComparer.Ordinal).Select(name => new EvaluatedImage(
            name,
            truth.TryGetValue(name, out var labels) ? [.. LabelLines.Read(labels).Select(line => Truth(line, classes))] : [],
            found.TryGetValue(name, out var detections) ? [.. LabelLines.Read(detections).Select(line => Found(line, classes))] : []));
        return new LabelledSet([.. images], classes);
    }

    private static TruthBox Truth(LabelLine line, List<string> classes)
    {
        if (line.Fields.Length != 5)
            throw line.Wrong("a label needs five fields: class left top width height");
        return new TruthBox(
            IndexOf(line.Fields[0], classes),
            line.Number(1, "left"), line.Number(2, "top"), line.Number(3, "width"), line.Number(4, "height"));
    }

    private static FoundBox Found(LabelLine line, List<string> classes)
    {
        if (line.Fields.Length != 6)
            throw line.Wrong("a detection needs six fields: class score left top width height");
        return new FoundBox(
            IndexOf(line.Fields[0], classes),
            line.Number(2, "left"), line.Number(3, "top"), line.Number(4, "width"), line.Number(5, "height"), line.Number(1, "score"));
    }

    private static int IndexOf(string name, List<string> classes)
    {
        var index = classes.IndexOf(name);
        if (index >= 0)
            return index;
        classes.Add(name);
        return classes.Count - 1;
    }

    private static Dictionary<string, string> TextFiles(string folder)
    {
        if (!Directory.Exists(folder))
            throw new LabelException(folder, "there is no such folder");
        var files = Directory.GetFiles(folder, "*.txt");
        if (files.Length == 0)
            throw new LabelException(folder, "there are no .txt files in it, one an image");
        return files.ToDictionary(f => Path.GetFileNameWithoutExtension(f), StringComparer.Ordinal);
    }
}
