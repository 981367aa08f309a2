using System.Globalization;
using System.Text.Json.Nodes;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Language;
using Machimichi.Platform.Towns;
using Machimichi.Voice;
using Machimichi.Works;
using Microsoft.AspNetCore.Http;

namespace Machimichi.Insight.Open311;

/// <summary>The public reports as service requests: by number, service, time and status, newest first, a page at a time.</summary>
public sealed class ListRequests(MachimichiDb db, PublishedRequests requests, PublishedWorks works, Speech speech)
{
    /// <summary>What the standard gives to a request that says nothing of times.</summary>
    private static readonly TimeSpan UsualSpan = TimeSpan.FromDays(90);
    private const int Most = 1000, LastPage = 1_000_000;

    public async Task<JsonNode> Many(HttpRequest asked, CancellationToken ct)
    {
        var filter = Read(asked.Query);
        return new JsonArray([.. await Show(await requests.Find(filter, ct), asked.OwnAddress(), ct)]);
    }

    public async Task<JsonNode> One(HttpRequest asked, string id, CancellationToken ct)
    {
        var found = NumberOf(id) is { } number ? await requests.Find(new PublishedRequests.Filter([number]), ct) : [];
        return found.Count == 1 ? new JsonArray([.. await Show(found, asked.OwnAddress(), ct)]) : throw new Refusal("open311.request-unknown", "service_request_id", RefusalKind.NotFound, ("id", id));
    }

    private PublishedRequests.Filter Read(IQueryCollection query)
    {
        // The page is asked for in any case, so that a wrong one is told of.
        var size = Whole(query, "page_size", 1, int.MaxValue) is { } asked ? Math.Min(asked, Most) : Most;
        var skip = ((Whole(query, "page", 1, LastPage) ?? 1) - 1) * (long)size;
        if (skip > int.MaxValue) throw new Refusal("open311.number", "page", values: [("first", 1), ("last", LastPage)]);
        // With numbers given, all else is overridden, says the standard.
        if (Words(query, "service_request_id") is { Count: > 0 } ids)
            return new PublishedRequests.Filter([.. ids.Select(NumberOf).OfType<int>()], Skip: (int)skip, Take: size);

        var codes = Words(query, "service_code");
        if (codes.FirstOrDefault(c => db.Town.FindCategory(c, "report") is null) is { } unknown) throw new Refusal("open311.service-unknown", "service_code", values: [("code", unknown)]);
        var statuses = Words(query, "status");
        if (statuses.FirstOrDefault(s => s is not ("open" or "closed")) is { } wrong) throw new Refusal("open311.status", "status", values: [("status", wrong)]);
        var (from, to) = (Time(query, "start_date", false), Time(query, "end_date", true));
        var (changedFrom, changedTo) = (Time(query, "updated_after", false), Time(query, "updated_before", true));
        if (from > to) throw new Refusal("open311.dates-backwards", "end_date");
        if (changedFrom > changedTo) throw new Refusal("open311.dates-backwards", "updated_before");
        if (from is null && changedFrom is null && changedTo is null) from = (to ?? db.Now) - UsualSpan;
        return new PublishedRequests.Filter(null, codes.Count > 0 ? codes : null, from, to, changedFrom, changedTo,
            statuses.Distinct().Count() == 1 ? statuses[0] == "closed" : null, (int)skip, size);
    }

    private async Task<IEnumerable<JsonNode>> Show(List<PublishedRequest> found, string address, CancellationToken ct)
    {
        var steps = await works.LastSteps("report", [.. found.Select(r => r.Id)], ct);
        return found.Select(r => Show(r, steps.GetValueOrDefault(r.Id), address));
    }

    private JsonObject Show(PublishedRequest request, PublishedStep? step, string address)
    {
        var (town, language) = (db.Town, speech.Language);
        var category = town.FindCategory(request.Category, "report");
        return new JsonObject
        {
            ["service_request_id"] = request.Number.ToString(CultureInfo.InvariantCulture),
            ["status"] = IsClosed(request.State) ? "closed" : "open",
            ["status_notes"] = Notes(request.State, step),
            ["service_name"] = category?.Name.In(language) ?? request.Category,
            ["service_code"] = request.Category,
            ["description"] = request.Text,
            ["agency_responsible"] = OfficeOf(step) ?? town.Departments.FirstOrDefault(d => d.Code == category?.Department)?.Name.In(language),
            ["service_notice"] = null,
            ["requested_datetime"] = Open311Answer.Time(request.SubmittedAt, town.Zone),
            ["updated_datetime"] = Open311Answer.Time(request.ChangedAt, town.Zone),
            ["expected_datetime"] = null,
            ["address"] = AddressOf(request),
            ["address_id"] = null,
            ["zipcode"] = null,
            ["lat"] = Degrees(request.Latitude),
            ["long"] = Degrees(request.Longitude),
            ["media_url"] = request.Photo is { } photo ? $"{address}/{town.Slug}/photos/{photo}/large" : null,
        };
    }

    // Handed over is not mended: whoever reads "closed" would believe that it is.
    private static bool IsClosed(CaseState state) => state is CaseState.Done or CaseState.NoAction;

    private string Notes(CaseState state, PublishedStep? step) =>
        string.Join(" ", new[] { speech[$"state.{state}"], OfficeOf(step), step?.PublicText }.Where(t => !string.IsNullOrEmpty(t)));

    private string? OfficeOf(PublishedStep? step) =>
        step is { State: CaseState.NotOurs, Office.Length: > 0 } ? db.Town.Works.Offices?.FirstOrDefault(o => o.Code == step.Office)?.Name.In(speech.Language) : null;

    // From the most particular to the most general, as the standard wants it.
    private string AddressOf(PublishedRequest request)
    {
        var town = db.Town;
        var district = town.FindDistrict(request.District)?.Name.In(speech.Language);
        var (name, prefecture) = (town.Name.In(speech.Language), town.Prefecture.In(speech.Language));
        // Japanese goes from the large to the small without a comma.
        return speech.Language == Texts.English ? string.Join(", ", new[] { district, name, prefecture }.Where(p => !string.IsNullOrEmpty(p))) : $"{prefecture}{name}{district}";
    }

    private static JsonNode? Degrees(double? value) => value is { } v ? JsonValue.Create(Math.Round(v, 6)) : null;

    private static int? NumberOf(string id) => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static List<string> Words(IQueryCollection query, string name) =>
        [.. query[name].SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    private static int? Whole(IQueryCollection query, string name, int first, int last)
    {
        var text = query[name].ToString();
        if (text.Length == 0) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= first && number <= last
            ? number : throw new Refusal("open311.number", name, values: [("first", first), ("last", last)]);
    }

    private DateTime? Time(IQueryCollection query, string name, bool end)
    {
        var text = query[name].ToString().Trim();
        if (text.Length == 0) return null;
        return Open311Time.Parse(text, db.Town, end) ?? throw new Refusal("open311.date", name, values: [("text", text)]);
    }
}

/// <summary>Times as the standard writes them (W3C: 2026-04-01T09:00:00+09:00); without an offset they are on the town's clock, a day alone is the whole day.</summary>
internal static class Open311Time
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static DateTime? Parse(string text, TownFile town, bool end)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            if (day.Year is < 1900 or > 2999) return null;
            return end ? ToUtc(day.AddDays(1).ToDateTime(TimeOnly.MinValue), town).AddTicks(-1) : ToUtc(day.ToDateTime(TimeOnly.MinValue), town);
        }
        // An offset whose plus was not escaped comes as a blank.
        var mended = text.Length > 6 && text[^6] == ' ' ? $"{text[..^6]}+{text[^5..]}" : text;
        if (!DateTime.TryParseExact(mended, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time) || time.Year is < 1900 or > 2999) return null;
        return time.Kind == DateTimeKind.Utc ? time : ToUtc(time, town);
    }

    private static DateTime ToUtc(DateTime local, TownFile town)
    {
        while (town.Zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        return TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), town.Zone);
    }
}
