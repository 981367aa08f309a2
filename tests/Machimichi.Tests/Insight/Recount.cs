using System.Diagnostics;

namespace Machimichi.Tests.Insight;

/// <summary>The independent script that counts a report again from its files.</summary>
internal static class Recount
{
    public static async Task<(int Code, string Said)> Run(string folder)
    {
        var start = new ProcessStartInfo("python3", [Path.Combine(Repository.Root, "tests", "Machimichi.Tests", "Insight", "recount.py"), folder]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var (said, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await said + await error);
    }
}
