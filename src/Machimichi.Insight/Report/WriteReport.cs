using Machimichi.Insight.Figures;
using Machimichi.Insight.Report.Template;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Language;

namespace Machimichi.Insight.Report;

/// <summary>The trial's report of a period into a folder: <c>report.html</c>, <c>report.pdf</c> where a browser is installed, and everything it rests on under <c>data/</c>.</summary>
public sealed class WriteReport(MachimichiDb db, ReadTown read, Texts texts, EditTemplate templates, PrintPdf print)
{
    public const string HtmlName = "report.html", PdfName = "report.pdf", DataFolder = "data";

    /// <param name="From">The first of the town's days.</param>
    /// <param name="To">The last of them, which is part of the period.</param>
    /// <param name="OutFolder">Made where it is not there; files of the same names are replaced.</param>
    /// <param name="Language">ja, easy or en.</param>
    /// <param name="Pdf">Print it too?</param>
    public sealed record Request(DateOnly From, DateOnly To, string OutFolder, string Language = Texts.Japanese, bool Pdf = true);

    /// <param name="Files">What was written, as paths within the folder.</param>
    /// <param name="NoPdf">Why there is no PDF; null when there is one.</param>
    public sealed record Receipt(TrialFigures Figures, IReadOnlyList<string> Files, string? NoPdf);

    public async Task<Receipt> Handle(Request request, CancellationToken ct)
    {
        var (record, figures, words) = await Count(request.From, request.To, request.Language, ct);
        if (File.Exists(request.OutFolder)) throw new Refusal("insight.folder-is-file", "out", values: ("path", request.OutFolder));
        var data = Path.Combine(request.OutFolder, DataFolder);
        Directory.CreateDirectory(data);

        var described = await ReportData.Write(data, record, figures, words, db.Now, ct);
        var html = Path.Combine(request.OutFolder, HtmlName);
        await File.WriteAllTextAsync(html, new ReportPage(record, figures, words, await templates.Current(request.Language, ct), db.Now).Write(described), ct);
        var pdf = request.Pdf ? await print.Print(html, Path.Combine(request.OutFolder, PdfName), ct) : new PrintPdf.Result(false, "insight.pdf.not-asked", "");

        return new Receipt(figures,
            [HtmlName, .. pdf.Made ? [PdfName] : Array.Empty<string>(), .. described.Select(f => $"{DataFolder}/{f.FileName}"), $"{DataFolder}/{OpenData.DataPackage.FileName}"],
            pdf.Made ? null : words[pdf.Why, ("detail", pdf.Detail)]);
    }

    /// <summary>How the report of the last days would look with this template.</summary>
    public async Task<string> Preview(string template, string language, int days, CancellationToken ct)
    {
        if (TemplateFile.Problems(template).FirstOrDefault() is { } problem) throw problem;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(db.Now, db.Town.Zone));
        var (record, figures, words) = await Count(today.AddDays(1 - days), today, language, ct);
        return new ReportPage(record, figures, words, template, db.Now).Write([]);
    }

    /// <summary>Counts, and writes nothing: for a page.</summary>
    public async Task<(TownRecord Record, TrialFigures Figures, Words Words)> Count(DateOnly from, DateOnly to, string language, CancellationToken ct)
    {
        if (!Texts.Languages.Contains(language)) throw new Refusal("insight.language", "lang", values: ("lang", language));
        var record = await read.Of(Period.Of(from, to, db.Town), ct);
        return (record, CountFigures.Of(record), new Words(texts, language, db.Town));
    }
}
