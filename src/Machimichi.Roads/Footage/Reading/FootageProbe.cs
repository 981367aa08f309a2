using System.Text.Json;
using Machimichi.Roads.Tracks.Formats;
using Machimichi.Roads.Tracks.Movies;

namespace Machimichi.Roads.Footage.Reading;

/// <summary>What a film is, as its file says it.</summary>
/// <param name="Codec">"h264", "hevc", "mjpeg"…</param>
/// <param name="Width">Pixels as shown: a film that was turned is already turned.</param>
/// <param name="Duration">As the file promises; null where it does not tell.</param>
/// <param name="ReadableDuration">How far the pictures are really there: shorter than <paramref name="Duration"/> in a cut file.</param>
/// <param name="CreatedUtc">The recorder's word, by its own clock: many write their local time as UTC.</param>
/// <param name="Missing">What is not there of a cut file; null when it is whole.</param>
public sealed record FootageInfo(
    string Path,
    long Bytes,
    string Codec,
    int Width,
    int Height,
    double FramesPerSecond,
    TimeSpan? Duration,
    TimeSpan? ReadableDuration,
    DateTime? CreatedUtc,
    string? Missing
);

/// <summary>Asks ffprobe what a file is, and says clearly why when it is no film.</summary>
public static class FootageProbe
{
    private const string CopyAgain = "Copy it from the card again; if it is the same there, this recording is lost.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <exception cref="FootageException">No film can be had from it.</exception>
    public static FootageInfo Read(string path)
    {
        var name = Path.GetFileName(path);
        var (bytes, missing, readable) = Look(path, name);
        var tool = ExternalTool.Find("ffprobe") ?? throw FootageException.NotInstalled("ffprobe");
        var answer = ExternalTool.Ask(
            tool,
            ["-v", "error", "-print_format", "json", "-show_format", "-show_streams", "-select_streams", "v:0", "-i", Url(path)],
            Patience,
            100_000
        );
        if (answer.TimedOut)
            throw new FootageException(
                $"“{name}” cannot be read.",
                $"It was not understood within {Patience.TotalSeconds:0} seconds.",
                "See that the card or the network drive answers, then try again."
            )
            {
                Key = "footage.too-slow",
            };
        using var json = Parse(answer);
        if (json is null || !json.RootElement.TryGetProperty("format", out var format))
            throw Unreadable(name, bytes, missing, answer.Complaint);
        if (!json.RootElement.TryGetProperty("streams", out var streams) || streams.GetArrayLength() == 0)
            throw new FootageException(
                $"“{name}” has no pictures.",
                "There is sound or data in it, but no film.",
                "If it holds a GPS track, give it as the track of another film."
            )
            {
                Key = "footage.no-pictures",
            };
        return Describe(path, name, bytes, missing, readable, format, streams[0]);
    }

    /// <summary>A path as ffmpeg takes it: a colon or a leading minus in a name must not become a protocol or an option.</summary>
    internal static string Url(string path) => "file:" + Path.GetFullPath(path);

    private static (long Bytes, string? Missing, TimeSpan? Readable) Look(string path, string name)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (file.Length == 0)
                throw new FootageException(
                    $"“{name}” is empty.",
                    "It has 0 bytes: the recorder lost power before it wrote anything, or the copy failed.",
                    CopyAgain
                )
                {
                    Key = "footage.empty",
                };
            var head = new byte[16];
            head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            if (PictureKind.Of(head) is { } kind)
                throw new FootageException(
                    $"“{name}” is no film.",
                    $"It is a single {kind} picture with a film's name.",
                    "Import it, with its neighbours, as a folder of still frames."
                )
                {
                    Key = "footage.is-picture",
                    Detail = kind.ToString(),
                };
            if (!IsoMovie.LooksLikeOne(head))
                return (file.Length, null, null);
            var movie = IsoMovie.Open(file);
            return (file.Length, MovieReader.Missing(file), Readable(movie, file.Length));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FootageException(
                $"“{name}” cannot be opened.",
                fault.Message,
                "See that the card is in, and that the file may be read.",
                fault
            )
            {
                Key = "footage.gone",
                Detail = fault.Message,
            };
        }
    }

    private static TimeSpan? Readable(IsoMovie movie, long length)
    {
        if (movie.Tracks.Find(track => track.Handler == "vide") is not { } film)
            return null;
        var end = TimeSpan.Zero;
        foreach (var sample in film.Samples())
        {
            if (sample.Offset + sample.Size > length)
                break;
            end = sample.Time + sample.Duration;
        }
        return end;
    }

    private static FootageException Unreadable(string name, long bytes, string? missing, string complaint)
    {
        if (missing is not null)
            return new FootageException(
                $"“{name}” is cut.",
                missing,
                "The recorder lost power while it wrote, or the copy broke off. " + CopyAgain
            )
            {
                Key = "footage.cut",
                Detail = missing,
            };
        var said = complaint.Split('\n').LastOrDefault(line => line.Length > 0) ?? "no more is known";
        return new FootageException(
            $"“{name}” is no film that can be read.",
            $"It has {bytes} bytes of which ffprobe says: {said}.",
            CopyAgain
        )
        {
            Key = "footage.not-a-film",
            Detail = said,
        };
    }

    private static FootageInfo Describe(
        string path,
        string name,
        long bytes,
        string? missing,
        TimeSpan? readable,
        JsonElement format,
        JsonElement video
    )
    {
        var codec = Text(video, "codec_name") ?? "unknown";
        var (width, height) = (Number(video, "width"), Number(video, "height"));
        if (codec == "unknown" || width is not > 0 || height is not > 0)
            throw new FootageException(
                $"“{name}” cannot be decoded.",
                codec == "unknown"
                    ? $"Its codec ({Text(video, "codec_tag_string") ?? "no name"}) is not known here."
                    : $"Its {codec} pictures have no size: the file is damaged.",
                "Set the recorder to H.264 or HEVC, or convert the film with the maker's program."
            )
            {
                Key = "footage.codec",
                Detail = Text(video, "codec_tag_string") ?? codec,
            };
        if (Turned(video))
            (width, height) = (height, width);
        var duration = Seconds(Text(format, "duration")) ?? Seconds(Text(video, "duration"));
        return new FootageInfo(
            path,
            bytes,
            codec,
            (int)width.Value,
            (int)height.Value,
            Rate(Text(video, "avg_frame_rate")) ?? Rate(Text(video, "r_frame_rate")) ?? 0,
            duration,
            readable is { } there && (duration is null || there < duration) ? there : duration,
            Created(format) ?? Created(video),
            missing
        );
    }

    private static bool Turned(JsonElement video)
    {
        if (!video.TryGetProperty("side_data_list", out var list) || list.ValueKind != JsonValueKind.Array)
            return false;
        foreach (var item in list.EnumerateArray())
            if (Number(item, "rotation") is { } degrees && Math.Abs(Math.Abs(degrees) - 90) % 180 < 1)
                return true;
        return false;
    }

    private static DateTime? Created(JsonElement element) =>
        element.TryGetProperty("tags", out var tags) && Instants.Parse(Text(tags, "creation_time")) is { Year: > 1999 } time ? time : null;

    private static double? Rate(string? text) =>
        text?.Split('/') is [var above, var below] && Instants.Number(above) is { } a && Instants.Number(below) is > 0 and { } b && a > 0
            ? a / b
            : null;

    private static TimeSpan? Seconds(string? text) =>
        Instants.Number(text) is > 0 and < 1e7 and { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static JsonDocument? Parse(ExternalTool.Answer answer)
    {
        try
        {
            return JsonDocument.Parse(string.Join('\n', answer.Lines));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
