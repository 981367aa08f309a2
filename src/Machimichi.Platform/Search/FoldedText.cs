using System.Globalization;
using System.Text;

namespace Machimichi.Platform.Search;

/// <summary>
/// A text as a search compares it: width, case, the two kana, small and large kana, the long mark, repetition marks and old
/// characters made one. Each character knows from where in the text it comes, so that what was found can be marked there.
/// Whatever is neither letter, digit nor symbol is a space.
/// </summary>
public sealed class FoldedText
{
    private readonly StringBuilder folded = new();
    private readonly List<(int Start, int End)> sources = [];
    private bool afterVu;

    private FoldedText() { }

    public string Text { get; private set; } = "";

    /// <summary>Where in the original the characters [start, start + length) of <see cref="Text"/> stand.</summary>
    public (int Start, int End) Source(int start, int length) => (sources[start].Start, sources[start + length - 1].End);

    public static FoldedText Of(string text)
    {
        var made = new FoldedText();
        for (var at = 0; at < text.Length;)
        {
            var end = ClusterEnd(text, at);
            if (end == at + 1 && char.IsAscii(text[at])) made.Add(char.ToLowerInvariant(text[at]), at, end);
            else if (end == at + 1 && IsPlain(text[at])) made.Add(OldCharacters.NewOf(new Rune(text[at])) ?? text[at], at, end);
            else made.AddCluster(text[at..end], at, end);
            at = end;
        }
        made.Text = made.folded.ToString();
        return made;
    }

    // ｶﾞ is two characters and one kana, and so are a letter and the mark that stands on it.
    private static int ClusterEnd(string text, int at)
    {
        var end = at + (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1);
        while (end < text.Length && (IsVoicing(text[end]) || (text[end] > 0x2ff && CharUnicodeInfo.GetUnicodeCategory(text[end]) == UnicodeCategory.NonSpacingMark))) end++;
        return end;
    }

    // Most of a Japanese text: what Unicode's normal form leaves as it is and what has no case.
    private static bool IsPlain(char c) => c is >= 'ぁ' and <= 'ゖ' or >= 'ァ' and <= 'ヺ' or 'ー' or >= '\u4e00' and <= '\u9fff' or '、' or '。' or '々';

    private static bool IsVoicing(char c) => c is 'ﾞ' or 'ﾟ' or '゛' or '゜';

    private void AddCluster(string cluster, int start, int end)
    {
        if (cluster.Length == 1 && char.IsSurrogate(cluster[0]))
        {
            Add(' ', start, end);
            return;
        }
        var plain = cluster.Replace('゛', '\u3099').Replace('゜', '\u309a').Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        foreach (var rune in plain.EnumerateRunes())
        {
            if (OldCharacters.NewOf(rune) is { } modern) Add(modern, start, end);
            else if (rune.IsBmp) Add((char)rune.Value, start, end);
            else if (IsWord(Rune.GetUnicodeCategory(rune))) foreach (var half in rune.ToString()) Append(half, start, end);
            else Add(' ', start, end);
        }
    }

    private void Add(char c, int start, int end)
    {
        if (c is >= 'ァ' and <= 'ヶ') c = (char)(c - ('ァ' - 'ぁ'));
        var last = folded.Length > 0 ? folded[^1] : ' ';
        var wasVu = afterVu;
        afterVu = c == 'ゔ';
        if (wasVu && "ぁぃぅぇぉ".IndexOf(c, StringComparison.Ordinal) is >= 0 and var vowel)
        {
            // ヴァ is written バ as often.
            folded[^1] = "ばびぶべぼ"[vowel];
            sources[^1] = (sources[^1].Start, end);
            return;
        }
        switch (c)
        {
            case 'ー': return;
            case '-' or '‐' or '‑' or '–' or '—' or '―' or '−' or '~' or '〜' when IsKana(last): return;
            case '々' or '〻' or 'ゝ' or 'ヽ' when last != ' ': c = last; break;
            case 'ゞ' or 'ヾ' when IsKana(last): c = $"{last}\u3099".Normalize(NormalizationForm.FormC)[0]; break;
        }
        Append(Same(c), start, end);
    }

    private void Append(char c, int start, int end)
    {
        folded.Append(c);
        sources.Add((start, end));
    }

    private static char Same(char c) => c switch
    {
        'ぁ' => 'あ', 'ぃ' => 'い', 'ぅ' => 'う', 'ぇ' => 'え', 'ぉ' => 'お', 'っ' => 'つ', 'ゃ' => 'や', 'ゅ' => 'ゆ', 'ょ' => 'よ', 'ゎ' => 'わ', 'ゕ' => 'か', 'ゖ' => 'け',
        'ゔ' => 'ぶ', 'ぢ' => 'じ', 'づ' => 'ず', 'ゐ' => 'い', 'ゑ' => 'え',
        >= 'À' and <= 'ɏ' => c.ToString().Normalize(NormalizationForm.FormD)[0],
        _ => char.IsSurrogate(c) || IsWord(CharUnicodeInfo.GetUnicodeCategory(c)) ? c : ' ',
    };

    private static bool IsKana(char c) => c is >= 'ぁ' and <= 'ゖ';

    private static bool IsWord(UnicodeCategory category) => category is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber or UnicodeCategory.OtherSymbol;
}
