using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Language;
using Machimichi.Platform.Photos;
using Machimichi.Platform.Towns;
using Machimichi.Voice;
using Machimichi.Voice.Photos;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Microsoft.AspNetCore.Http;

namespace Machimichi.Insight.Open311;

/// <summary>Somebody reports by another program. It is the same report as over the pages: same limits, same privacy, sent twice under one key it is one.</summary>
public sealed partial class SendRequest(MachimichiDb db, SubmitReport submit, ReceivePhotos photos, PublishedRequests requests, Speech speech)
{
    private static readonly string[] NamesOf = ["first_name", "last_name", "phone", "device_id", "account_id"];

    public async Task<JsonNode> Handle(HttpContext http, CancellationToken ct)
    {
        var form = await FormOf(http.Request, ct);
        CheckKey(form["api_key"].ToString() is { Length: > 0 } key ? key : http.Request.Query["api_key"].ToString());
        Open311Api.CheckJurisdiction(db.Town, form["jurisdiction_id"].ToString());
        var category = CategoryOf(form);
        var (latitude, longitude) = (Degrees(form, "lat", 90), Degrees(form, "long", 180));
        if (latitude is null != longitude is null) throw new Refusal("open311.half-place", latitude is null ? "lat" : "long");
        var (landmark, district) = latitude is null ? PlaceOf(form) : (null, null);
        var details = DetailsOf(form, category);
        var taken = await Photos(form, ct);

        var sent = http.Request.Headers["Idempotency-Key"].ToString();
        var receipt = await Say(() => submit.Handle(new SubmitReport.Request(sent.Length > 0 ? sent : SubmissionKey.New(), category.Code, TextOf(form, latitude), latitude, longitude, landmark, district,
            Mail: form["email"].ToString(), Photos: taken, Details: details), ct));
        var notices = new List<string>();
        if (NamesOf.Any(n => form[n].ToString().Length > 0)) notices.Add(speech["open311.names-not-kept"]);
        if (form["media_url"].ToString().Length > 0) notices.Add(speech["open311.media-url"]);
        var answer = new JsonObject();
        if (category.Public) answer["service_request_id"] = receipt.Number.ToString(CultureInfo.InvariantCulture);
        else answer["token"] = receipt.Secret;
        answer["service_notice"] = notices.Count > 0 ? string.Join(" ", notices) : null;
        answer["account_id"] = null;
        return new JsonArray(answer);
    }

    /// <summary>The number behind a token.</summary>
    public async Task<JsonNode> Token(string token, CancellationToken ct) => await requests.NumberOf(token, ct) is { } number
        ? new JsonArray(new JsonObject { ["service_request_id"] = number.ToString(CultureInfo.InvariantCulture), ["token"] = token })
        : throw new Refusal("open311.token-unknown", "token", RefusalKind.NotFound);

    private static async Task<IFormCollection> FormOf(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasFormContentType) throw new Refusal("open311.media-type", values: ("type", request.ContentType ?? "-"));
        try { return await request.ReadFormAsync(ct); }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge) { throw new Refusal("photo.too-large", "media", RefusalKind.TooLarge, ("limit", PhotoDesk.MaxBytes / 1024 / 1024)); }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException or IOException) { throw new Refusal("open311.form-broken"); }
    }

    private void CheckKey(string key)
    {
        if (db.Town.Open311?.KeyHashes is not { Count: > 0 } hashes) return;
        var given = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))));
        if (!hashes.Any(h => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(h.ToLowerInvariant()), given)))
            throw new Refusal(key.Length == 0 ? "open311.key-missing" : "open311.key-wrong", "api_key", RefusalKind.Forbidden);
    }

    private Category CategoryOf(IFormCollection form)
    {
        var code = form["service_code"].ToString().Trim();
        if (code.Length == 0) throw new Refusal("open311.service-missing", "service_code");
        return db.Town.FindCategory(code, "report") ?? throw new Refusal("open311.service-unknown", "service_code", values: [("code", code)]);
    }

    // An address is found where the town knows it: as one of its landmarks or districts.
    private (string? Landmark, string? District) PlaceOf(IFormCollection form)
    {
        var (town, id, address) = (db.Town, form["address_id"].ToString().Trim(), form["address_string"].ToString().Trim());
        if (id.Length > 0 && town.Landmarks.FirstOrDefault(l => l.Code == id) is { } coded) return (coded.Code, null);
        if (address.Length > 0)
        {
            bool Names(LocalName name) => address.Contains(name.Ja, StringComparison.Ordinal) || address.Contains(name.En, StringComparison.OrdinalIgnoreCase);
            if (town.Landmarks.Where(l => Names(l.Name)).MaxBy(l => l.Name.Ja.Length) is { } landmark) return (landmark.Code, null);
            if (town.Districts.Where(d => d.Code == address || Names(d.Name)).MaxBy(d => d.Name.Ja.Length) is { } district) return (null, district.Code);
            throw new Refusal("open311.address-unknown", "address_string", values: [("districts", string.Join(", ", town.Districts.Select(d => d.Name.In(speech.Language))))]);
        }
        throw new Refusal(id.Length > 0 ? "open311.address-id" : "open311.place-missing", id.Length > 0 ? "address_id" : "lat");
    }

    // An address says more than the district that it lies in, so it stays with what was written.
    private static string TextOf(IFormCollection form, double? latitude)
    {
        var (text, address) = (form["description"].ToString(), form["address_string"].ToString().Trim());
        return latitude is null && address.Length > 0 ? $"{text}\n{address}".Trim() : text;
    }

    private static Dictionary<string, string> DetailsOf(IFormCollection form, Category category)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in form.Where(f => f.Key.StartsWith("attribute[", StringComparison.Ordinal)))
        {
            var code = AttributeName().Match(field.Key) is { Success: true } match ? match.Groups[1].Value : "";
            if (category.Questions?.Any(q => q.Code == code) != true) throw new Refusal("open311.attribute-unknown", field.Key, values: [("service", category.Code)]);
            if (field.Value.Count != 1) throw new Refusal("open311.attribute-once", field.Key);
            details[code] = field.Value.ToString();
        }
        return details;
    }

    private async Task<List<Guid>> Photos(IFormCollection form, CancellationToken ct)
    {
        var files = form.Files.Where(f => f.Length > 0).ToList();
        if (files.Count > ReceivePhotos.Most) throw new Refusal("voice.too-many-photos", "media", values: [("limit", ReceivePhotos.Most)]);
        var ids = new List<Guid>();
        foreach (var file in files)
        {
            await using var content = file.OpenReadStream();
            ids.Add((await photos.Handle(content, file.Length, ct)).Id);
        }
        return ids;
    }

    private static double? Degrees(IFormCollection form, string name, double most)
    {
        var text = form[name].ToString().Trim();
        if (text.Length == 0) return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) <= most
            ? value : throw new Refusal("open311.degrees", name, values: [("most", most)]);
    }

    // A refusal names the page's fields; the standard's client knows them by other names.
    private static async Task<SubmitReport.Receipt> Say(Func<Task<SubmitReport.Receipt>> work)
    {
        try { return await work(); }
        catch (Refusal refusal) when (refusal.Field is { } field && NameOf(field) is { } name && name != field)
        {
            throw new Refusal(refusal.TextKey, name, refusal.Kind, refusal.Values);
        }
    }

    private static string NameOf(string field) => field switch
    {
        "category" => "service_code", "text" => "description", "mail" => "email", "place" => "lat", "photo" => "media", "key" => "Idempotency-Key",
        _ when field.StartsWith("q-", StringComparison.Ordinal) => $"attribute[{field[(field.LastIndexOf('-') + 1)..]}]",
        _ => field,
    };

    [GeneratedRegex(@"^attribute\[([^\]]{1,100})\](\[\])?$", RegexOptions.None, 1000)]
    private static partial Regex AttributeName();
}
