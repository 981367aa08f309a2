using System.IO.Compression;
using Machimichi.Platform;
using Machimichi.Platform.Language;
using Microsoft.AspNetCore.Http;

namespace Machimichi.Insight.Report;

/// <summary>The report made on the fly for a member of staff: the page, the paper, or everything in one archive.</summary>
public sealed class DownloadReport(WriteReport write)
{
    public async Task<IResult> Handle(string file, DateOnly? from, DateOnly? to, string? language, CancellationToken ct)
    {
        if (from is not { } first || to is not { } last) throw new Refusal("insight.period-missing", "from");
        var folder = Directory.CreateTempSubdirectory("machimichi-report-");
        try
        {
            var receipt = await write.Handle(new WriteReport.Request(first, last, folder.FullName, language ?? Texts.Japanese, Pdf: file != "html"), ct);
            var name = $"report-{first:yyyy-MM-dd}-{last:yyyy-MM-dd}";
            return file switch
            {
                "pdf" when receipt.NoPdf is { } why => throw new Refusal("insight.no-pdf", "file", RefusalKind.Conflict, ("why", why)),
                "pdf" => Results.Bytes(await Read(folder, WriteReport.PdfName, ct), "application/pdf", $"{name}.pdf"),
                "zip" => Results.Bytes(await Archive(folder, ct), "application/zip", $"{name}.zip"),
                _ => Results.Bytes(await Read(folder, WriteReport.HtmlName, ct), "text/html; charset=utf-8", $"{name}.html"),
            };
        }
        finally { folder.Delete(recursive: true); }
    }

    private const int PreviewDays = 90;

    /// <summary>The page as it would be with a template that is not saved yet.</summary>
    public async Task<IResult> Preview(string template, string? language, HttpContext http, CancellationToken ct)
    {
        var page = await write.Preview(template, language ?? Texts.Japanese, PreviewDays, ct);
        // The report brings its own style and nothing else.
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";
        return Results.Content(page, "text/html; charset=utf-8");
    }

    private static Task<byte[]> Read(DirectoryInfo folder, string name, CancellationToken ct) => File.ReadAllBytesAsync(Path.Combine(folder.FullName, name), ct);

    private static async Task<byte[]> Archive(DirectoryInfo folder, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        await ZipFile.CreateFromDirectoryAsync(folder.FullName, bytes, ct);
        return bytes.ToArray();
    }
}
