using Machimichi.Roads.Footage.Reading;
using Machimichi.Tests.Roads.Tracks;

namespace Machimichi.Tests.Roads.Footage;

public sealed class VideoFramesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("film.mp4")]
    [InlineData("film.ts")]
    [InlineData("film.avi")]
    public async Task Each_wanted_instant_gives_the_picture_shown_then(string name)
    {
        var path = Films.Make(folder, name, 6, keyframeEvery: 100);
        var wanted = Seconds(0, 0.35, 1.1, 1.6, 2.45, 5.3);

        var (frames, at) = await Read(VideoFrames.Read(path, wanted, 320));

        Assert.Equal(FrameChoice.Exact, frames.Chosen);
        Assert.Null(frames.Partial);
        Assert.Equal(wanted.Count, at.Count);
        Assert.All(wanted.Zip(at), pair => Assert.Equal(pair.First.TotalSeconds, pair.Second.TotalSeconds, 0.11));
    }

    [Fact]
    public async Task The_picture_is_the_films_own_in_its_colours_and_made_smaller_where_asked()
    {
        var path = Films.Make(folder, "film.mp4", 1, 10, "-vf", "drawbox=color=red:t=fill");

        await foreach (var (_, picture) in VideoFrames.Read(path, Seconds(0.5), 160))
            using (picture)
            {
                Assert.Equal((160, 120), (picture.Width, picture.Height));
                var pixel = picture.Pixels.Slice((60 * 160 + 80) * 3, 3).ToArray();
                Assert.True(pixel[2] > 220 && pixel[1] < 40 && pixel[0] < 40, $"blue {pixel[0]} green {pixel[1]} red {pixel[2]}");
            }
    }

    [Fact]
    public async Task Keyframes_are_enough_where_they_stand_close_enough()
    {
        var path = Films.Make(folder, "film.mp4", 10, keyframeEvery: 10);

        var (frames, at) = await Read(VideoFrames.Read(path, Seconds([.. Enumerable.Range(0, 33).Select(i => i * 0.3)]), 320));

        Assert.Equal(FrameChoice.Keyframes, frames.Chosen);
        Assert.Null(frames.Partial);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => i * 0.5), at.Select(time => time.TotalSeconds), (a, b) => Math.Abs(a - b) < 0.01);
    }

    [Fact]
    public async Task A_long_pause_is_skipped_and_each_side_of_it_is_right()
    {
        var path = Films.Make(folder, "film.mp4", 40, keyframeEvery: 20);
        var wanted = Seconds(1.05, 1.65, 30.25, 30.85, 31.45);

        var (_, at) = await Read(VideoFrames.Read(path, wanted, 320, FrameChoice.Exact));

        Assert.Equal(wanted.Select(time => time.TotalSeconds), at.Select(time => time.TotalSeconds), (a, b) => Math.Abs(a - b) < 0.11);
    }

    [Fact]
    public async Task Hundreds_of_instants_are_as_good_as_a_few()
    {
        var path = Films.Make(folder, "film.mp4", 60, keyframeEvery: 200);
        var wanted = Seconds([.. Enumerable.Range(0, 590).Select(i => i * 0.1)]);

        var (frames, at) = await Read(VideoFrames.Read(path, wanted, 64));

        Assert.Null(frames.Partial);
        Assert.Equal(590, at.Count);
        Assert.Equal(at.Order(), at);
    }

    [Fact]
    public async Task Of_a_cut_film_comes_what_is_there_and_the_rest_is_said_to_be_missing()
    {
        var whole = File.ReadAllBytes(Films.Make(folder, "film.mp4", 10, 10, "-movflags", "+faststart"));
        var path = folder.File("cut.mp4", whole[..(whole.Length / 2)]);

        var (frames, at) = await Read(VideoFrames.Read(path, Seconds([.. Enumerable.Range(0, 19).Select(i => i * 0.5)]), 320));

        Assert.InRange(at.Count, 5, 14);
        Assert.Equal(19 - at.Count, frames.NotFound.Count);
        Assert.Contains("is cut after", frames.Partial, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_in_the_middle_loses_only_the_middle()
    {
        var film = File.ReadAllBytes(Films.Make(folder, "film.mp4", 20, keyframeEvery: 10));
        film.AsSpan(film.Length * 2 / 5, film.Length / 5).Fill(0x5a);

        var (frames, at) = await Read(
            VideoFrames.Read(folder.File("hole.mp4", film), Seconds([.. Enumerable.Range(0, 39).Select(i => i * 0.5)]), 320)
        );

        Assert.InRange(at.Count, 20, 35);
        Assert.True(at[^1] > TimeSpan.FromSeconds(17));
        Assert.NotNull(frames.Partial);
    }

    [Fact]
    public async Task When_ffmpeg_is_killed_it_is_started_again_where_it_was()
    {
        var path = Films.Make(folder, "film.mp4", 10, keyframeEvery: 10);
        // It dies after the first 40,000 bytes of its first run, as one that ran out of memory.
        var mark = Path.Combine(folder.Root, "mark");
        var dying = Tool(
            $"if [ -e '{mark}' ]; then exec {Samples.Tool("ffmpeg")} \"$@\"; fi; touch '{mark}'; {Samples.Tool("ffmpeg")} \"$@\" | head -c 40000; kill -9 $$"
        );

        var (frames, at) = await Read(
            VideoFrames.Read(
                path,
                Seconds([.. Enumerable.Range(0, 19).Select(i => i * 0.5)]),
                64,
                FrameChoice.Keyframes,
                dying,
                CancellationToken.None
            )
        );

        Assert.Null(frames.Partial);
        Assert.Equal(Enumerable.Range(0, 19).Select(i => i * 0.5), at.Select(time => time.TotalSeconds), (a, b) => Math.Abs(a - b) < 0.01);
    }

    [Fact]
    public async Task When_ffmpeg_never_works_the_result_says_so()
    {
        var path = Films.Make(folder, "film.mp4", 2);

        var (frames, at) = await Read(
            VideoFrames.Read(
                path,
                Seconds(0, 1),
                64,
                FrameChoice.Exact,
                Tool("echo 'Error: no memory' >&2; exit 1"),
                CancellationToken.None
            )
        );

        Assert.Empty(at);
        Assert.Equal(2, frames.NotFound.Count);
        Assert.Contains("Error: no memory", frames.Partial, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_stops_taking_pictures_leaves_no_ffmpeg_behind()
    {
        var path = Films.Make(folder, "film.mp4", 30, keyframeEvery: 200);
        var pid = Path.Combine(folder.Root, "pid");
        var tool = Tool($"echo $$ > '{pid}'; exec {Samples.Tool("ffmpeg")} \"$@\"");

        await foreach (
            var (_, picture) in VideoFrames.Read(
                path,
                Seconds([.. Enumerable.Range(0, 250).Select(i => i * 0.1)]),
                320,
                FrameChoice.Exact,
                tool,
                CancellationToken.None
            )
        )
        {
            picture.Dispose();
            break;
        }

        Assert.False(Directory.Exists("/proc/" + (await File.ReadAllTextAsync(pid)).Trim()));
    }

    [Fact]
    public async Task A_cancelled_reading_ends_at_once()
    {
        var path = Films.Make(folder, "film.mp4", 30, keyframeEvery: 200);
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (
                var (_, picture) in VideoFrames.Read(
                    path,
                    Seconds([.. Enumerable.Range(0, 250).Select(i => i * 0.1)]),
                    320,
                    FrameChoice.Exact,
                    stop.Token
                )
            )
            {
                picture.Dispose();
                await stop.CancelAsync();
            }
        });
    }

    private static async Task<(VideoFrames Frames, List<TimeSpan> At)> Read(VideoFrames frames)
    {
        var at = new List<TimeSpan>();
        await foreach (var (time, picture) in frames)
        {
            at.Add(time);
            picture.Dispose();
        }
        return (frames, at);
    }

    private static List<TimeSpan> Seconds(params double[] seconds) => [.. seconds.Select(TimeSpan.FromSeconds)];

    private string Tool(string script)
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "skipped: no shell");
        var path = folder.File("tool.sh", "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
