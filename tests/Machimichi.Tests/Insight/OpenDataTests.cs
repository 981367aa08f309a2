using System.Net;
using System.Text.Json;

namespace Machimichi.Tests.Insight;

public sealed class OpenDataTests(TrialTown town) : IClassFixture<TrialTown>
{
    [Theory]
    [InlineData("proposals.csv", 2)]
    [InlineData("reports.csv", 1)]
    [InlineData("answers.csv", 1)]
    [InlineData("cases.csv", 2)]
    [InlineData("defects.csv", 1)]
    public async Task Anyone_may_fetch_what_is_public_and_nothing_else(string file, int rows)
    {
        using var anyone = town.Host.Browser();
        var answer = await anyone.Http.GetAsync($"/minamichita/data/{file}");
        Assert.Equal((HttpStatusCode.OK, "text/csv"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal(rows, CsvFile.Read(bytes).Rows.Count);
        var text = System.Text.Encoding.UTF8.GetString(bytes);
        foreach (var secret in new[] { TrialTown.PrivateText, TrialTown.PrivateNickname, TrialTown.Nickname, TrialTown.Mail, "非公開の通報への答え" })
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shift_JIS_holds_what_it_can_and_a_mark_for_the_rest_and_since_gives_what_changed()
    {
        using var anyone = town.Host.Browser();
        var answer = await anyone.Http.GetAsync("/minamichita/data/proposals.csv?encoding=sjis");
        Assert.Equal("Shift_JIS", answer.Content.Headers.ContentType!.CharSet);
        var text = System.Text.CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetString(await answer.Content.ReadAsByteArrayAsync());
        Assert.Contains("島の渡し船の時刻", text);
        var bytes = new MemoryStream();
        await using (var csv = new Machimichi.Insight.OpenData.CsvWriter(bytes, TimeZoneInfo.Utc, shiftJis: true)) await csv.Write(["髙橋〜①𠮷🦑−"], default);
        Assert.Equal("髙橋～①〓〓－\r\n", System.Text.CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetString(bytes.ToArray()));
        foreach (var file in new[] { "proposals.csv", "reports.csv", "answers.csv", "cases.csv", "defects.csv" })
        {
            Assert.Empty(CsvFile.Read(await anyone.Http.GetByteArrayAsync($"/minamichita/data/{file}?since={DateTime.UtcNow.AddDays(3):yyyy-MM-dd}")).Rows);
            Assert.NotEmpty(CsvFile.Read(await anyone.Http.GetByteArrayAsync($"/minamichita/data/{file}?since={DateTime.UtcNow.AddDays(-3):yyyy-MM-dd}")).Rows);
        }
        foreach (var wrong in new[] { "proposals.csv?encoding=latin", "defects.geojson?encoding=sjis" })
            Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, (await anyone.Http.GetAsync($"/minamichita/data/{wrong}")).StatusCode);
        Assert.Contains("datapackage.json", await anyone.Page("/minamichita/data"));
    }

    [Fact]
    public async Task Defects_come_as_GeoJSON_longitude_first()
    {
        using var anyone = town.Host.Browser();
        using var json = JsonDocument.Parse(await anyone.Http.GetStringAsync("/minamichita/data/defects.geojson"));
        var feature = Assert.Single(json.RootElement.GetProperty("features").EnumerateArray().ToList());
        var place = feature.GetProperty("geometry").GetProperty("coordinates");
        Assert.Equal((2, true), (place.GetArrayLength(), place[0].GetDouble() > 130));
        Assert.Equal("D40", feature.GetProperty("properties").GetProperty("class").GetString());
    }

    [Fact]
    public async Task The_catalogue_names_each_file_with_its_columns_licence_and_times()
    {
        using var anyone = town.Host.Browser();
        using var json = JsonDocument.Parse(await anyone.Http.GetStringAsync("/minamichita/data/datapackage.json"));
        Assert.Equal("CC-BY-4.0", json.RootElement.GetProperty("licenses")[0].GetProperty("name").GetString());
        foreach (var resource in json.RootElement.GetProperty("resources").EnumerateArray())
        {
            var answer = await anyone.Http.GetAsync($"/minamichita/data/{resource.GetProperty("path").GetString()}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(JsonValueKind.String, resource.GetProperty("updated").ValueKind);
            var fields = resource.GetProperty("schema").GetProperty("fields").EnumerateArray().ToList();
            Assert.All(fields, f => Assert.DoesNotContain("insight.", f.GetProperty("description").GetString(), StringComparison.Ordinal));
            if (resource.GetProperty("mediatype").GetString() == "text/csv")
                Assert.Equal(CsvFile.Read(await answer.Content.ReadAsByteArrayAsync()).Header, fields.Select(f => f.GetProperty("name").GetString()));
        }
    }

    [Fact]
    public async Task A_day_limits_what_is_sent()
    {
        using var anyone = town.Host.Browser();
        Assert.Empty(CsvFile.Read(await anyone.Http.GetByteArrayAsync("/minamichita/data/proposals.csv?to=2020-01-01")).Rows);
        Assert.Equal(2, CsvFile.Read(await anyone.Http.GetByteArrayAsync("/minamichita/data/proposals.csv?from=2020-01-01")).Rows.Count);
    }

    [Theory]
    [InlineData("people.csv", HttpStatusCode.NotFound)]
    [InlineData("proposals.csv?from=2020-02-01&to=2020-01-01", HttpStatusCode.UnprocessableEntity)]
    [InlineData("proposals.csv?from=yesterday", HttpStatusCode.BadRequest)]
    public async Task What_cannot_be_answered_is_refused(string path, HttpStatusCode expected)
    {
        using var anyone = town.Host.Browser();
        Assert.Equal(expected, (await anyone.Http.GetAsync($"/minamichita/data/{path}")).StatusCode);
    }

    [Fact]
    public async Task Another_towns_data_holds_nothing_of_this_one()
    {
        await town.Host.AddTown("next-door");
        using var anyone = town.Host.Browser();
        foreach (var file in new[] { "proposals.csv", "reports.csv", "answers.csv", "cases.csv", "defects.csv" })
            Assert.Empty(CsvFile.Read(await anyone.Http.GetByteArrayAsync($"/next-door/data/{file}")).Rows);
    }
}
