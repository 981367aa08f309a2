using Machimichi.Roads.Privacy;
using Machimichi.Vision;

namespace Machimichi.Tests.Roads.Defects;

public class PublishedCropTests
{
    [Theory]
    [InlineData(300, 500, 420, 600)]
    [InlineData(0, 330, 1280, 720)]
    [InlineData(600, 430, 640, 450)]
    public void Nothing_at_or_above_the_horizon_is_published(float left, float top, float right, float bottom)
    {
        var part = PublishedCrop.Part(new Box(left, top, right, bottom), 1280, 720, horizonY: 320)!.Value;
        Assert.True(part.Top > 320 + 50);
        Assert.True(part.Left >= 0 && part.Left + part.Width <= 1280 && part.Top + part.Height <= 720);
    }

    [Theory]
    [InlineData(100, 100, 200, 200)]
    [InlineData(100, 300, 200, 350)]
    public void A_box_near_the_horizon_is_not_published(float left, float top, float right, float bottom) =>
        Assert.Null(PublishedCrop.Part(new Box(left, top, right, bottom), 1280, 720, horizonY: 320));

    [Fact]
    public void A_frame_kept_smaller_is_cut_at_the_same_place()
    {
        using var picture = Picture.Blank(640, 360);
        using var crop = Picture.Decode(PublishedCrop.Of(picture.EncodeJpeg(), new Box(300, 500, 420, 600), 1280, 720, 320)!, "crop");
        Assert.InRange(crop.Width, 90, 110);
    }

    [Fact]
    public void Outside_the_damage_only_blocks_are_left_and_inside_it_the_crack()
    {
        using var picture = Striped();
        var (crop, open, _, _, _) = PublishedCrop.Veiled(picture, new Box(560, 520, 680, 600), 1280, 720, 320)!.Value;
        using (crop)
        {
            Assert.True(Differences(crop, 0, 20) < 8, "fine detail is left beside the damage");
            Assert.True(Differences(crop, crop.Width / 2 - 10, crop.Width / 2 + 10) >= 8, "the damage itself is gone");
            Assert.Contains(true, open);
            Assert.DoesNotContain(true, open[..(crop.Width * 5)]);
        }
    }

    [Fact]
    public void A_bright_plate_and_a_coloured_jacket_in_the_middle_of_the_damage_become_blocks()
    {
        using var picture = Grey();
        Paint(picture, 600, 540, 60, 26, (230, 230, 230));
        for (var x = 604; x < 656; x += 8) Paint(picture, x, 546, 3, 14, (30, 30, 30));
        Paint(picture, 560, 570, 24, 30, (40, 60, 200));
        var (crop, open, _, left, top) = PublishedCrop.Veiled(picture, new Box(540, 500, 700, 620), 1280, 720, 320)!.Value;
        using (crop)
        {
            Assert.Equal(0, Open(open, crop.Width, 600 - left, 540 - top, 60, 26));
            Assert.Equal(0, Open(open, crop.Width, 560 - left, 570 - top, 24, 30));
            Assert.True(Open(open, crop.Width, 0, 0, crop.Width, crop.Height) > 1000);
        }
    }

    /// <summary>Street photographs with their plates boxed: a damage's box is laid over each plate, the worst that a detector could do, and beside it.</summary>
    [Fact]
    public void No_plate_of_real_street_pictures_can_be_read_in_what_is_published()
    {
        var folder = Path.Combine(Repository.Root, "..", "shared", "data", "plates");
        if (!Directory.Exists(folder)) Assert.Skip("skipped: no ../shared/data");
        var (plates, tried, covered, readable, shares) = (0, 0, 0, new List<string>(), new List<double>());
        var show = Environment.GetEnvironmentVariable("MACHIMICHI_PLATES");
        foreach (var file in Directory.EnumerateFiles(folder, "*.webp").Order(StringComparer.Ordinal))
        {
            using var picture = Picture.Load(file);
            foreach (var line in File.ReadLines(Path.ChangeExtension(file, ".txt")))
            {
                var n = line.Split(' ').Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
                var (x, y, w, h) = (n[1] * picture.Width, n[2] * picture.Height, n[3] * picture.Width, n[4] * picture.Height);
                plates++;
                foreach (var (dx, dy, size) in new[] { (0.0, 0.0, 3.0), (0.0, 0.6, 2.0), (0.4, 0.0, 2.0), (0.0, 0.0, 1.2) })
                {
                    var (cx, cy, half) = (x + dx * w, y + dy * w, size * w / 2);
                    var box = new Box((float)(cx - half), (float)(cy - half / 2), (float)(cx + half), (float)(cy + half / 2)).Clip(picture.Width, picture.Height);
                    tried++;
                    if (PublishedCrop.Veiled(picture, box, picture.Width, picture.Height, 0.45 * picture.Height) is not { } veiled) continue;
                    using var crop = veiled.Crop;
                    covered++;
                    var share = Open(veiled.Open, crop.Width, (int)(x - w / 2) - veiled.Left, (int)(y - h / 2) - veiled.Top, (int)w, (int)h) / Math.Max(1, w * h);
                    shares.Add(share);
                    // Eleven lines for a plate are four or five for its figures.
                    var lines = h / veiled.Finest;
                    if (share > 0.4 && lines > 11) readable.Add($"{Path.GetFileName(file)} {share:0.00} {lines:0}");
                    if (show is not null) File.WriteAllBytes(Path.Combine(show, $"{plates:000}-{covered:0000}-{share * 100:00}.jpg"), crop.EncodeJpeg(90));
                }
            }
        }
        shares.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"{plates} plates, of {tried} boxes over or beside one {covered} give a picture; share of a plate's area that stays fine: median {shares[shares.Count / 2]:0.00}, 95 % {shares[(int)(0.95 * shares.Count)]:0.00}, most {shares[^1]:0.00}");
        Assert.True(tried > 400 && covered > 50, $"{covered} crops of {tried}");
        Assert.True(readable.Count == 0, $"{readable.Count}: {string.Join("; ", readable.Take(20))}");
    }

    /// <summary>What it costs: real damage on real roads, with the boxes that people drew.</summary>
    [Fact]
    public void Most_real_damage_can_still_be_seen_in_what_is_published()
    {
        var folder = Path.Combine(Repository.Root, "..", "shared", "data", "road");
        if (!Directory.Exists(folder)) Assert.Skip("skipped: no ../shared/data");
        var (boxes, shares) = (0, new List<double>());
        var show = Environment.GetEnvironmentVariable("MACHIMICHI_ROADS");
        foreach (var file in Directory.EnumerateFiles(folder, "*.webp", SearchOption.AllDirectories).Where(f => f.Contains("japan_val", StringComparison.Ordinal) || f.Contains("brazil", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Where((_, i) => i % 10 == 0 || _.Contains("japan_val", StringComparison.Ordinal)))
        {
            if (!File.Exists(Path.ChangeExtension(file, ".txt"))) continue;
            using var picture = Picture.Load(file);
            foreach (var line in File.ReadLines(Path.ChangeExtension(file, ".txt")))
            {
                var n = line.Split(' ').Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
                if (n[0] > 3) continue;
                var box = new Box((float)((n[1] - n[3] / 2) * picture.Width), (float)((n[2] - n[4] / 2) * picture.Height), (float)((n[1] + n[3] / 2) * picture.Width), (float)((n[2] + n[4] / 2) * picture.Height));
                var horizon = (file.Contains("brazil", StringComparison.Ordinal) ? 0.1 : 0.45) * picture.Height;
                if (PublishedCrop.Part(box, picture.Width, picture.Height, horizon) is null) continue;
                boxes++;
                if (PublishedCrop.Veiled(picture, box, picture.Width, picture.Height, horizon) is not { } veiled) continue;
                using var crop = veiled.Crop;
                shares.Add(Math.Min(1, veiled.Open.Count(o => o) / box.Area));
                if (show is not null) File.WriteAllBytes(Path.Combine(show, $"{boxes:000}-{shares[^1] * 100:00}.jpg"), crop.EncodeJpeg(90));
            }
        }
        shares.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"{boxes} boxes, {shares.Count} give a picture; share of the box that stays fine: median {shares[shares.Count / 2]:0.00}, 10 % {shares[shares.Count / 10]:0.00}");
        Assert.True(shares.Count > 0.7 * boxes && shares[shares.Count / 2] > 0.6, $"{shares.Count} of {boxes}");
    }

    private static Picture Grey()
    {
        var picture = Picture.Blank(1280, 720);
        var (pixels, dice) = (new byte[1280 * 720 * 3], new Random(1));
        for (var i = 0; i < pixels.Length; i += 3) pixels[i] = pixels[i + 1] = pixels[i + 2] = (byte)(100 + dice.Next(12));
        pixels.CopyTo(picture.MutablePixels);
        return picture;
    }

    private static Picture Striped()
    {
        var picture = Grey();
        for (var x = 300; x < 1000; x += 12) Paint(picture, x, 340, 4, 370, (60, 60, 60));
        return picture;
    }

    private static void Paint(Picture picture, int left, int top, int width, int height, (byte Blue, byte Green, byte Red) colour)
    {
        for (var y = top; y < top + height; y++)
            for (var x = left; x < left + width; x++)
            {
                var pixel = picture.MutablePixels.Slice((y * picture.Width + x) * 3, 3);
                (pixel[0], pixel[1], pixel[2]) = colour;
            }
    }

    private static int Differences(Picture picture, int from, int to)
    {
        var (row, most) = (picture.Height / 2 * picture.Width * 3, 0);
        for (var x = from + 1; x < to; x++) most = Math.Max(most, Math.Abs(picture.Pixels[row + x * 3] - picture.Pixels[row + (x - 1) * 3]));
        return most;
    }

    private static int Open(bool[] open, int width, int left, int top, int across, int down)
    {
        var count = 0;
        for (var y = Math.Max(0, top); y < Math.Min(open.Length / width, top + down); y++)
            for (var x = Math.Max(0, left); x < Math.Min(width, left + across); x++)
                if (open[y * width + x]) count++;
        return count;
    }
}
