using System.ComponentModel;
using System.Diagnostics;

namespace Machimichi.Insight.Report;

/// <summary>A page as PDF, printed by the Chromium that is installed, in a process of its own.</summary>
public sealed class PrintPdf : IDisposable
{
    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // A browser takes hundreds of megabytes: two people who press the button wait for each other.
    private readonly SemaphoreSlim one = new(1, 1);

    /// <param name="Why">Text key of why there is none; empty when there is.</param>
    public sealed record Result(bool Made, string Why, string Detail);

    /// <summary>Is there a program that could print?</summary>
    public static bool IsPossible => Find() is not null;

    public async Task<Result> Print(string htmlFile, string pdfFile, CancellationToken ct)
    {
        if (Find() is not { } program) return new Result(false, "insight.pdf.no-program", string.Join(", ", Programs));
        await one.WaitAsync(ct);
        try { return await Run(program, htmlFile, pdfFile, ct); }
        finally { one.Release(); }
    }

    public void Dispose() => one.Dispose();

    private static async Task<Result> Run(string program, string htmlFile, string pdfFile, CancellationToken ct)
    {
        var profile = Directory.CreateTempSubdirectory("machimichi-print-");
        // It begins anew rather than leave an older period's pages under the name of this one.
        File.Delete(pdfFile);
        try
        {
            var start = new ProcessStartInfo(program,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--disable-dev-shm-usage", "--disable-javascript", $"--user-data-dir={profile.FullName}", "--no-pdf-header-footer",
                $"--print-to-pdf={Path.GetFullPath(pdfFile)}", new Uri(Path.GetFullPath(htmlFile)).AbsoluteUri,
            ]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            using var process = Process.Start(start) ?? throw new Win32Exception();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(Patience);
            try
            {
                var (said, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
                await process.WaitForExitAsync(limit.Token);
                await said;
                return new FileInfo(pdfFile) is { Exists: true, Length: > 0 }
                    ? new Result(true, "", "")
                    : new Result(false, "insight.pdf.failed", LastLine(await error));
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                ct.ThrowIfCancellationRequested();
                return new Result(false, "insight.pdf.slow", $"{Patience.TotalSeconds:0}");
            }
        }
        catch (Win32Exception e) { return new Result(false, "insight.pdf.failed", e.Message); }
        finally { Remove(profile); }
    }

    private static string? Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Programs.SelectMany(p => folders.Select(f => Path.Combine(f, p))).FirstOrDefault(File.Exists);
    }

    private static string LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last] ? last : "";

    private static void Remove(DirectoryInfo profile)
    {
        try { profile.Delete(recursive: true); }
        catch (IOException) { /* a child of the browser still writes there; the system's temporary folder is cleaned anyway */ }
    }
}
