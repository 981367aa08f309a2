namespace Machimichi.Roads.Footage.Reading;

/// <summary>Footage that cannot be read: what is wrong, why, and how it is mended.</summary>
public sealed class FootageException : Exception
{
    public FootageException(string what, string why, string mend, Exception? inner = null)
        : base($"{what} {why} {mend}", inner)
    {
        What = what;
        Why = why;
        Mend = mend;
    }

    public string What { get; }
    public string Why { get; }
    public string Mend { get; }

    /// <summary>Key of the text that says all this in the reader's language; <c>{detail}</c> in it is <see cref="Detail"/>.</summary>
    public string Key { get; init; } = "footage.unreadable";

    /// <summary>What no language changes: a codec's name, a program's own words.</summary>
    public string? Detail { get; init; }

    internal static FootageException NotInstalled(string tool) =>
        new(
            $"The film cannot be opened.",
            $"The program “{tool}” is not installed.",
            "Install ffmpeg (on Debian: apt install ffmpeg), or name its place in MACHIMICHI_FFMPEG and MACHIMICHI_FFPROBE."
        )
        {
            Key = "footage.tool-missing",
            Detail = tool,
        };
}
