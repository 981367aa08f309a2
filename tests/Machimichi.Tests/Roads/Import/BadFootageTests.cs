using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Language;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Drives;
using Machimichi.Roads.Footage;
using Machimichi.Tests.Roads.Tracks;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Roads.Import;

/// <summary>
/// What comes from cards that were pulled out, recorders that lost power and disks that are full: each file ends as done, in part or refused, in the
/// reader's language, the rest of the card goes on, and once it is mended the same import brings what is missing and nothing twice.
/// </summary>
public sealed partial class BadFootageTests : IAsyncLifetime
{
    private static readonly DateTime Monday = new(2026, 11, 16, 1, 0, 0, DateTimeKind.Utc);
    private static readonly (double, double)[] Square = [(60, 1.2)];
    private readonly FilmedTown town = new();

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Samples.Tool("ffmpeg") is null, "skipped: ffmpeg is not installed");
        return town.InitializeAsync();
    }

    public ValueTask DisposeAsync() => town.DisposeAsync();

    /// <param name="Bad">Lays the bad thing onto the card; returns the path that is looked for in the answer.</param>
    /// <param name="Mend">What somebody does who read the reason; null where nothing can be done.</param>
    public sealed record Case(string Result, string Code, Func<FilmedTown, string> Bad, Action<string>? Mend = null);

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["a film cut in the middle, its index at the front"] = new("part", "footage.part.cut", t => Cut(Film(t, "-movflags", "+faststart"))),
        ["a film cut in the middle, its index at the end"] = new("refused", "footage.cut", t => Cut(Film(t)), Restore),
        ["zero bytes"] = new("refused", "footage.empty", t => Write(Film(t), []), Restore),
        ["a picture named .mp4"] = new("refused", "footage.is-picture", t => Write(Film(t), File.ReadAllBytes(Directory.EnumerateFiles(Path.Combine(t.Card, "good"), "*.jpg").First()))),
        ["an unknown codec"] = new("refused", "footage.codec", t => Renamed(Film(t), "avc1", "zz9q")),
        ["noise named .mp4"] = new("refused", "footage.not-a-film", t => Write(Film(t), Noise(4000))),
        ["a film without a track"] = new("refused", "footage.no-track", t => WithoutTrack(Film(t)), film => FilmedTown.WriteTrack(Path.GetDirectoryName(film)!, Monday.AddHours(3))),
        ["a track of 1970"] = new("refused", "footage.track-dates", t => Tracked(Film(t), DateTime.UnixEpoch, null), film => FilmedTown.WriteTrack(Path.GetDirectoryName(film)!, Monday.AddHours(3))),
        ["a camera whose clock says 1970, with a good track"] = new("done", "", t => Film(t, "-metadata", "creation_time=1970-01-01T00:00:00Z")),
        ["a track on another continent"] = new("refused", "footage.elsewhere", t => Tracked(Film(t), Monday.AddHours(3), new Place(-23.5, -46.6)), film => FilmedTown.WriteTrack(Path.GetDirectoryName(film)!, Monday.AddHours(3))),
        ["a track that breaks off in its first line"] = new("refused", "footage.track-unreadable", t => Broken(Film(t)), film => FilmedTown.WriteTrack(Path.GetDirectoryName(film)!, Monday.AddHours(3))),
        ["a vehicle that stood all the time"] = new("refused", "footage.no-moment", t => Tracked(Film(t), Monday.AddHours(3), null, standing: true)),
        ["a track without pictures"] = new("refused", "footage.track-alone", t => Alone(Film(t))),
        ["a camera that looks back"] = new("refused", "footage.not-ahead", t => Moved(Film(t), "20261116_130000_R.mp4")),
        ["something else"] = new("refused", "footage.other", t => Moved(Film(t), "readme.pdf", "no film"u8.ToArray())),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_bad_file_says_in_each_language_what_it_is_and_the_drive_goes_on(string name)
    {
        var one = Cases[name];
        var good = town.Film("good", Monday, squares: Square);
        var bad = one.Bad(town);
        var receipt = await town.Import(Texts.Japanese, [town.Card]);

        var file = Assert.Single(receipt.Files, f => f.Path == bad);
        Assert.Equal((one.Result, one.Code), (file.Result, file.Code));
        Assert.Equal("done", Assert.Single(receipt.Files, f => f.Path == good).Result);
        Assert.NotEmpty(await town.In(s => s.GetRequiredService<ListDefects>().ForMap("all", 100, CancellationToken.None)));
        if (one.Code.Length > 0)
        {
            Assert.Matches(Kana(), file.Reason);
            Assert.DoesNotContain("{detail}", file.Reason, StringComparison.Ordinal);
            using var clerk = await town.Clerk();
            var page = System.Net.WebUtility.HtmlDecode(await clerk.Page($"/{TownHost.Slug}/console/roads/imports/1"));
            Assert.Contains(file.Reason, page, StringComparison.Ordinal);
            Assert.Contains(Path.GetFileName(bad), page, StringComparison.Ordinal);
        }

        // The same card again, mended or not, changes nothing of what was done.
        var before = receipt.Files.Where(f => f.Result is "done" or "part").Sum(_ => 1);
        one.Mend?.Invoke(bad);
        var again = await town.Import(Texts.Japanese, [town.Card]);
        Assert.Equal(one.Mend is null ? one.Result : "done", Assert.Single(again.Files, f => f.Path == bad).Result);
        Assert.Equal("footage.known", Assert.Single(again.Files, f => f.Path == good).Code);
        Assert.Equal(before + (one.Mend is null ? 0 : 1), again.Files.Count(f => f.Result is "done" or "part"));
    }

    [Fact]
    public async Task A_thousand_small_files_each_end_and_the_good_one_among_them_is_read()
    {
        var good = town.Film("good", Monday, squares: Square);
        var many = Directory.CreateDirectory(Path.Combine(town.Card, "many")).FullName;
        for (var i = 0; i < 1000; i++)
            await File.WriteAllBytesAsync(Path.Combine(many, i % 4 == 0 ? $"{i}.mp4" : i % 4 == 1 ? $"{i}.txt" : $"{i}.ts"), i % 4 == 2 ? [] : Noise(300, i), TestContext.Current.CancellationToken);
        var receipt = await town.Import(town.Card);
        Assert.Equal(1001, receipt.Files.Count);
        Assert.Equal("done", receipt.Files.Single(f => f.Path == good).Result);
        Assert.All(receipt.Files.Where(f => f.Path != good), f => Assert.True(f.Result == "refused" && f.Reason.Length > 20, $"{f.Path}: {f.Result} {f.Reason}"));
        using var clerk = await town.Clerk();
        Assert.Contains("1001", await clerk.Page($"/{TownHost.Slug}/console/roads/imports/1?page=11"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_pulled_out_in_the_middle_keeps_what_was_copied_and_the_next_time_brings_the_rest()
    {
        foreach (var i in Enumerable.Range(1, 4)) town.Film($"part-{i}", Monday.AddHours(i), squares: Square);
        var (card, pocket) = (town.Card, town.Card + "-in-the-pocket");
        var receipt = await town.Import(Texts.Japanese, [card], new At(path =>
        {
            if (path.EndsWith("part-3", StringComparison.Ordinal) && Directory.Exists(card)) Directory.Move(card, pocket);
        }));
        Assert.Equal(["done", "done", "refused", "refused"], receipt.Files.Select(f => f.Result));
        Assert.All(receipt.Files.Skip(2), f => Assert.Equal("footage.gone", f.Code));

        Directory.Move(pocket, card);
        var again = await town.Import(card);
        Assert.Equal(["footage.known", "footage.known", "", ""], again.Files.Select(f => f.Code));
        Assert.All(again.Files, f => Assert.Equal("done", f.Result));
    }

    [Fact]
    public async Task A_full_disk_is_said_and_once_there_is_room_the_same_import_brings_the_rest()
    {
        var small = Directory.CreateTempSubdirectory("machimichi-small-disk-").FullName;
        Assert.SkipUnless(Shell("mount", "-t", "tmpfs", "-o", "size=96m", "none", small), "skipped: no small disk can be made here");
        try
        {
            await using var full = new FilmedTown { Files = Path.Combine(small, "files") };
            await full.InitializeAsync();
            var first = full.Film("part-1", Monday, squares: Square);
            full.Film("part-2", Monday.AddHours(2), squares: Square);
            await File.WriteAllBytesAsync(Path.Combine(small, "other"), new byte[(96 << 20) - (int)(1.6 * Directory.EnumerateFiles(first).Sum(f => new FileInfo(f).Length))], TestContext.Current.CancellationToken);

            var receipt = await full.Import(Texts.Japanese, [full.Card]);
            Assert.Contains(receipt.Files, f => f is { Result: "refused", Code: "footage.disk-full" });
            Assert.Matches(Kana(), receipt.Files.First(f => f.Result == "refused").Reason);

            File.Delete(Path.Combine(small, "other"));
            // What was copied but not read waits for a press of the button; what was not copied for the next import.
            foreach (var drive in Enumerable.Range(1, receipt.Drives))
                foreach (var file in (await full.In(s => s.GetRequiredService<ShowDrive>().Handle(drive, 1, false, CancellationToken.None))).Files.Where(f => f.State == FootageState.Refused))
                    await full.In(s => s.GetRequiredService<RetryFootage>().Handle(file.Id, CancellationToken.None));
            var again = await full.Import(full.Card);
            Assert.All(again.Files, f => Assert.True(f.Result == "done", $"{f.Result} {f.Code} {f.Reason}"));
            Assert.Equal(2, again.Files.Count);
        }
        finally { Shell("umount", "-l", small); }
    }

    [Fact]
    public async Task Two_cameras_with_one_clock_are_two_drives_and_one_defect()
    {
        town.Film("left", Monday, squares: Square);
        town.Film("right", Monday, eastMeters: 0.5, squares: [(60, 0.7)]);
        var receipt = await town.Import(town.Card);
        Assert.Equal((2, 1), (receipt.Drives, receipt.Defects));
        Assert.All(receipt.Files, f => Assert.Equal("done", f.Result));
    }

    [Theory]
    [InlineData(1, "done")]
    [InlineData(int.MaxValue, "part")]
    public async Task A_film_whose_decoder_is_killed_is_read_whole_or_says_how_far(int times, string result)
    {
        var film = Film(town);
        using var stop = new CancellationTokenSource();
        var killed = 0;
        var killer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested && killed < times)
            {
                foreach (var ffmpeg in Process.GetProcessesByName("ffmpeg"))
                    using (ffmpeg)
                        if (Decodes(ffmpeg, Path.GetFileName(film)) && killed < times) { ffmpeg.Kill(); killed++; }
                await Task.Delay(1);
            }
        }, TestContext.Current.CancellationToken);
        // Slow, so that the killer never comes too late.
        town.WaitsBeforeLooking = TimeSpan.FromMilliseconds(30);
        var receipt = await town.Import(Path.GetDirectoryName(film)!);
        await stop.CancelAsync();
        await killer;
        Assert.True(killed > 0, "Nothing was killed.");
        var file = Assert.Single(receipt.Files);
        if (result == "done") Assert.Equal((result, ""), (file.Result, file.Code));
        else Assert.True(file.Code is "footage.part.stopped" or "footage.unreadable", $"{file.Result} {file.Code} {file.Reason}");
    }

    private static string Film(FilmedTown town, params string[] more) => Path.Combine(town.Movie("bad", Monday.AddHours(3), Square, more), "bad.mp4");

    private static string Cut(string film) => Write(film, File.ReadAllBytes(film)[..(int)(new FileInfo(film).Length / 2)]);

    // What it was is kept out of the way of the next import, for whoever mends it.
    private static string Write(string film, byte[] content)
    {
        File.Copy(film, Kept(film));
        File.WriteAllBytes(film, content);
        return film;
    }

    private static void Restore(string film) => File.Move(Kept(film), film, overwrite: true);

    private static string Kept(string film) => Path.GetFullPath(Path.Combine(film, "..", "..", "..", "kept.mp4"));

    private static string Renamed(string film, string from, string to)
    {
        var bytes = File.ReadAllBytes(film);
        for (int at; (at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(from))) >= 0;) Encoding.ASCII.GetBytes(to).CopyTo(bytes, at);
        File.WriteAllBytes(film, bytes);
        return film;
    }

    private static string WithoutTrack(string film)
    {
        File.Delete(Path.Combine(Path.GetDirectoryName(film)!, "track.gpx"));
        return film;
    }

    private static string Tracked(string film, DateTime start, Place? from, bool standing = false)
    {
        FilmedTown.WriteTrack(Path.GetDirectoryName(film)!, start, from: from, step: standing ? 0 : FilmedTown.StepMeters);
        return film;
    }

    private static string Broken(string film)
    {
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(film)!, "track.gpx"), "<gpx version=\"1.1\" xmlns=\"http://www.topografix.com/GPX/1/1\"><trk><trk");
        return film;
    }

    private static string Alone(string film)
    {
        File.Delete(film);
        return Path.Combine(Path.GetDirectoryName(film)!, "track.gpx");
    }

    private static string Moved(string film, string name, byte[]? content = null)
    {
        var to = Path.Combine(Path.GetDirectoryName(film)!, name);
        File.Delete(Path.Combine(Path.GetDirectoryName(film)!, "track.gpx"));
        File.Move(film, to);
        if (content is not null) File.WriteAllBytes(to, content);
        return to;
    }

    private static byte[] Noise(int length, int seed = 7)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static bool Decodes(Process process, string film)
    {
        try { return File.ReadAllText($"/proc/{process.Id}/cmdline").Contains("/machimichi-footage-", StringComparison.Ordinal) && File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(film, StringComparison.Ordinal); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return false; }
    }

    private static bool Shell(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception) { return false; }
    }

    private sealed class At(Action<string> act) : IProgress<ImportFootage.Progress>
    {
        public void Report(ImportFootage.Progress value) => act(value.Path);
    }

    [GeneratedRegex("[ぁ-ん].*。")]
    private static partial Regex Kana();
}
