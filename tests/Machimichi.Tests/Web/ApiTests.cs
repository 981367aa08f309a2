using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Machimichi.Voice.Demo;
using Machimichi.Voice.Writing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Web;

public sealed class ApiTests(TownHost host) : IClassFixture<TownHost>
{
    private const string Api = "/minamichita/api/v1";

    [Theory]
    [InlineData("reports", "")]
    [InlineData("proposals", "order=newest")]
    [InlineData("proposals", "order=supported")]
    [InlineData("proposals", "order=answered")]
    [InlineData("proposals", "order=waiting")]
    [InlineData("calls", "")]
    [InlineData("search", "q=の")]
    public async Task A_list_is_walked_whole_while_new_things_come(string list, string query)
    {
        await host.In(s => s.GetRequiredService<SeedVoice>().Run(default));
        using var http = Client();
        var all = await Walk(http, $"{Api}/{list}?{query}&limit=100", _ => Task.CompletedTask);
        Assert.NotEmpty(all);
        var pages = 0;
        var walked = await Walk(http, $"{Api}/{list}?{query}&limit=7", async page =>
        {
            pages = page;
            await Send(http, "reports", new { category = "pothole", text = $"あいだの通報 {list} {query} {page}", district = "oi" });
            await Send(http, "proposals", new { title = $"あいだの提案 {list} {query} {page}", body = "本文", category = "tourism" });
        });
        // What came has no support yet, so its place in these two is further on, where it may be met.
        Assert.Equal(all, query is "order=waiting" or "order=supported" ? walked.Where(all.Contains).ToList() : walked);
        Assert.Equal(walked.Distinct().Count(), walked.Count);
        Assert.Equal(pages > 1, all.Count > 7);
    }

    /// <param name="between">Runs after each page, told its number from 1.</param>
    private static async Task<List<string>> Walk(HttpClient http, string? next, Func<int, Task> between)
    {
        var keys = new List<string>();
        for (var page = 1; next is not null; page++)
        {
            var answer = await http.GetAsync(next);
            var read = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.True(answer.IsSuccessStatusCode, $"{next}: {read}");
            keys.AddRange(Keys(read));
            next = read.GetProperty("next").GetString() is { } address ? new Uri(address).PathAndQuery : null;
            Assert.Equal(next is not null, answer.Headers.Contains("Link"));
            await between(page);
        }
        return keys;
    }

    [Theory]
    [InlineData("reports?cursor=nonsense")]
    [InlineData("reports?cursor=!!!")]
    [InlineData("proposals?order=supported&cursor=bmV3ZXN0IDAgNQ")]
    [InlineData("search?q=a&cursor=c2VhcmNoIDk5OTk5OTk5OTk5OTk5OTk5OTk5OTkgMQ")]
    [InlineData("voice.geojson?bbox=1,2,3")]
    [InlineData("voice.geojson?bbox=a,b,c,d")]
    public async Task What_cannot_be_read_is_refused_with_problem_details(string path) => await Refused(await Client().GetAsync($"{Api}/{path}"), HttpStatusCode.UnprocessableEntity);

    [Theory]
    [InlineData("reports/999999", HttpStatusCode.NotFound)]
    [InlineData("proposals/999999", HttpStatusCode.NotFound)]
    [InlineData("calls/no-such-call", HttpStatusCode.NotFound)]
    [InlineData("nothing-like-that", HttpStatusCode.NotFound)]
    public async Task What_is_not_there_answers_with_problem_details(string path, HttpStatusCode expected) => await Refused(await Client().GetAsync($"{Api}/{path}"), expected);

    [Fact]
    public async Task The_map_asks_for_a_view()
    {
        using var http = Client();
        await Send(http, "reports", new { category = "pothole", text = "見えるところ", latitude = 34.7018, longitude = 136.9722 });
        await Send(http, "reports", new { category = "pothole", text = "見えないところ", latitude = 34.7118, longitude = 136.9722 });
        var seen = await http.GetStringAsync($"{Api}/voice.geojson?bbox=136.971,34.701,136.973,34.703");
        Assert.Contains("見えるところ", seen);
        Assert.DoesNotContain("見えないところ", seen);
    }

    [Theory]
    [InlineData("reports", "text")]
    [InlineData("reports", "category")]
    [InlineData("reports", "nickname")]
    [InlineData("reports", "mail")]
    [InlineData("reports", "urgent")]
    [InlineData("reports", "latitude")]
    [InlineData("reports", "district")]
    [InlineData("proposals", "title")]
    [InlineData("proposals", "body")]
    [InlineData("proposals", "category")]
    [InlineData("proposals", "nickname")]
    public async Task The_same_key_gives_the_same_answer_and_with_another_body_it_is_refused(string things, string changed)
    {
        using var http = Client();
        var key = SubmissionKey.New();
        var said = things == "reports"
            ? new Dictionary<string, object> { ["category"] = "pothole", ["text"] = "おなじ鍵", ["district"] = "oi", ["nickname"] = "しおかぜ", ["mail"] = "a@example.jp", ["urgent"] = false }
            : new Dictionary<string, object> { ["category"] = "tourism", ["title"] = "おなじ鍵", ["body"] = "本文", ["nickname"] = "しおかぜ" };
        var first = await Send(http, things, said, key);
        Assert.Equal(first.ToString(), (await Send(http, things, said, key)).ToString());
        said[changed] = changed switch { "category" => things == "reports" ? "light" : "events", "urgent" => true, "latitude" => 34.7018, "mail" => "b@example.jp", "district" => "morozaki", _ => "べつのこと" };
        if (changed == "latitude") said["longitude"] = 136.9722;
        await Refused(await Post(http, things, said, key), HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_photo_sent_twice_with_one_key_is_one_photo()
    {
        using var http = Client();
        var key = SubmissionKey.New();
        var first = await Upload(http, Voice.TestPhoto.Plain, key);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await (await Upload(http, Voice.TestPhoto.Plain, key)).Content.ReadAsStringAsync());
        await Refused(await Upload(http, [.. Voice.TestPhoto.Plain, 0], key), HttpStatusCode.UnprocessableEntity);
        Assert.NotEqual(await first.Content.ReadAsStringAsync(), await (await Upload(http, Voice.TestPhoto.Plain, null)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Every_route_of_the_API_is_in_its_document_with_words_for_all_of_it()
    {
        using var http = Client();
        var document = await http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString());
        var missing = new List<string>();
        foreach (var (path, method) in Routes())
        {
            if (!document.GetProperty("paths").TryGetProperty(path, out var there) || !there.TryGetProperty(method, out var operation))
            {
                missing.Add($"{method} {path}");
                continue;
            }
            if (!operation.TryGetProperty("summary", out _)) missing.Add($"{method} {path}: no summary");
            foreach (var parameter in operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : default)
                if (!parameter.TryGetProperty("description", out _)) missing.Add($"{method} {path}: {parameter.GetProperty("name")} is not described");
            var answers = operation.GetProperty("responses").EnumerateObject().ToDictionary(r => r.Name, r => r.Value);
            if (!answers.Any(a => a.Key[0] == '2' && a.Value.TryGetProperty("content", out var content) && content.EnumerateObject().Any(c => c.Value.TryGetProperty("schema", out _)))) missing.Add($"{method} {path}: no answer with a schema");
            if (!answers.ContainsKey("404")) missing.Add($"{method} {path}: no 404");
        }
        Assert.Empty(missing);
        Assert.True(Routes().Count() >= 9);
        Assert.DoesNotContain(document.GetProperty("paths").EnumerateObject(), p => p.Name.Contains("/console", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_real_answer_of_each_route_keeps_to_its_schema()
    {
        await host.In(s => s.GetRequiredService<SeedVoice>().Run(default));
        using var http = Client();
        var document = await http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var problems = new List<string>();
        foreach (var (path, method) in Routes(anonymous: true))
        {
            var at = path.Replace("{town}", TownHost.Slug, StringComparison.Ordinal).Replace("{number}", "1", StringComparison.Ordinal).Replace("{slug}", "small-places", StringComparison.Ordinal);
            using var answer = method == "get" ? await http.GetAsync(at + (at.EndsWith("search", StringComparison.Ordinal) ? "?q=の" : ""))
                : at.EndsWith("photos", StringComparison.Ordinal) ? await Upload(http, Voice.TestPhoto.Plain, null)
                : await Post(http, at[(Api.Length + 1)..], Sample(at), SubmissionKey.New());
            var responses = document.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses");
            if (!responses.TryGetProperty($"{(int)answer.StatusCode}", out var response))
            {
                problems.Add($"{method} {path} answered {(int)answer.StatusCode}, which is not in the document: {await answer.Content.ReadAsStringAsync()}");
                continue;
            }
            var type = answer.Content.Headers.ContentType!.MediaType!;
            if (!response.GetProperty("content").TryGetProperty(type, out var content)) problems.Add($"{method} {path} answered {type}");
            else new SchemaCheck(document, problems).Check(await answer.Content.ReadFromJsonAsync<JsonElement>(), content.GetProperty("schema"), $"{method} {path}");
        }
        Assert.Empty(problems);
    }

    private static object Sample(string path) => path.Split('/')[^1] switch
    {
        "reports" => new { category = "pothole", text = "形", district = "oi" },
        "comments" => new { text = "形", stance = "for" },
        _ => new { category = "tourism", title = "形", body = "本文" },
    };

    // What asks for a role answers a stranger with the way to sign in.
    private IEnumerable<(string Path, string Method)> Routes(bool anonymous = false) =>
        host.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.Contains("/api/v1/", StringComparison.Ordinal) && (!anonymous || e.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is not null))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => ("/" + e.RoutePattern.RawText!.TrimStart('/').Replace(":int", "", StringComparison.Ordinal).Replace(":guid", "", StringComparison.Ordinal), m.ToLowerInvariant())));

    private HttpClient Client() => new() { BaseAddress = host.Address, DefaultRequestHeaders = { Accept = { new MediaTypeWithQualityHeaderValue("application/json") } } };

    private static List<string> Keys(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(i => i.TryGetProperty("number", out var number) ? number.ToString() : i.GetProperty("url").ToString() + (i.TryGetProperty("kind", out var kind) ? kind.ToString() : "") + (i.TryGetProperty("at", out var at) ? at.ToString() : ""))];

    private static async Task Refused(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode}: {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal((int)expected, JsonDocument.Parse(body).RootElement.GetProperty("status").GetInt32());
    }

    private static async Task<JsonElement> Send(HttpClient http, string things, object body, string? key = null)
    {
        using var answer = await Post(http, things, body, key ?? SubmissionKey.New());
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<HttpResponseMessage> Post(HttpClient http, string things, object body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Api}/{things}") { Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", key } } };
        return await http.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> Upload(HttpClient http, byte[] photo, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Api}/photos") { Content = new ByteArrayContent(photo) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await http.SendAsync(request);
    }

    /// <summary>As much of JSON Schema as our document uses. What it does not name must not be there.</summary>
    private sealed class SchemaCheck(JsonElement document, List<string> problems)
    {
        public void Check(JsonElement value, JsonElement schema, string at)
        {
            schema = Resolve(schema);
            foreach (var either in new[] { "oneOf", "anyOf" })
                if (schema.TryGetProperty(either, out var choices))
                {
                    var tried = choices.EnumerateArray().Select(choice => { var found = new List<string>(); new SchemaCheck(document, found).Check(value, choice, at); return found; }).ToList();
                    if (tried.All(t => t.Count > 0)) problems.AddRange(tried[^1]);
                    return;
                }
            if (schema.TryGetProperty("type", out var type) && !Types(type).Any(t => Is(value, t))) problems.Add($"{at} is {value.ValueKind}, not {type}");
            if (value.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out var properties))
            {
                foreach (var property in value.EnumerateObject())
                    if (properties.TryGetProperty(property.Name, out var inner)) Check(property.Value, inner, $"{at}.{property.Name}");
                    else problems.Add($"{at}.{property.Name} is not in the document");
                if (schema.TryGetProperty("required", out var required))
                    problems.AddRange(required.EnumerateArray().Where(r => !value.TryGetProperty(r.GetString()!, out _)).Select(r => $"{at}.{r} is missing"));
            }
            if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
                foreach (var item in value.EnumerateArray()) Check(item, items, $"{at}[]");
        }

        private JsonElement Resolve(JsonElement schema)
        {
            while (schema.TryGetProperty("$ref", out var reference))
                schema = reference.GetString()!.Split('/').Skip(1).Aggregate(document, (at, part) => at.GetProperty(part));
            return schema;
        }

        private static IEnumerable<string> Types(JsonElement type) => type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!) : [type.GetString()!];

        private static bool Is(JsonElement value, string type) => type switch
        {
            "null" => value.ValueKind == JsonValueKind.Null,
            "string" => value.ValueKind == JsonValueKind.String,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "array" => value.ValueKind == JsonValueKind.Array,
            "object" => value.ValueKind == JsonValueKind.Object,
            _ => false,
        };
    }
}
