using System.Text.RegularExpressions;
using Machimichi.Platform.Language;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Platform;

public sealed class FuriganaTests(TownHost host) : IClassFixture<TownHost>
{
    [Theory]
    [InlineData("<p>町（まち）の 人（ひと）</p>", "<p><ruby-text><ruby>町<rp>（</rp><rt>まち</rt><rp>）</rp></ruby>の <ruby>人<rp>（</rp><rt>ひと</rt><rp>）</rp></ruby></ruby-text></p>")]
    [InlineData("<a aria-label=\"町（まち）を 見（み）る\" href=\"/x\">見（み）る</a>", "<a aria-label=\"町を 見る\" href=\"/x\"><ruby-text><ruby>見<rp>（</rp><rt>み</rt><rp>）</rp></ruby>る</ruby-text></a>")]
    [InlineData("<input value=\"海（うみ）\">", "<input value=\"海（うみ）\">")]
    [InlineData("<textarea name=\"t\">海（うみ）</textarea>", "<textarea name=\"t\">海（うみ）</textarea>")]
    [InlineData("<script>let a = '海（うみ）';</script>", "<script>let a = '海（うみ）';</script>")]
    [InlineData("<select><option value=\"a\">海（うみ）</option></select>", "<select><option value=\"a\">海</option></select>")]
    [InlineData("<title>海（うみ）</title>", "<title>海</title>")]
    [InlineData("<p title=\"a > 海（うみ）\">（なし）</p>", "<p title=\"a > 海\">（なし）</p>")]
    [InlineData("<!-- 海（うみ） -->", "<!-- 海（うみ） -->")]
    [InlineData("海（うみ）<", "<ruby-text><ruby>海<rp>（</rp><rt>うみ</rt><rp>）</rp></ruby></ruby-text><")]
    public void Readings_stand_above_what_is_shown_and_nowhere_else(string page, string shown) => Assert.Equal(shown, Furigana.OnPage(page));

    [Fact]
    public void Every_easy_text_says_how_its_characters_are_read()
    {
        var unread = host.Services.GetRequiredService<Texts>().All.Where(t => Unread(t.Value["easy"])).Select(t => $"{t.Key}: {t.Value["easy"]}").ToList();
        Assert.True(unread.Count == 0, string.Join('\n', unread));
    }

    [Fact]
    public void Every_easy_name_in_the_towns_file_says_how_it_is_read()
    {
        var names = Regex.Matches(TownHost.Town().ToJson(), "\"easy\":\"([^\"]*)\"").Select(m => Regex.Unescape(m.Groups[1].Value)).ToList();
        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, Unread);
    }

    [Fact]
    public async Task A_page_in_easy_Japanese_has_ruby_and_one_in_Japanese_has_none()
    {
        using var browser = host.Browser();
        var easy = await browser.Http.GetStringAsync($"/{TownHost.Slug}/about?lang=easy");
        Assert.Contains("<rt>", easy, StringComparison.Ordinal);
        Assert.DoesNotMatch("[\u4e00-\u9fff]（[ぁ-ん]+）", Regex.Replace(easy, "<(script|textarea)[^>]*>.*?</\\1>", "", RegexOptions.Singleline));
        Assert.DoesNotContain("<rt>", await browser.Http.GetStringAsync($"/{TownHost.Slug}/about?lang=ja"), StringComparison.Ordinal);
    }

    private static bool Unread(string easy) => Regex.IsMatch(Regex.Replace(easy, "[\u4e00-\u9fff々ヶ]+（[ぁ-ゖー]+）", ""), "[\u4e00-\u9fff]");
}
