namespace Machimichi.Roads.Footage.Reading;

/// <summary>frame_2 before frame_10.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static readonly NaturalOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var a = x.AsSpan();
        var b = y.AsSpan();
        while (a.Length > 0 && b.Length > 0)
        {
            if (char.IsAsciiDigit(a[0]) && char.IsAsciiDigit(b[0]))
            {
                var (left, right) = (Digits(a), Digits(b));
                var l = a[..left].TrimStart('0');
                var r = b[..right].TrimStart('0');
                var order = l.Length != r.Length ? l.Length.CompareTo(r.Length) : l.SequenceCompareTo(r);
                if (order != 0)
                    return order;
                a = a[left..];
                b = b[right..];
            }
            else
            {
                if (a[0] != b[0])
                    return a[0].CompareTo(b[0]);
                a = a[1..];
                b = b[1..];
            }
        }
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(x, y);
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var n = 0;
        while (n < text.Length && char.IsAsciiDigit(text[n]))
            n++;
        return n;
    }
}
