using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Machimichi.Roads.Footage.Reading;

/// <summary>Programs that read what we do not: each as a process of its own, so that a broken file breaks only it.</summary>
internal static class ExternalTool
{
    private const int LongestComplaint = 4000;

    private static readonly ConcurrentDictionary<string, string?> Found = new(StringComparer.Ordinal);

    /// <summary>What a program wrote, cut at the given number of lines, and the end of what it complained of.</summary>
    internal sealed record Answer(IReadOnlyList<string> Lines, string Complaint, bool TimedOut);

    /// <summary>Where the program is; null where it is not installed. MACHIMICHI_FFMPEG and so on name another place.</summary>
    public static string? Find(string name) =>
        Found.GetOrAdd(
            name,
            static tool =>
            {
                if (Environment.GetEnvironmentVariable("MACHIMICHI_" + tool.ToUpperInvariant()) is { Length: > 0 } named)
                    return File.Exists(named) ? named : null;
                var file = OperatingSystem.IsWindows() ? tool + ".exe" : tool;
                var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
                    Path.PathSeparator,
                    StringSplitOptions.RemoveEmptyEntries
                );
                return folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
            }
        );

    public static ProcessStartInfo Command(string tool, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(tool)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>Runs a program to its end, or to the end of our patience.</summary>
    public static Answer Ask(string tool, IEnumerable<string> arguments, TimeSpan patience, int mostLines)
    {
        var lines = new List<string>();
        var complaint = "";
        var timedOut = false;
        try
        {
            using var process = Process.Start(Command(tool, arguments))!;
            process.StandardInput.Close();
            process.ErrorDataReceived += (_, line) => complaint = Tail(complaint, line.Data);
            process.BeginErrorReadLine();
            using var timer = new Timer(
                _ =>
                {
                    timedOut = true;
                    End(process);
                },
                null,
                patience,
                Timeout.InfiniteTimeSpan
            );
            while (lines.Count < mostLines && process.StandardOutput.ReadLine() is { } line)
                lines.Add(line);
            if (lines.Count >= mostLines)
                End(process);
            process.WaitForExit();
        }
        catch (Exception fault) when (fault is Win32Exception or IOException or InvalidOperationException)
        {
            complaint = Tail(complaint, fault.Message);
        }
        return new Answer(lines, complaint.Trim(), timedOut);
    }

    public static string Tail(string text, string? line)
    {
        var all = text + line + "\n";
        return all.Length > LongestComplaint ? all[^LongestComplaint..] : all;
    }

    public static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception fault) when (fault is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It had ended by itself.
        }
    }
}
