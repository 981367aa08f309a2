using System.Net;
using System.Text.RegularExpressions;
using Machimichi.Platform.Data;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Voice;

public sealed class PersonalDataTests(TownHost host) : IClassFixture<TownHost>
{
    private const string New = "/minamichita/proposals/new";

    [Theory]
    [InlineData("連絡は090-1234-5678まで", PersonalKind.Phone, "090-1234-5678")]
    [InlineData("連絡は０９０－１２３４－５６７８まで", PersonalKind.Phone, "０９０－１２３４－５６７８")]
    [InlineData("０９０ー１２３４ー５６７８です", PersonalKind.Phone, "０９０ー１２３４ー５６７８")]
    [InlineData("08012345678に電話", PersonalKind.Phone, "08012345678")]
    [InlineData("070 1234 5678", PersonalKind.Phone, "070 1234 5678")]
    [InlineData("050−1234−5678", PersonalKind.Phone, "050−1234−5678")]
    [InlineData("家は0569-65-0711です", PersonalKind.Phone, "0569-65-0711")]
    [InlineData("(0569)65-0711", PersonalKind.Phone, "(0569)65-0711")]
    [InlineData("0569650711", PersonalKind.Phone, "0569650711")]
    [InlineData("03‐1234‐5678", PersonalKind.Phone, "03‐1234‐5678")]
    [InlineData("+81-90-1234-5678", PersonalKind.Phone, "+81-90-1234-5678")]
    [InlineData("電話は65-0711", PersonalKind.Phone, "65-0711")]
    [InlineData("TEL:６５－０７１１", PersonalKind.Phone, "６５－０７１１")]
    [InlineData("hanako.y@example.jp へ", PersonalKind.Mail, "hanako.y@example.jp")]
    [InlineData("ｈａｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ", PersonalKind.Mail, "ｈａｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ")]
    [InlineData("hana(at)example.co.jp", PersonalKind.Mail, "hana(at)example.co.jp")]
    [InlineData("〒470-3412 南知多町", PersonalKind.Address, "〒470-3412")]
    [InlineData("470-3495 豊浜字貝ケ坪18番地", PersonalKind.Address, "470-3495")]
    [InlineData("本町２丁目３番４号の家", PersonalKind.Address, "２丁目３番４号")]
    [InlineData("三丁目五番地の二", PersonalKind.Address, "三丁目五番地の二")]
    [InlineData("栄町2丁目3-4", PersonalKind.Address, "2丁目3-4")]
    [InlineData("豊浜1-2-3の角", PersonalKind.Address, "1-2-3")]
    [InlineData("内海字東前田10-1の前", PersonalKind.Address, "字東前田10-1")]
    [InlineData("うちは12番地です", PersonalKind.Address, "12番地")]
    [InlineData("団地の203号室", PersonalKind.Address, "203号室")]
    [InlineData("名古屋 500 さ 12-34 が止まっている", PersonalKind.Plate, "名古屋 500 さ 12-34")]
    [InlineData("三河330あ・・12", PersonalKind.Plate, "三河330あ・・12")]
    [InlineData("ナンバーは12-34でした", PersonalKind.Plate, "12-34")]
    [InlineData("1234-5678-9012", PersonalKind.Number, "1234-5678-9012")]
    [InlineData("１２３４ ５６７８ ９０１２", PersonalKind.Number, "１２３４ ５６７８ ９０１２")]
    [InlineData("個人番号は123456789012", PersonalKind.Number, "123456789012")]
    [InlineData("123456789018", PersonalKind.Number, "123456789018")]
    [InlineData("〇〇銀行半田支店 普通 1234567", PersonalKind.Bank, "銀行半田支店 普通 1234567")]
    [InlineData("口座番号は７６５４３２１", PersonalKind.Bank, "口座番号は７６５４３２１")]
    [InlineData("4111 1111 1111 1111", PersonalKind.Bank, "4111 1111 1111 1111")]
    [InlineData("隣の山田さんがうるさい", PersonalKind.Name, "山田さん")]
    [InlineData("となりの鈴木一郎さんの家", PersonalKind.Name, "鈴木一郎さん")]
    [InlineData("田中 花子様のお宅", PersonalKind.Name, "田中 花子様")]
    [InlineData("石黒氏が言った", PersonalKind.Name, "石黒氏")]
    [InlineData("佐々木くんの自転車", PersonalKind.Name, "佐々木くん")]
    [InlineData("長谷川さまへ", PersonalKind.Name, "長谷川さま")]
    [InlineData("中村さんと小島さん", PersonalKind.Name, "中村さん")]
    [InlineData("名前は山田太郎です", PersonalKind.Name, "山田太郎")]
    [InlineData("氏名：佐藤 花子", PersonalKind.Name, "佐藤 花子")]
    [InlineData("私の名前はヤマダタロウといいます", PersonalKind.Name, "ヤマダタロウ")]
    [InlineData("私は加藤健二と申します", PersonalKind.Name, "加藤健二")]
    public void What_tells_who_a_person_is_is_found(string text, PersonalKind kind, string found)
    {
        var data = PersonalData.Of(text);
        Assert.Contains(data.Finds, f => f.Kind == kind && data.Text.Substring(f.Start, f.Length) == found);
    }

    [Theory]
    [InlineData("船着き場に屋根をつけてほしいです。雨の日に待つ人が多いです。")]
    [InlineData("区長さんと町長さんに相談しました。")]
    [InlineData("皆さんの意見を聞いてください。皆様もどうぞ。お客様が困っています。")]
    [InlineData("お医者さんがいません。看護師さんも足りません。")]
    [InlineData("漁師さん、大工さん、郵便局さん、駐在さん、業者さん、観光客さん")]
    [InlineData("小学生さんや学生さん、民生委員さん、消防団さん、運転手さん、魚屋さん")]
    [InlineData("お母さんとお父さん、おじいさん、お兄さん、娘さん、赤ちゃん")]
    [InlineData("道路の様子が同様に多様で、雨模様の日は様々です。")]
    [InlineData("お地蔵様の前、氏神様、弁天様の祠、ご先祖様")]
    [InlineData("豊浜さんばしの先で冷凍さんまを売る")]
    [InlineData("氏名は書きません。名前は不明です。名前は非公開。")]
    [InlineData("公園の名前は海浜公園です")]
    [InlineData("2026年11月26日の10:30ごろ")]
    [InlineData("2026-11-26、2026/11/26、11-26")]
    [InlineData("幅は2-3メートル、深さ5-10センチ")]
    [InlineData("町内2-3か所で見ました")]
    [InlineData("試合は3-2で勝ち")]
    [InlineData("国道247号と県道52号の交差点")]
    [InlineData("本町2丁目の街灯")]
    [InlineData("5番のバス停、3号車")]
    [InlineData("人口は16000人、予算は1234567円")]
    [InlineData("202611261130に撮影")]
    [InlineData("フリーダイヤル0120-123-456")]
    [InlineData("提案は12件、1234番目")]
    [InlineData("私は反対です。私は賛成です。")]
    [InlineData("@town をつけて投稿")]
    [InlineData("緯度34.7092、経度136.9340")]
    [InlineData("時速30-40km、1000-1500円")]
    [InlineData("")]
    public void What_tells_of_nobody_is_left_alone(string text)
    {
        var data = PersonalData.Of(text);
        Assert.True(data.Finds.Count == 0, string.Join(", ", data.Excerpts.Select(e => $"{e.Kind}: {e.Found}")));
    }

    [Fact]
    public void A_text_of_nothing_but_characters_that_begin_a_find_is_read_quickly()
    {
        foreach (var part in new[] { "山", "0", "0-", "字", "a@", "a.", "一丁目", "名前は", "銀行口座" })
            Assert.NotNull(PersonalData.Of(string.Concat(Enumerable.Repeat(part, 4000))[..4000]));
    }

    [Fact]
    public async Task A_proposal_with_a_phone_number_is_shown_again_with_it_marked_and_sent_all_the_same_when_its_writer_says_so()
    {
        using var browser = host.Browser();
        var fields = new Dictionary<string, string> { ["title"] = "花壇の世話", ["body"] = "手伝える人は090-1234-5678の山田さんへ。", ["category"] = "tourism", ["nickname"] = "残るはずの名前" };
        var asked = await browser.PostForm(New, New, fields, ("photos", "a.jpg", TestPhoto.Plain));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, asked.StatusCode);
        var page = WebUtility.HtmlDecode(await asked.Content.ReadAsStringAsync());
        Assert.Contains("<mark>090-1234-5678</mark>", page);
        Assert.Contains("<mark>山田さん</mark>", page);
        Assert.Contains("残るはずの名前", page);
        Assert.Equal(0, await Sent("花壇の世話"));

        fields["photo"] = Regex.Match(page, "(?<=name=\"photo\" value=\")[0-9a-f-]{36}").Value;
        fields["as-is"] = Regex.Match(page, "(?<=name=\"as-is\" value=\")[0-9a-f]+").Value;
        // What was agreed to was the number, not the address that is there now.
        fields["body"] += " hana@example.jp";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.PostForm(New, New, fields)).StatusCode);
        fields["body"] = fields["body"].Replace(" hana@example.jp", "", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostForm(New, New, fields)).StatusCode);
        Assert.Equal(1, await Sent("花壇の世話"));
        Assert.Equal(1, await host.In(s => s.GetRequiredService<MachimichiDb>().Photos.CountAsync(p => p.Id == Guid.Parse(fields["photo"]) && p.OwnerKind == "proposal")));
    }

    [Fact]
    public async Task What_was_agreed_to_stays_agreed_to_while_something_else_is_mended()
    {
        using var browser = host.Browser();
        var fields = new Dictionary<string, string> { ["title"] = "", ["body"] = "電話は090-1234-5678です", ["category"] = "tourism" };
        var page = await (await browser.PostForm(New, New, fields)).Content.ReadAsStringAsync();
        fields["as-is"] = Regex.Match(page, "(?<=name=\"as-is\" value=\")[0-9a-f]+").Value;
        page = await (await browser.PostForm(New, New, fields)).Content.ReadAsStringAsync();
        Assert.DoesNotContain("<mark>", page);
        Assert.Contains($"type=\"hidden\" name=\"as-is\" value=\"{fields["as-is"]}\"", page);
    }

    [Fact]
    public async Task A_report_for_the_staff_only_is_not_asked_about_and_a_public_one_is()
    {
        const string report = "/minamichita/reports/new";
        using var browser = host.Browser();
        var fields = new Dictionary<string, string> { ["text"] = "連絡は0569-65-0711の鈴木さんへ", ["category"] = "pothole", ["district"] = "utsumi" };
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.PostForm(report, report, fields)).StatusCode);
        fields["private"] = "1";
        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostForm(report, report, fields)).StatusCode);
    }

    [Fact]
    public async Task What_is_added_to_a_public_report_is_asked_about()
    {
        const string report = "/minamichita/reports/new";
        using var browser = host.Browser();
        var sent = await browser.PostForm(report, report, new() { ["text"] = "街灯が消えています", ["category"] = "pothole", ["district"] = "utsumi" });
        var own = new Uri(host.Address, sent.Headers.Location!).PathAndQuery;
        var asked = await browser.PostForm(own, own, new() { ["more"] = "名古屋 500 さ 12-34 がぶつけました" });
        Assert.Contains("<mark>名古屋 500 さ 12-34</mark>", WebUtility.HtmlDecode(await asked.Content.ReadAsStringAsync()));
    }

    private Task<int> Sent(string title) => host.In(async s => (await s.GetRequiredService<Machimichi.Voice.Proposals.ListProposals>().Handle(new(Search: title), default)).Total);
}
