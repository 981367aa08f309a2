using System.Text.Encodings.Web;
using System.Text.Json;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Machimichi.Platform.Towns;
using Microsoft.AspNetCore.Diagnostics;

namespace Machimichi.Web.Shell;

/// <summary>What every page asks for: the town, the language, who looks, addresses within the town.</summary>
public sealed class PageContext(TownScope scope, Speech speech, Actor actor, TimeProvider clock, IHttpContextAccessor accessor, IServiceScopeFactory scopes)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Default };

    public TownFile Town => scope.Town;
    public bool HasTown => scope.IsChosen;
    public Speech Speech => speech;
    public Actor Actor => actor;
    public HttpContext Http => accessor.HttpContext ?? throw new InvalidOperationException("A page is rendered within a request.");
    public DateTime Now => clock.GetUtcNow().UtcDateTime;
    public string Language => speech.Language;

    /// <summary>The address of a page of this town: <c>At("proposals/3")</c>.</summary>
    public string At(string path) => $"/{Town.Slug}/{path}";

    public string Here => Http.Request.Path + Http.Request.QueryString;

    public string TownName => Town.Name.In(Language);
    public string DistrictName(string? code) => Town.FindDistrict(code)?.Name.In(Language) ?? speech["place.whole-town"];
    public string CategoryName(string code) => Town.Categories.FirstOrDefault(c => c.Code == code)?.Name.In(Language) ?? code;
    public string DepartmentName(string code) => Town.Departments.FirstOrDefault(d => d.Code == code)?.Name.In(Language) ?? code;
    public string Day(DateTime utc) => speech.Day(utc, Town.Zone, Now);
    /// <summary>A day of the town's calendar.</summary>
    public string DayOf(DateOnly day) => Day(TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(new TimeOnly(12, 0)), Town.Zone));

    public string OfficeName(string code) => Town.Works.Offices?.FirstOrDefault(o => o.Code == code)?.Name.In(Language) ?? code;
    public string DayAndTime(DateTime utc) => speech.DayAndTime(utc, Town.Zone, Now);

    /// <summary>This page is its reader's own: the worker in the browser must not keep it for a time without signal.</summary>
    public void IsOnesOwn() => Http.Response.Headers["X-Own"] = "1";

    /// <summary>The districts as the map element reads them.</summary>
    public string DistrictsJson => JsonSerializer.Serialize(Town.Districts.Select(d => new { name = d.Name.In(Language), lat = d.Lat, lon = d.Lon }), Json);

    /// <summary>This page's address in another language.</summary>
    public string InLanguage(string language)
    {
        var query = Http.Request.Query.Where(q => q.Key != "lang").SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v)));
        var path = Http.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath ?? Http.Request.Path;
        return path + QueryString.Create(query.Append(KeyValuePair.Create("lang", (string?)language)));
    }

    public bool Is(string path) => Http.Request.Path.Value?.Trim('/') == $"{Town.Slug}/{path}".Trim('/');
    public bool IsUnder(string path) => Http.Request.Path.StartsWithSegments($"/{Town.Slug}/{path}", StringComparison.Ordinal);

    /// <summary>
    /// Asks with services of its own. A layout and the parts of a page are loaded while the page itself waits for the database,
    /// and two may not ask through one connection at a time.
    /// </summary>
    public async Task<T> Apart<TService, T>(Func<TService, Task<T>> ask) where TService : notnull
    {
        await using var own = scopes.CreateAsyncScope();
        own.ServiceProvider.GetRequiredService<TownScope>().Choose(Town);
        own.ServiceProvider.GetRequiredService<Speech>().Use(Language);
        own.ServiceProvider.GetRequiredService<Actor>().Be(actor.AccountId, actor.VisitorId, actor.IsStaff, actor.SpeaksForOthers);
        return await ask(own.ServiceProvider.GetRequiredService<TService>());
    }
}
