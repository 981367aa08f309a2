namespace Machimichi.Roads.Footage.Reading;

/// <summary>Which picture format a file's first bytes are.</summary>
internal static class PictureKind
{
    public static string? Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith([(byte)0xff, (byte)0xd8, (byte)0xff]))
            return "JPEG";
        if (head.StartsWith([(byte)0x89, (byte)'P', (byte)'N', (byte)'G']))
            return "PNG";
        return head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8) ? "WebP" : null;
    }
}
