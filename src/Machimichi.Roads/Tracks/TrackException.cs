namespace Machimichi.Roads.Tracks;

/// <summary>A track that cannot be read: what is wrong, and how it is mended.</summary>
public sealed class TrackException : Exception
{
    public TrackException(string what, string mend, Exception? inner = null)
        : base($"{what} {mend}", inner)
    {
        What = what;
        Mend = mend;
    }

    public string What { get; }
    public string Mend { get; }

    /// <summary>Key of the text that says all this in the reader's language; <c>{detail}</c> in it is <see cref="Detail"/>.</summary>
    public string Key { get; init; } = "footage.no-track";

    public string? Detail { get; init; }
}
