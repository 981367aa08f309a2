namespace Machimichi.Vision.Tests.Evaluation;

public sealed class LabelFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("labels-").FullName;

    [Fact]
    public void Yolo_labels_become_pixels_and_high_classes_become_ignored_regions()
    {
        var boxes = YoloLabels.Read(Write("a.txt", "0 0.5 0.5 0.2 0.4\n\n6 0.1 0.1 0.2 0.2\n"), 1000, 500, ignoreFrom: 4);
        Assert.Equal(new TruthBox(0, 400, 150, 200, 200), boxes[0]);
        Assert.True(boxes[1].Ignore);
        Assert.Empty(YoloLabels.Read(Write("empty.txt", ""), 10, 10));
    }

    [Theory]
    [InlineData("0 0.5 0.5 0.2")]
    [InlineData("0 0.5 half 0.2 0.4")]
    [InlineData("crack 0.5 0.5 0.2 0.4")]
    [InlineData("0.5 0.5 0.5 0.2 0.4")]
    [InlineData("0 nan 0.5 0.2 0.4")]
    public void A_broken_line_is_named(string line)
    {
        var path = Write("broken.txt", $"0 0.5 0.5 0.2 0.4\n{line}\n");
        var refused = Assert.Throws<LabelException>(() => YoloLabels.Read(path, 10, 10));
        Assert.StartsWith($"{path}:2: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Voc_folders_are_joined_by_file_name()
    {
        Write("truth/1.txt", "crack 10 20 30 40\n");
        Write("truth/2.txt", "");
        Write("found/1.txt", "hole .5 1 2 3 4\ncrack .9 10 20 30 40\n");
        Write("found/3.txt", "crack .1 0 0 5 5\n");

        var set = VocText.Read(At("truth"), At("found"));

        Assert.Equal(["1", "2", "3"], set.Images.Select(i => i.Name));
        Assert.Equal(["crack", "hole"], set.Classes);
        Assert.Equal(new FoundBox(0, 10, 20, 30, 40, 0.9), set.Images[0].Found[1]);
        Assert.Empty(set.Images[2].Truth);
        Assert.Throws<LabelException>(() => VocText.Read(At("found"), At("truth")));
        Assert.Throws<LabelException>(() => VocText.Read(At("nowhere"), At("found")));
    }

    [Theory]
    [InlineData("7", "12")]
    [InlineData("\"b.jpg\"", "\"a.jpg\"")]
    public void Coco_files_are_read_by_numbers_and_by_names(string first, string second)
    {
        Write("truth/labels.json", $$"""
            { "images": [{ "id": {{second}} }, { "id": {{first}} }], "categories": [{ "id": 9, "name": "hole" }, { "id": 3, "name": "crack" }],
              "annotations": [{ "id": 1, "image_id": {{first}}, "category_id": 9, "bbox": [1, 2, 3, 4], "area": 10.5, "iscrowd": 1 }] }
            """);
        Write("found.json", $$"""[{ "image_id": {{first}}, "category_id": 9, "bbox": [1, 2, 3, 4.5], "score": 0.25 }]""");

        var set = CocoJson.Read(At("truth"), At("found.json"));

        Assert.Equal(["crack", "hole"], set.Classes);
        var image = Assert.Single(set.Images, i => i.Name == first.Trim('"'));
        Assert.Equal(new TruthBox(1, 1, 2, 3, 4) { Ignore = true, Area = 10.5 }, Assert.Single(image.Truth));
        Assert.Equal(new FoundBox(1, 1, 2, 3, 4.5, 0.25), Assert.Single(image.Found));
    }

    [Theory]
    [InlineData("{ \"images\": [] }", "[]", "annotations")]
    [InlineData("nonsense", "[]", "not the JSON")]
    [InlineData("{ \"images\": [], \"annotations\": [], \"categories\": [{ \"id\": 1 }] }", "[{ \"image_id\": 5, \"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"score\": 1 }]", "image 5")]
    [InlineData("{ \"images\": [{ \"id\": 5 }], \"annotations\": [], \"categories\": [{ \"id\": 1 }] }", "[{ \"image_id\": 5, \"category_id\": 1, \"bbox\": [1, 2], \"score\": 1 }]", "four numbers")]
    public void Broken_coco_files_are_refused_with_the_reason(string truth, string found, string reason)
    {
        var refused = Assert.Throws<LabelException>(() => CocoJson.Read(Write("t.json", truth), Write("f.json", found)));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mot_lines_are_read_and_written_alike()
    {
        var path = Write("t.txt", "1,-1,10.5,20,30,40,0.75,-1,-1,-1\n2,4,1,2,3,4\n3,5,1,2,3,4,0,1,1\n");
        var boxes = MotText.Read(path);
        Assert.Equal(new TrackedBox(1, -1, 10.5, 20, 30, 40) { Score = 0.75 }, boxes[0]);
        Assert.Equal("1,-1,10.5,20,30,40,0.75,-1,-1,-1", MotText.Line(boxes[0]));
        Assert.Equal(2, MotText.ReadTruth(path).Count);
        Assert.Throws<LabelException>(() => MotText.Read(Write("short.txt", "1,2,3\n")));
    }

    [Fact]
    public void Mot_folders_are_joined_by_the_sequences_names()
    {
        Write("t/a.txt", "1,1,0,0,9,9,1\n");
        Write("t/b.csv", "1,1,0,0,9,9,1\n1,2,50,0,9,9,1\n");
        Write("r/a.csv", "1,1,0,0,9,9,1\n");
        Assert.Throws<LabelException>(() => MotText.ReadPairs(At("t"), At("r")));
        Write("r/b.txt", "1,1,0,0,9,9,1\n");
        Assert.Equal([1, 2], MotText.ReadPairs(At("t"), At("r")).Select(p => p.Truth.Count));
    }

    [Theory]
    [InlineData("""[{ "frame": 3, "bbox": [1, 2, 3, 4], "score": 0.5 }]""")]
    [InlineData("""{ "fps": 30, "results": [{ "frame_id": "3", "prob": "0.5", "x": "1", "y": "2", "width": "3", "height": "4" }] }""")]
    public void Detections_of_a_sequence_come_in_more_than_one_json(string json) =>
        Assert.Equal(new TrackedBox(3, -1, 1, 2, 3, 4) { Score = 0.5 }, Assert.Single(DetectionSequence.Read(Write("d.json", json))));

    [Theory]
    [InlineData("""{ "boxes": [] }""")]
    [InlineData("""[{ "frame": 3, "x": 1 }]""")]
    [InlineData("[")]
    [InlineData("[5]")]
    public void A_json_that_is_no_sequence_is_refused(string json) =>
        Assert.Throws<LabelException>(() => DetectionSequence.Read(Write("d.json", json)));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private string Write(string name, string text)
    {
        var path = At(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
