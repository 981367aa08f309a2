using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Language;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Insight.Report.Template;

/// <summary>The town's template of the report: read, saved as a new version, restored to the shipped one.</summary>
public sealed class EditTemplate(MachimichiDb db, Actor actor)
{
    /// <param name="Version">0 where the town never wrote one.</param>
    /// <param name="IsShipped">Is it the one that comes with the program?</param>
    public sealed record View(string Text, int Version, bool IsShipped, IReadOnlyList<Saved> Versions);

    public sealed record Saved(int Version, DateTime At, bool IsShipped);

    public async Task<string> Current(string language, CancellationToken ct) => (await Newest(language, ct))?.Text is { Length: > 0 } own ? own : TemplateFile.Shipped(language);

    public async Task<View> Show(string language, int? version, CancellationToken ct)
    {
        RefuseUnknown(language);
        var all = await Of(language).OrderByDescending(t => t.Version).ToListAsync(ct);
        var asked = version is null ? all.FirstOrDefault() : all.FirstOrDefault(t => t.Version == version) ?? throw Refusal.NotFound();
        return new View(asked is { Text.Length: > 0 } ? asked.Text : TemplateFile.Shipped(language), all.FirstOrDefault()?.Version ?? 0, all.FirstOrDefault() is not { Text.Length: > 0 },
            [.. all.Select(t => new Saved(t.Version, t.SavedAt, t.Text.Length == 0))]);
    }

    /// <returns>The new version's number.</returns>
    public async Task<int> Save(string language, string text, CancellationToken ct)
    {
        if (TemplateFile.Problems(text).FirstOrDefault() is { } problem) throw problem;
        return await Add(language, TemplateFile.Lines(text), "report-template.saved", ct);
    }

    /// <summary>As it is shipped; what the town wrote stays among the versions.</summary>
    public Task<int> Restore(string language, CancellationToken ct) => Add(language, "", "report-template.restored", ct);

    /// <summary>The templates that the town wrote itself, by language.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Own(CancellationToken ct)
    {
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var language in Texts.Languages)
            if ((await Newest(language, ct))?.Text is { Length: > 0 } text) own[language] = text;
        return own;
    }

    private async Task<int> Add(string language, string text, string action, CancellationToken ct)
    {
        if (!actor.IsStaff) throw Refusal.Forbidden();
        RefuseUnknown(language);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var version = await db.NextNumber($"report-template-{language}", ct);
        var template = new ReportTemplate(language, version, text, db.Now);
        db.Add(template);
        db.Note(actor.Name, action, "report-template", template.Id, new { language, version });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return version;
    }

    private Task<ReportTemplate?> Newest(string language, CancellationToken ct) => Of(language).OrderByDescending(t => t.Version).FirstOrDefaultAsync(ct);

    private IQueryable<ReportTemplate> Of(string language) => db.Set<ReportTemplate>().AsNoTracking().Where(t => t.Language == language);

    private static void RefuseUnknown(string language)
    {
        if (!Texts.Languages.Contains(language)) throw new Refusal("insight.language", "lang", values: ("lang", language));
    }
}
