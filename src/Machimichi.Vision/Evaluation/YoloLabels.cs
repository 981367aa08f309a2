namespace Machimichi.Vision;

/// <summary>
/// YOLO text labels: one line a box, <c>class cx cy width height</c>, all but the class as parts (0 to 1) of the image's sides.
/// </summary>
public static class YoloLabels
{
    /// <summary>Reads the labels of one image. An empty file says that there is nothing in the image.</summary>
    /// <param name="path">The text file.</param>
    /// <param name="width">The image's width, pixels.</param>
    /// <param name="height">The image's height, pixels.</param>
    /// <param name="ignoreFrom">Classes from this number on are regions in which nothing is counted.</param>
    /// <exception cref="LabelException">The file can't be read, or a line isn't five numbers.</exception>
    public static IReadOnlyList<TruthBox> Read(string path, int width, int height, int ignoreFrom = int.MaxValue)
    {
        var boxes = new List<TruthBox>();
        foreach (var line in LabelLines.Read(path))
        {
            if (line.Fields.Length < 5)
                throw line.Wrong("five numbers are needed: class cx cy width height");
            var type = line.Integer(0, "class");
            double w = line.Number(3, "width") * width, h = line.Number(4, "height") * height;
            boxes.Add(new TruthBox(type, line.Number(1, "cx") * width - w / 2, line.Number(2, "cy") * height - h / 2, w, h)
            {
                Ignore = type >= ignoreFrom,
            });
        }
        return boxes;
    }
}
