using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Insight.Report.Template;

/// <summary>One version of the town's own template of the report in one language. Versions are never changed; the newest counts.</summary>
internal sealed class ReportTemplate : ITownOwned
{
    private ReportTemplate() { }

    public ReportTemplate(string language, int version, string text, DateTime at) =>
        (Id, Language, Version, Text, SavedAt) = (Guid.CreateVersion7(), language, version, text, at);

    public Guid Id { get; private init; }
    public string TownId { get; private set; } = "";
    public string Language { get; private init; } = "";
    public int Version { get; private init; }

    /// <summary>Markdown with fields; empty for "as it is shipped", so that a town that restored it gets a newer one too.</summary>
    public string Text { get; private init; } = "";
    public DateTime SavedAt { get; private init; }
}

internal sealed class TemplateModel : IModelPart
{
    public void Configure(ModelBuilder model) => model.Entity<ReportTemplate>(e =>
    {
        e.ToTable("ReportTemplates");
        e.Property(t => t.Id).ValueGeneratedNever();
        e.Property(t => t.Language).HasMaxLength(8);
        e.HasIndex(t => new { t.TownId, t.Language, t.Version }).IsUnique();
    });
}
