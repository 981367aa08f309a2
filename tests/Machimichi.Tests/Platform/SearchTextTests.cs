using Machimichi.Platform.Search;

namespace Machimichi.Tests.Platform;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("ベンチ", "べんち")]
    [InlineData("ﾍﾞﾝﾁ", "べんち")]
    [InlineData("ＡＥＤ設置", "aed設置")]
    [InlineData("コンピューター", "コンピュータ")]
    [InlineData("らーめん", "ラメン")]
    [InlineData("きょう", "きよう")]
    [InlineData("三ヶ月", "三ケ月")]
    [InlineData("髙橋", "高橋")]
    [InlineData("﨑", "崎")]
    [InlineData("濱邊", "浜辺")]
    [InlineData("齋藤", "斎藤")]
    [InlineData("佐々木", "佐佐木")]
    [InlineData("いすゞ", "いすず")]
    [InlineData("ヴァイオリン", "バイオリン")]
    [InlineData("つづく", "つずく")]
    [InlineData("①番", "1番")]
    [InlineData("が", "が")]
    [InlineData("𠮷田", "吉田")]
    [InlineData("café", "CAFE")]
    public void Two_ways_of_writing_one_word_are_one(string one, string other) => Assert.Equal(FoldedText.Of(one).Text, FoldedText.Of(other).Text);

    [Theory]
    [InlineData("ハハ", "パパ")]
    [InlineData("かき", "かぎ")]
    [InlineData("東京", "京都")]
    public void Other_words_stay_other_words(string one, string other) => Assert.NotEqual(FoldedText.Of(one).Text, FoldedText.Of(other).Text);

    [Theory]
    [InlineData("豊浜のﾊﾞｽﾃｲに", "ばすてい", "ﾊﾞｽﾃｲ")]
    [InlineData("サーファーが来る", "さふあ", "サーファ")]
    [InlineData("㍿まちみち", "会社", "㍿")]
    public void What_is_found_is_known_in_the_text_as_it_was_written(string text, string word, string written)
    {
        var folded = FoldedText.Of(text);
        var (start, end) = folded.Source(folded.Text.IndexOf(word, StringComparison.Ordinal), word.Length);
        Assert.Equal(written, text[start..end]);
    }

    [Theory]
    [InlineData("\ud842")]
    [InlineData("\udfb7あ")]
    [InlineData("'\" OR 1=1 -- *:&|!<->()")]
    [InlineData("")]
    public void No_text_breaks_the_folding(string text) => Assert.NotNull(SearchTokens.Of(text).ToList());
}
