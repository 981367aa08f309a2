using Machimichi.Roads.Footage.Reading;
using Machimichi.Tests.Roads.Tracks;
using Machimichi.Vision;

namespace Machimichi.Tests.Roads.Footage;

public sealed class FrameQualityTests
{
    [Theory]
    [InlineData(1280, 720, 1)]
    [InlineData(1920, 1080, 1)]
    [InlineData(640, 360, 1)]
    [InlineData(640, 360, 0.5)]
    [InlineData(640, 360, 1.4)]
    public void A_road_that_can_be_seen_is_seen(int width, int height, double light)
    {
        using var road = Films.Road(width, height, light);

        Assert.Equal(FrameFlaws.None, FrameQuality.Judge(road).Flaws);
    }

    [Fact]
    public void Night_is_dark()
    {
        using var road = Films.Road(640, 360, 0.15);

        Assert.True(FrameQuality.Judge(road).Flaws.HasFlag(FrameFlaws.Dark));
    }

    [Fact]
    public void The_sun_on_a_wet_road_is_glare()
    {
        using var road = Films.Road(640, 360);
        for (var y = 200; y < 320; y++)
            road.MutablePixels.Slice((y * 640 + 200) * 3, 300 * 3).Fill(255);

        Assert.Equal(FrameFlaws.Glare, FrameQuality.Judge(road).Flaws);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(128)]
    [InlineData(240)]
    public void A_covered_lens_shows_nothing(byte grey)
    {
        using var covered = Picture.Blank(640, 360);
        var random = new Random(1);
        foreach (ref var pixel in covered.MutablePixels)
            pixel = (byte)(grey + random.Next(-2, 3));

        Assert.True(FrameQuality.Judge(covered).Flaws.HasFlag(FrameFlaws.Covered));
    }

    [Fact]
    public void The_bright_sky_above_and_the_bonnet_below_do_not_count()
    {
        using var road = Films.Road(640, 360);
        road.MutablePixels[..(640 * 170 * 3)].Fill(255);
        road.MutablePixels[(640 * 330 * 3)..].Clear();

        Assert.Equal(FrameFlaws.None, FrameQuality.Judge(road).Flaws);
    }

    [Theory]
    [InlineData("japan_val")]
    [InlineData("japan_unlabelled")]
    [InlineData("val")]
    public void Of_real_daylight_frames_nearly_all_show_the_road(string set)
    {
        var verdicts = Sharp(set, 1);

        Assert.True(verdicts.Count(flaws => flaws == FrameFlaws.None) >= verdicts.Count * 0.99, string.Join(", ", verdicts));
    }

    [Theory]
    [InlineData("japan_val")]
    [InlineData("japan_unlabelled")]
    public void The_same_frames_out_of_focus_do_not(string set)
    {
        var verdicts = Sharp(set, 8);

        Assert.All(verdicts, flaws => Assert.NotEqual(FrameFlaws.None, flaws));
    }

    private static List<FrameFlaws> Sharp(string set, int blur)
    {
        var files = Directory
            .EnumerateFiles(Samples.Shared("road", set), "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".txt", StringComparison.Ordinal))
            .Order()
            .ToList();
        var verdicts = new List<FrameFlaws>();
        foreach (var file in files.Where((_, i) => i % Math.Max(1, files.Count / 40) == 0))
        {
            using var picture = Picture.Load(file);
            using var small = picture.Resize(picture.Width / blur, picture.Height / blur);
            using var again = small.Resize(picture.Width, picture.Height);
            verdicts.Add(FrameQuality.Judge(again).Flaws);
        }
        return verdicts;
    }
}
