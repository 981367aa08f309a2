using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Machimichi.Voice.Writing;

/// <summary>What a text may give away of a person. <c>Number</c>: the twelve digits of マイナンバー.</summary>
public enum PersonalKind { Mail, Number, Bank, Phone, Address, Plate, Name }

/// <summary>
/// What seems to be personal data in a text that everyone will read. It can be wrong both ways, so it asks and never refuses:
/// <see cref="Finds"/> says what was found and where, the writer decides.
/// </summary>
/// <param name="Text">The text as it would be kept; positions are in it.</param>
/// <param name="Finds">In the order of the text, none over another.</param>
public sealed partial record PersonalData(string Text, IReadOnlyList<PersonalData.Find> Finds)
{
    public sealed record Find(PersonalKind Kind, int Start, int Length);

    /// <summary>A find with a little of what stands around it.</summary>
    public sealed record Excerpt(PersonalKind Kind, string Before, string Found, string After);

    private const int Around = 16;

    public static PersonalData Of(string? written)
    {
        var text = PlainText.Lines(written);
        var folded = FoldWidth(text);
        var finds = new List<Find>();
        foreach (var (kind, found) in Search(folded))
            if (!finds.Any(f => f.Start < found.Index + found.Length && found.Index < f.Start + f.Length)) finds.Add(new Find(kind, found.Index, found.Length));
        return new PersonalData(text, [.. finds.OrderBy(f => f.Start)]);
    }

    public IEnumerable<Excerpt> Excerpts => Finds.Select(f =>
    {
        var (from, to) = (Math.Max(0, f.Start - Around), Math.Min(Text.Length, f.Start + f.Length + Around));
        if (from > 0 && char.IsLowSurrogate(Text[from])) from--;
        if (to < Text.Length && char.IsLowSurrogate(Text[to])) to++;
        return new Excerpt(f.Kind, (from > 0 ? "…" : "") + Text[from..f.Start], Text.Substring(f.Start, f.Length), Text[(f.Start + f.Length)..to] + (to < Text.Length ? "…" : ""));
    });

    /// <summary>Stands for what was found in some texts: who agrees to send this has agreed to nothing else.</summary>
    public static string MarkOf(IEnumerable<PersonalData> texts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts.SelectMany(t => t.Excerpts).Select(e => $"{e.Kind}:{e.Found}")))).AsSpan(0, 8));

    private static IEnumerable<(PersonalKind Kind, Capture Found)> Search(string text)
    {
        foreach (Match m in MailAddress().Matches(text)) yield return (PersonalKind.Mail, m);
        foreach (Match m in Bank().Matches(text)) yield return (PersonalKind.Bank, m);
        foreach (Match m in Card().Matches(text)) if (PassesLuhn(m.Value)) yield return (PersonalKind.Bank, m);
        foreach (Match m in TwelveDigits().Matches(text)) if (IsGrouped(m.Value) || HasMyNumberCheck(m.Value)) yield return (PersonalKind.Number, m);
        foreach (Match m in MyNumberSaid().Matches(text)) yield return (PersonalKind.Number, m.Groups[1]);
        foreach (Match m in Phone().Matches(text)) if (IsPhone(m.Value)) yield return (PersonalKind.Phone, m);
        foreach (Match m in PhoneSaid().Matches(text)) yield return (PersonalKind.Phone, m.Groups[1]);
        foreach (Match m in Street().Matches(text)) yield return (PersonalKind.Address, m);
        foreach (Match m in HouseNumber().Matches(text)) yield return (PersonalKind.Address, m);
        foreach (Match m in Postcode().Matches(text)) yield return (PersonalKind.Address, m);
        foreach (Match m in Plate().Matches(text)) yield return (PersonalKind.Plate, m);
        foreach (Match m in PlateSaid().Matches(text)) yield return (PersonalKind.Plate, m.Groups[1]);
        foreach (Match m in Addressed().Matches(text)) if (!IsTitle(m.Groups[1].Value, m.Groups[2].Value)) yield return (PersonalKind.Name, m);
        foreach (Match m in NameSaid().Matches(text)) if (!NoNames.Contains(m.Groups[1].Value)) yield return (PersonalKind.Name, m.Groups[1]);
    }

    // Character for character, so that a place in the folded text is the same place in the written one.
    private static string FoldWidth(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
            folded.Append(c switch
            {
                >= '！' and <= '～' => (char)(c - '！' + '!'),
                '　' => ' ',
                '‐' or '‑' or '‒' or '–' or '—' or '―' or '−' or '﹣' or '─' or '━' => '-',
                // The long vowel mark is what many phones offer beside the digits.
                'ー' or 'ｰ' when folded.Length > 0 && char.IsAsciiDigit(folded[^1]) => '-',
                _ => c,
            });
        return folded.ToString();
    }

    private static bool IsPhone(string found)
    {
        var digits = found.Count(char.IsAsciiDigit);
        if (found[0] == '+') return digits is 11 or 12;
        var start = found.TrimStart('(');
        // Numbers that only businesses have.
        return digits is 10 or 11 && !start.StartsWith("0120", StringComparison.Ordinal) && !start.StartsWith("0570", StringComparison.Ordinal) && !start.StartsWith("0800", StringComparison.Ordinal);
    }

    private static bool IsGrouped(string digits) => digits.Length > 12;

    // The law's check digit: of twelve digits in a row, one in eleven passes by chance.
    private static bool HasMyNumberCheck(string digits)
    {
        var sum = 0;
        for (var n = 1; n <= 11; n++) sum += (digits[11 - n] - '0') * (n <= 6 ? n + 1 : n - 5);
        return digits[11] - '0' == (sum % 11 is var rest && rest <= 1 ? 0 : 11 - rest);
    }

    private static bool PassesLuhn(string card)
    {
        var digits = card.Where(char.IsAsciiDigit).Select(c => c - '0').Reverse().ToList();
        return digits.Select((d, i) => i % 2 == 0 ? d : d * 2 > 9 ? d * 2 - 9 : d * 2).Sum() % 10 == 0;
    }

    /// <summary>区長さん, 漁師さん, 多様: a role, a trade or a plain word, no name.</summary>
    private static bool IsTitle(string before, string mark) =>
        (mark == "様" && "模仕同多異有各両一別".Contains(before[^1], StringComparison.Ordinal))
        || "長員者師士官客民店会社院校局署協団課係業徒衆班側庁婦嬢役職童組".Contains(before[^1], StringComparison.Ordinal)
        || Titles.Any(t => before.EndsWith(t, StringComparison.Ordinal));

    private static readonly string[] Titles =
    [
        "先生", "学生", "小学生", "中学生", "高校生", "生徒", "子供", "児童", "幼児", "園児", "赤子", "両親", "父親", "母親", "親子", "息子", "夫婦", "旦那", "先祖", "奥方", "貴方", "家族", "兄弟", "姉妹",
        "大工", "農家", "漁家", "大家", "隣家", "床屋", "魚屋", "花屋", "肉屋", "米屋", "酒屋", "薬屋", "本屋", "電気屋", "水道屋", "八百屋", "自転車屋", "土建屋", "不動産屋", "役場", "現場", "工場",
        "保育所", "駐在所", "事務所", "役所", "保健所", "診療所", "駐在", "巡査", "警察", "消防", "和尚", "坊主", "神主", "住職", "女将", "地主", "家主", "店主", "船主", "飼主", "持主", "事業主", "網元", "船頭",
        "理人", "職人", "商人", "芸人", "世話人", "案内人", "住人", "町人", "隣人", "友人", "老人", "大人", "村人", "島人", "本人", "他人", "主人", "外国人", "日本人", "病人", "運転手", "選手", "助手", "相手",
        "農協", "漁協", "自治会", "郵便", "銀行", "電力", "鉄道", "建設", "土木", "旅館", "民宿", "食堂", "売店", "商店", "施設", "病院", "担当", "関係", "各位", "皆", "議会", "町内", "近所", "工務", "公民館",
        "天神", "弁天", "観音", "地蔵", "稲荷", "恵比寿", "八幡", "明神", "大黒", "不動", "弘法", "氏神", "大神", "薬師", "大仏", "神社", "寺院", "王子", "姫", "殿", "王",
    ];

    private static readonly HashSet<string> NoNames =
        ["不明", "匿名", "秘密", "非公開", "公開", "必要", "不要", "無記名", "未定", "省略", "同上", "以下", "秘匿", "別紙", "仮名", "漢字", "本名", "自由", "任意", "賛成", "反対", "次", "伏字", "記入済"];

    private const string Kanji = @"\u4e00-\u9fff々ヶ", Numeral = "一二三四五六七八九十百〇0-9";

    [GeneratedRegex(@"[a-z0-9._%+-]{1,64} ?(?:@|\(at\)|\[at\]|アットマーク) ?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MailAddress();

    [GeneratedRegex(@"(?<![\d-])(?:\+81[- ]?\d{1,4}[- ]?\d{1,4}[- ]?\d{4}|0[5-9]0[- ]?\d{4}[- ]?\d{4}|\(?0\d{1,4}\)?[- ]?\d{1,4}[- )]\d{4}|0[1-9]\d{8})(?![\d-])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Phone();

    [GeneratedRegex(@"(?:電話|携帯|連絡先|tel|fax|☎)[^\d\n]{0,6}((?:\d{1,4}-)?\d{1,4}-\d{4})(?!\d)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PhoneSaid();

    [GeneratedRegex(@"(?<![\d-])\d{4}(?:[- ]\d{4}[- ]\d{4}|\d{8})(?![\d-])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TwelveDigits();

    [GeneratedRegex(@"(?:マイナンバー|個人番号)[^\d\n]{0,8}(\d{4}[- ]?\d{4}[- ]?\d{4})(?!\d)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MyNumberSaid();

    [GeneratedRegex(@"(?<![\d-])\d{4}([- ]?)\d{4}\1\d{4}\1\d{4}(?![\d-])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Card();

    [GeneratedRegex(@"(?:(?:銀行|信用金庫|信金|農協|JA|ゆうちょ|郵便局)[^。\n]{0,24}(?:普通|当座|口座|記号|番号)|口座番号|普通預金|普通口座|当座預金|振込先|口座)[^。\n\d]{0,12}\d{5,8}(?!\d)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Bank();

    [GeneratedRegex("[" + Numeral + "]{1,4}丁目 ?[" + Numeral + @"]{1,4}(?:番(?:地|町)?|[-の])(?: ?(?:の|-)?[" + Numeral + @"]{1,4}号?)?(?:-\d{1,4})?|[" + Numeral + @"]{1,5}番地(?:[の-][" + Numeral + @"]{1,4})?|(?<!\d)\d{1,5}番 ?\d{1,4}号|(?<!\d)\d{2,4}号室", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Street();

    // Three numbers behind a place's name, or two behind what only addresses have before them.
    [GeneratedRegex("(?<=[" + Kanji + @"])\d{1,4}[-の]\d{1,4}-\d{1,4}(?![\d-])|(?:大字|(?<![" + Kanji + "])字|(?<=[" + Kanji + "])字|町|村|丁目)[" + Kanji + @"ぁ-ん]{0,8}(?<![内])\d{1,4}[-の]\d{1,4}(?![\d-]|[かカヵケヶ]所|箇所|[人回日年月時分個本枚台件軒階歳才名割倍週町mk%％℃]|センチ|メートル|対|つ|ヶ月|か月)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex HouseNumber();

    [GeneratedRegex(@"〒 ?\d{3}-?\d{4}|(?<![\d-])\d{3}-\d{4}(?![\d-])(?=\s{0,2}[^\n]{0,30}?(?:丁目|番地|\d番|字|\d-\d))", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Postcode();

    [GeneratedRegex("[" + Kanji + @"]{1,3}(?<![道線号]) ?\d{2,3}[A-Z]? ?[ぁ-を] ?(?:\d{2}-\d{2}|[・.･]{1,3} ?-?\d{1,3}|\d{4})(?![\d-])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Plate();

    [GeneratedRegex(@"(?:ナンバー|車番|登録番号)(?:プレート)?[^\d\n]{0,8}(\d{2}-\d{2}|\d{4})(?![\d-])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PlateSaid();

    [GeneratedRegex("(?<![" + Kanji + "])([" + Kanji + "]{2,10}|[" + Kanji + "]{1,4} [" + Kanji + "]{1,3})(さん(?!ばし|ぽ|ま(?![でしのもす]))|様(?![子々式相態変])|さま(?!ざま)|氏(?![名神子])|くん|君|ちゃん)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Addressed();

    [GeneratedRegex("(?:(?:(?<![の" + Kanji + "])|(?<=(?:私|僕|俺|わたし|自分|父|母|妻|夫|息子|娘|本人|相手|犯人)の))お?(?:名前|氏名|本名)(?:は|:|が)|私は) ?[「『]?([" + Kanji + "]{1,4} [" + Kanji + "]{1,3}|[" + Kanji + @"]{2,5}|[ァ-ヶー]{2,8}[ ・]?[ァ-ヶー]{0,8})(?=(?<!私は[^ ]{2,9})(?:です|[。、」』\n]|$)|と(?:いい|言い|申し|いう|言う))", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NameSaid();
}
