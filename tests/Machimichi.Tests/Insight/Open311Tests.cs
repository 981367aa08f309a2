using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Machimichi.Platform.Towns;
using Machimichi.Tests.Roads.Tracks;
using Machimichi.Works.Cases;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Insight;

public sealed class Open311Tests(TrialTown town) : IClassFixture<TrialTown>
{
    private const string Base = "/minamichita/open311/v2";

    [Fact]
    public async Task What_it_answers_fits_the_schemas_of_the_standard()
    {
        using var client = town.Host.Browser();
        var seen = 0;
        foreach (var (path, schema) in new[] { ("services.json", "services"), ("services/pothole.json", "service-definition"), ("services/drain.json", "service-definition"), ("requests.json", "requests"), ("requests/1.json", "requests") })
        {
            using var json = JsonDocument.Parse(await client.Http.GetStringAsync($"{Base}/{path}"));
            Assert.Empty(JsonSchema.Problems(Schema(schema), json.RootElement, path, reference => Schema(reference.Replace(".json", "", StringComparison.Ordinal))));
            seen++;
        }
        Assert.Equal(5, seen);
    }

    [Fact]
    public async Task A_request_is_sent_found_again_and_the_same_in_both_forms()
    {
        using var client = town.Host.Browser();
        var place = TownHost.Town().Districts.Single(d => d.Code == "utsumi");
        var sent = await Post(client, "requests.json", ("service_code", "light"), ("lat", $"{place.Lat}"), ("long", $"{place.Lon}"), ("description", "街灯が<消え>ています"), ("attribute[lit]", "out"),
            ("email", "private-mail@example.jp"), ("first_name", "実名"), ("phone", "0569000000"));
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        using var receipt = JsonDocument.Parse(await sent.Content.ReadAsStringAsync());
        var id = receipt.RootElement[0].GetProperty("service_request_id").GetString()!;
        Assert.False(receipt.RootElement[0].TryGetProperty("token", out _));
        Assert.Contains("保存していません", receipt.RootElement[0].GetProperty("service_notice").GetString());

        var text = await client.Http.GetStringAsync($"{Base}/requests/{id}.json");
        using var json = JsonDocument.Parse(text);
        var request = json.RootElement[0];
        Assert.Equal(("open", "light", "街灯が<消え>ています"), (request.GetProperty("status").GetString(), request.GetProperty("service_code").GetString(), request.GetProperty("description").GetString()));
        Assert.Equal(place.Lat, request.GetProperty("lat").GetDouble(), 5);
        Assert.StartsWith("愛知県南知多町", request.GetProperty("address").GetString(), StringComparison.Ordinal);
        var xml = XDocument.Parse(await client.Http.GetStringAsync($"{Base}/requests/{id}.xml"));
        Assert.Equal("service_requests", xml.Root!.Name.LocalName);
        foreach (var property in request.EnumerateObject())
            Assert.Equal(property.Value.ValueKind == JsonValueKind.Null ? "" : property.Value.ToString(), xml.Root.Element("request")!.Element(property.Name)!.Value);
        foreach (var secret in new[] { "private-mail", "実名", "0569000000" }) Assert.DoesNotContain(secret, text, StringComparison.Ordinal);

        foreach (var (query, there) in new[]
        {
            ("service_code=light", true), ("service_code=pothole,crack", false), ("status=open", true), ("status=closed", false), ("status=open,closed", true), ($"service_request_id={id}", true),
            ("start_date=2999-01-01T00:00:00Z", false), ("end_date=2020-01-01T00:00:00%2B09:00", false), ("updated_after=2020-01-01", true), ("page=9&page_size=2", false), ("page_size=1", true),
        })
            Assert.Equal(there, (await client.Http.GetStringAsync($"{Base}/requests.json?{query}")).Contains($"\"service_request_id\":\"{id}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_private_service_gives_a_token_and_no_list_tells_of_it()
    {
        using var client = town.Host.Browser();
        var sent = await Post(client, "requests.xml", ("service_code", "vacant"), ("address_string", "豊浜"), ("description", "こっそり知らせます"), ("jurisdiction_id", "minamichita"));
        var token = XDocument.Parse(await sent.Content.ReadAsStringAsync()).Root!.Element("request")!.Element("token")!.Value;
        using var found = JsonDocument.Parse(await client.Http.GetStringAsync($"{Base}/tokens/{token}.json"));
        var id = found.RootElement[0].GetProperty("service_request_id").GetString();
        Assert.Equal(HttpStatusCode.NotFound, (await client.Http.GetAsync($"{Base}/requests/{id}.json")).StatusCode);
        Assert.DoesNotContain("こっそり", await client.Http.GetStringAsync($"{Base}/requests.json"));
        Assert.Equal("[]", await client.Http.GetStringAsync($"{Base}/requests.json?service_request_id={id}"));
    }

    [Fact]
    public async Task What_was_handed_over_stays_open_and_says_to_whom()
    {
        using var client = town.Host.Browser();
        var sent = await Post(client, "requests.json", ("service_code", "rail"), ("address_string", "師崎"), ("description", "信号が消えています"));
        using var receipt = JsonDocument.Parse(await sent.Content.ReadAsStringAsync());
        var id = receipt.RootElement[0].GetProperty("service_request_id").GetString();
        var number = await town.As(async s => (await s.GetRequiredService<ListCases>().Handle(new ListCases.Request(), default)).Rows.Max(c => c.Number));
        await town.As(async s => { await s.GetRequiredService<MoveCase>().HandOver(number, "警察へ伝えました", "police", default); return true; });
        using var json = JsonDocument.Parse(await client.Http.GetStringAsync($"{Base}/requests/{id}.json"));
        Assert.Equal("open", json.RootElement[0].GetProperty("status").GetString());
        Assert.Contains("半田警察署（信号・標識） 警察へ伝えました", json.RootElement[0].GetProperty("status_notes").GetString());
    }

    [Theory]
    [InlineData("requests.json?start_date=yesterday", 400)]
    [InlineData("requests.json?start_date=2026-02-30T00:00:00Z", 400)]
    [InlineData("requests.json?start_date=2026-02-02T00:00:00Z&end_date=2026-02-01T00:00:00Z", 400)]
    [InlineData("requests.json?status=done", 400)]
    [InlineData("requests.json?service_code=nothing", 400)]
    [InlineData("requests.json?page=0", 400)]
    [InlineData("requests.json?page_size=-1", 400)]
    [InlineData("requests.json?jurisdiction_id=elsewhere.gov", 404)]
    [InlineData("requests/999999.json", 404)]
    [InlineData("requests/abc.json", 404)]
    [InlineData("services/nothing.json", 404)]
    [InlineData("tokens/nothing.json", 404)]
    [InlineData("no-such-thing.json", 404)]
    public async Task What_is_asked_wrong_is_told_in_the_form_of_the_standard(string path, int status)
    {
        using var client = town.Host.Browser();
        var answer = await client.Http.GetAsync($"{Base}/{path}");
        Assert.Equal(status, (int)answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(status, json.RootElement[0].GetProperty("code").GetInt32());
        Assert.NotEmpty(json.RootElement[0].GetProperty("description").GetString()!);
        var xml = await client.Http.GetAsync($"{Base}/{path.Replace(".json", ".xml", StringComparison.Ordinal)}");
        Assert.Equal($"{status}", XDocument.Parse(await xml.Content.ReadAsStringAsync()).Root!.Element("error")!.Element("code")!.Value);
    }

    [Fact]
    public async Task What_is_sent_wrong_is_told_in_the_form_of_the_standard_and_nothing_of_it_is_kept()
    {
        using var client = town.Host.Browser();
        var before = await client.Http.GetStringAsync($"{Base}/requests.json");
        (string, string)[] place = [("lat", "34.7018"), ("long", "136.9722")];
        foreach (var fields in new (string, string)[][]
        {
            [.. place, ("description", "x")], [.. place, ("service_code", "nothing"), ("description", "x")], [("service_code", "crack"), ("description", "x")], [.. place, ("service_code", "crack")],
            [("lat", "34.7"), ("service_code", "crack"), ("description", "x")], [("lat", "abc"), ("long", "1"), ("service_code", "crack"), ("description", "x")], [("lat", "NaN"), ("long", "NaN"), ("service_code", "crack"), ("description", "x")],
            [("lat", "0"), ("long", "0"), ("service_code", "crack"), ("description", "x")], [("address_string", "東京都"), ("service_code", "crack"), ("description", "x")],
            [.. place, ("service_code", "crack"), ("description", new string('長', 4001))], [.. place, ("service_code", "light"), ("description", "x"), ("attribute[lit]", "purple")],
            [.. place, ("service_code", "crack"), ("description", "x"), ("attribute[what]", "1")], [.. place, ("service_code", "crack"), ("description", "x"), ("email", "no-address")],
        })
        {
            var answer = await Post(client, "requests.json", fields);
            var said = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, said);
            using var json = JsonDocument.Parse(said);
            Assert.Equal(400, json.RootElement[0].GetProperty("code").GetInt32());
        }
        const string bomb = "<?xml version=\"1.0\"?><!DOCTYPE b [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]><request>&b;</request>";
        foreach (var type in new[] { "text/xml", "application/xml", "application/json", "text/plain" })
        {
            using var content = new StringContent(bomb, Encoding.UTF8, type);
            var answer = await client.Http.PostAsync($"{Base}/requests.xml", content);
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
            Assert.Equal("415", XDocument.Parse(await answer.Content.ReadAsStringAsync()).Root!.Element("error")!.Element("code")!.Value);
        }
        Assert.Equal(before, await client.Http.GetStringAsync($"{Base}/requests.json"));
    }

    [Fact]
    public async Task A_town_that_wants_keys_takes_nothing_without_one()
    {
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("right"u8));
        await town.Host.Services.GetRequiredService<TownDirectory>().Put(TownHost.Town() with { Slug = "keyed", Open311 = new TownOpen311([hash], "office@example.jp") }, default);
        using var client = town.Host.Browser();
        foreach (var (key, status) in new[] { ("", HttpStatusCode.Forbidden), ("wrong", HttpStatusCode.Forbidden), ("right", HttpStatusCode.OK) })
        {
            using var form = new FormUrlEncodedContent([new("api_key", key), new("service_code", "crack"), new("description", "x"), new("address_string", "師崎")]);
            Assert.Equal(status, (await client.Http.PostAsync("/keyed/open311/v2/requests.json", form)).StatusCode);
        }
        Assert.Contains("office@example.jp", await client.Http.GetStringAsync("/keyed/open311/v2/discovery.xml"));
    }

    private static Task<HttpResponseMessage> Post(TownClient client, string path, params (string Name, string Value)[] fields) =>
        client.Http.PostAsync($"{Base}/{path}", new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));

    private static JsonElement Schema(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Samples.Shared("open311", $"{name}.schema.json")));
        return json.RootElement.Clone();
    }
}
