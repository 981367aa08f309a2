using System.Text;
using Machimichi.Roads.Footage.Reading;
using Machimichi.Roads.Tracks.Formats;
using Machimichi.Roads.Tracks.Movies;

namespace Machimichi.Roads.Tracks;

/// <summary>Reads the track in or of a file. What the file is, its content says, not its ending.</summary>
public static class TrackReader
{
    private const string GiveGpx = "Import it without a track, and give a GPX of the same drive beside it or later.";

    /// <exception cref="TrackException">No track can be had from it: says what is wrong and how it is mended.</exception>
    public static Track Read(string path) => Read(path, withHelp: true);

    /// <summary>Without asking ExifTool.</summary>
    internal static Track ReadOwn(string path) => Read(path, withHelp: false);

    private static Track Read(string path, bool withHelp)
    {
        var name = Path.GetFileName(path);
        if (Directory.Exists(path))
            throw new TrackException($"“{name}” is a folder.", "Give one file: a film, a GPX, an NMEA log.");
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 64 << 10);
            if (file.Length == 0)
                throw new TrackException($"“{name}” is empty (0 bytes).", "Copy it from the recorder again.") { Key = "footage.empty" };
            var head = new byte[8192];
            head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            file.Position = 0;
            return Read(file, head, name, withHelp ? () => ExifToolReader.Read(path) : () => null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new TrackException(
                $"“{name}” cannot be read: {fault.Message}",
                "See that the card is in, and that the file may be read.",
                fault
            );
        }
    }

    private static Track Read(FileStream file, byte[] head, string name, Func<Track?> help)
    {
        if (PictureKind.Of(head) is not null)
            throw new TrackException($"“{name}” is a single picture, not a film or a track.", "Import its folder as still frames.");
        if (IsoMovie.LooksLikeOne(head))
            return MovieReader.Read(file) ?? help() ?? throw NoTrackInFilm(file, name);
        if (TransportStreamReader.PacketSize(head) is var packet and > 0)
            return TransportStreamReader.Read(file, packet) ?? help() ?? throw NoTrackInFilm(null, name);

        var text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.StartsWith('<') || IsUtf16(head))
            return GpxReader.Read(file, name);
        if (text.StartsWith('{'))
            return GeoJsonReader.Read(file, name);
        if (text.Contains("RMC,", StringComparison.Ordinal) || text.Contains("GGA,", StringComparison.Ordinal) || IsText(head))
            return NmeaReader.Read(file, name);
        // Asking ExifTool takes a quarter of a second: not worth it for what is no film at all.
        return (IsOtherFilm(head) ? help() : null) ?? throw new TrackException($"“{name}” has no GPS track that this program can read.", GiveGpx) { Detail = "" };
    }

    private static TrackException NoTrackInFilm(FileStream? film, string name)
    {
        var missing = film is null ? null : MovieReader.Missing(film);
        return new TrackException(
            missing is null ? $"“{name}” has no GPS track inside." : $"“{name}” has no GPS track that can still be read. {missing}",
            GiveGpx
        )
        {
            Detail = missing ?? "",
        };
    }

    // AVI, Matroska, Windows Media, MPEG program stream, Flash.
    private static bool IsOtherFilm(ReadOnlySpan<byte> head) =>
        head.StartsWith("RIFF"u8)
        || head.StartsWith((ReadOnlySpan<byte>)[0x1a, 0x45, 0xdf, 0xa3])
        || head.StartsWith((ReadOnlySpan<byte>)[0x30, 0x26, 0xb2, 0x75])
        || head.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0xba])
        || head.StartsWith("FLV"u8);

    private static bool IsUtf16(ReadOnlySpan<byte> head) =>
        head.Length > 2 && ((head[0] == 0xff && head[1] == 0xfe) || (head[0] == 0xfe && head[1] == 0xff));

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (var c in head)
            if (c < 0x09 || c is > 0x0d and < 0x20)
                return false;
        return true;
    }
}
