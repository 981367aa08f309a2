using System.Globalization;

namespace Machimichi.Vision.Tests.Detecting;

public sealed class OnnxDetectorTests : IDisposable
{
    private readonly List<string> _files = [];

    [Fact]
    public void Boxes_come_back_in_pixels_of_the_picture_by_falling_score_and_clipped()
    {
        using var detector = Load(new TinyOnnx { Rows = [[20, 10, 40, 18, 0.2f, 0.8f], [4, 4, 12, 12, 0.9f, 0.1f]] });
        using var picture = Picture.Blank(64, 32);

        var found = detector.Detect(picture);

        // 64 × 32 in 32 × 32: all is half as large.
        Assert.Equal(2, found.Count);
        AssertDetection(new Detection(new Box(8, 8, 24, 24), 0, 0.9f), found[0]);
        AssertDetection(new Detection(new Box(40, 20, 64, 32), 1, 0.8f), found[1]);
    }

    [Fact]
    public void What_lies_only_in_the_padding_is_no_detection()
    {
        using var detector = Load(new TinyOnnx { Rows = [[0, 20, 32, 30, 0.9f, 0.1f]] });
        using var picture = Picture.Blank(64, 32);
        Assert.Empty(detector.Detect(picture));
    }

    [Theory]
    [InlineData("0.5, 0.5", null, 2)]
    [InlineData("0.95, 0.5", null, 1)]
    [InlineData("0.95, 0.95", null, 0)]
    [InlineData("0.95, 0.95", 0.05f, 2)]
    public void Each_class_has_its_threshold_unless_a_floor_is_given(string thresholds, float? floor, int expected)
    {
        var model = new TinyOnnx { Description = TinyOnnx.DefaultDescription.Replace("[0.5, 0.5]", $"[{thresholds}]", StringComparison.Ordinal) };
        using var detector = Load(model, new DetectorOptions { ScoreFloor = floor });
        using var picture = Picture.Blank(32, 32);
        Assert.Equal(expected, detector.Detect(picture).Count);
    }

    [Theory]
    [InlineData("false", "0.5", 1)]
    [InlineData("true", "0.5", 2)]
    [InlineData("false", "0.9", 2)]
    public void Of_overlapping_boxes_the_better_one_stays(string perClass, string iou, int expected)
    {
        var model = new TinyOnnx
        {
            Rows = [[4, 4, 14, 14, 0.6f, 0.1f], [5, 4, 15, 14, 0.1f, 0.7f]],
            Description = TinyOnnx.DefaultDescription
                .Replace("\"perClass\": false", $"\"perClass\": {perClass}", StringComparison.Ordinal)
                .Replace("\"iou\": 0.5", $"\"iou\": {iou}", StringComparison.Ordinal),
        };
        using var detector = Load(model);
        using var picture = Picture.Blank(32, 32);

        var found = detector.Detect(picture);

        Assert.Equal(expected, found.Count);
        Assert.Equal(1, found[0].Class);
    }

    [Fact]
    public void What_is_kept_is_placed_by_all_that_overlap_it_weighted_by_score_and_overlap()
    {
        // The second row overlaps the first by 9 / 11, is surer of another class and has 0.3 for this one; the third overlaps too little, the fourth is sure of nothing.
        var model = new TinyOnnx
        {
            Rows = [[4, 4, 14, 14, 0.9f, 0.1f], [5, 4, 15, 14, 0.3f, 0.4f], [12, 4, 22, 14, 0.45f, 0.1f], [4, 5, 14, 15, 0.05f, 0.01f]],
            Description = TinyOnnx.DefaultDescription.Replace("\"perClass\": false", "\"perClass\": false, \"vote\": 0.6", StringComparison.Ordinal),
        };
        using var detector = Load(model);
        using var picture = Picture.Blank(32, 32);

        var found = Assert.Single(detector.Detect(picture));

        var weight = 0.3 * 9 / 11;
        Assert.Equal((4 * 0.9 + 5 * weight) / (0.9 + weight), found.Box.Left, 1e-5);
        Assert.Equal((14 * 0.9 + 15 * weight) / (0.9 + weight), found.Box.Right, 1e-5);
        Assert.Equal((4, 14), (found.Box.Top, found.Box.Bottom));
        Assert.Equal((0, 0.9f), (found.Class, found.Score));
    }

    [Theory]
    [InlineData("\"order\": \"BGR\"", 32, 0.1f)]
    [InlineData("\"order\": \"RGB\", \"mean\": [10, 10, 10], \"deviation\": [2, 2, 2]", 32, 0.045f)]
    [InlineData("\"order\": \"BGR\"", 16, 0.1f)]
    public void The_picture_is_normalised_as_the_model_says(string input, int size, float expected)
    {
        // Every pixel is 100 in each channel; a square picture has no padding, enlarged or not.
        var model = new TinyOnnx
        {
            Rows = [[4, 4, 12, 12, 0, 0]],
            Slope = 0.001f,
            Description = TinyOnnx.DefaultDescription.Replace("\"order\": \"BGR\"", input, StringComparison.Ordinal),
        };
        using var detector = Load(model, new DetectorOptions { ScoreFloor = 0.01f });
        using var picture = Picture.Blank(size, size);
        picture.MutablePixels.Fill(100);
        Assert.Equal(expected, Assert.Single(detector.Detect(picture)).Score, 1e-4f);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(30_000, 10)]
    [InlineData(10, 30_000)]
    [InlineData(1920, 1080)]
    [InlineData(33, 31)]
    public void Any_size_of_picture_is_taken(int width, int height)
    {
        using var detector = Load(new TinyOnnx());
        using var picture = Picture.Blank(width, height);
        Assert.All(detector.Detect(picture), d => Assert.Equal(d.Box, d.Box.Clip(width, height)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_batch_gives_what_single_pictures_give(bool freeBatch)
    {
        using var detector = Load(
            new TinyOnnx { Input = [freeBatch ? null : 1, 3, 32, 32], Rows = [[4, 4, 12, 12, 0, 0]], Slope = 0.001f },
            new DetectorOptions { ScoreFloor = 0.001f, MaximumBatch = 3 });
        Assert.Equal(freeBatch ? 3 : 1, detector.MaximumBatch);
        var pictures = Enumerable.Range(1, 7).Select(i =>
        {
            var picture = Picture.Blank(20 + i, 40 - i);
            picture.MutablePixels.Fill((byte)(30 * i));
            return picture;
        }).ToArray();

        var together = detector.DetectBatch(pictures);

        for (var i = 0; i < pictures.Length; i++)
            AssertDetection(Assert.Single(detector.Detect(pictures[i])), Assert.Single(together[i]));
    }

    [Fact]
    public void Threads_share_one_detector()
    {
        using var detector = Load(new TinyOnnx { Rows = [[4, 4, 12, 12, 0, 0]], Slope = 0.001f }, new DetectorOptions { ScoreFloor = 0.001f });
        Parallel.For(0, 200, i =>
        {
            using var picture = Picture.Blank(32, 32);
            picture.MutablePixels.Fill((byte)(1 + i));
            Assert.Equal((1 + i) * 0.001f, Assert.Single(detector.Detect(picture)).Score, 1e-4f);
        });
    }

    [Fact]
    public void A_cancelled_detection_says_so_and_the_next_goes_on()
    {
        using var detector = Load(new TinyOnnx());
        using var picture = Picture.Blank(32, 32);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => detector.Detect(picture, cancelled.Token));
        Assert.Equal(2, detector.Detect(picture).Count);
    }

    [Fact]
    public void A_detection_under_way_can_be_stopped()
    {
        using var detector = OnnxDetector.Load(SharedData.Model);
        using var picture = Picture.Blank(640, 480);
        // A run may be over before the moment comes: of many, some must be caught.
        var stopped = 0;
        for (var round = 0; round < 100 && stopped == 0; round++)
        {
            using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(1 + round % 8));
            try
            {
                detector.Detect(picture, cancellation.Token);
            }
            catch (OperationCanceledException e)
            {
                stopped += e.InnerException is null ? 0 : 1;
            }
        }
        Assert.Equal(1, stopped);
        Assert.NotNull(detector.Detect(picture));
    }

    [Fact]
    public void A_disposed_detector_says_so()
    {
        var detector = Load(new TinyOnnx());
        detector.Dispose();
        detector.Dispose();
        using var picture = Picture.Blank(32, 32);
        Assert.Throws<ObjectDisposedException>(() => detector.Detect(picture));
    }

    public static TheoryData<string, string> Misfits() => new()
    {
        { "no description", "doesn't describe itself" },
        { "not JSON", "not the JSON" },
        { "no thresholds", "lacks \"thresholds\"" },
        { "three thresholds", "2 classes and 3 thresholds" },
        { "vote of 0", "nms.vote must be above 0" },
        { "unknown order", "input.order is \"YUV\"" },
        { "other classes", "with 3 classes, float [rows, 7] is needed" },
        { "other input size", "its description says float [1, 3, 64, 64]" },
        { "integer input", "its input is uint8" },
        { "fixed batch", "its input is float [4, 3, 32, 32]" },
        { "NaN weights", "its weight \"rows\" holds values that are not numbers" },
        { "infinite output", "values that are not numbers" },
        { "text file", "ONNX Runtime can't run it" },
        { "cut off", "ONNX Runtime can't run it" },
        { "empty", "ONNX Runtime can't run it" },
        { "missing", "can't be read" },
        { "weights elsewhere", "ONNX Runtime can't run it" },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void A_model_that_does_not_fit_is_refused_by_name(string misfit, string reason)
    {
        static string Described(string part, string instead) => TinyOnnx.DefaultDescription.Replace(part, instead, StringComparison.Ordinal);
        var path = misfit switch
        {
            "no description" => Save(new TinyOnnx { Description = null }),
            "not JSON" => Save(new TinyOnnx { Description = "road-damage" }),
            "no thresholds" => Save(new TinyOnnx { Description = Described("thresholds", "limits") }),
            "three thresholds" => Save(new TinyOnnx { Description = Described("[0.5, 0.5]", "[0.5, 0.5, 0.5]") }),
            "vote of 0" => Save(new TinyOnnx { Description = Described("\"perClass\": false", "\"perClass\": false, \"vote\": 0") }),
            "unknown order" => Save(new TinyOnnx { Description = Described("BGR", "YUV") }),
            "other classes" => Save(new TinyOnnx { Description = Described("[\"a\", \"b\"]", "[\"a\", \"b\", \"c\"]").Replace("[0.5, 0.5]", "[0.5, 0.5, 0.5]", StringComparison.Ordinal) }),
            "other input size" => Save(new TinyOnnx { Description = Described("32", "64") }),
            "integer input" => Save(new TinyOnnx { InputType = 2 }),
            "fixed batch" => Save(new TinyOnnx { Input = [4, 3, 32, 32] }),
            "NaN weights" => Save(new TinyOnnx { Rows = [[4, 4, 12, 12, float.NaN, 0.1f]] }),
            "infinite output" => Save(new TinyOnnx { Slope = float.PositiveInfinity }),
            "text file" => Save([.. "This is no model."u8]),
            "cut off" => Save(File.ReadAllBytes(Save(new TinyOnnx()))[..200]),
            "empty" => Save([]),
            "weights elsewhere" => Save(new TinyOnnx { ExternalWeights = true }),
            _ => Path.Combine(Path.GetTempPath(), "no-such-model.onnx"),
        };

        var refused = Assert.Throws<ModelException>(() => OnnxDetector.Load(path));

        Assert.StartsWith(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_costs_no_managed_memory_once_it_runs()
    {
        using var detector = OnnxDetector.Load(SharedData.Model, new DetectorOptions { ScoreFloor = 0.05f });
        using var picture = Picture.Blank(1280, 720);
        var random = new Random(1);
        random.NextBytes(picture.MutablePixels);
        using var cancellation = new CancellationTokenSource();
        var found = new List<Detection>(1000);
        for (var warm = 0; warm < 3; warm++)
            detector.Detect(picture, found, cancellation.Token);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var frame = 0; frame < 10; frame++)
        {
            found.Clear();
            detector.Detect(picture, found, cancellation.Token);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    public void Dispose() => _files.ForEach(File.Delete);

    private OnnxDetector Load(TinyOnnx model, DetectorOptions? options = null) => OnnxDetector.Load(Save(model), options);

    private string Save(TinyOnnx model)
    {
        var path = model.Save();
        _files.Add(path);
        return path;
    }

    private string Save(byte[] bytes)
    {
        var path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"model-{Guid.CreateVersion7():N}.onnx"));
        File.WriteAllBytes(path, bytes);
        _files.Add(path);
        return path;
    }

    private static void AssertDetection(Detection expected, Detection actual)
    {
        Assert.Equal(expected.Class, actual.Class);
        Assert.Equal(expected.Score, actual.Score, 1e-5f);
        Assert.Equal(1, expected.Box.IoU(actual.Box), 1e-4f);
    }
}
