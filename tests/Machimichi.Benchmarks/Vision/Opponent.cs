using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Machimichi.Benchmarks.Vision;

/// <summary>A pipeline that somebody would write instead, in a process of its own: it reads a JPEG's path a line and answers with the milliseconds it took.</summary>
internal sealed class Opponent : IDisposable
{
    private readonly Process process;

    private Opponent(Process process) => this.process = process;

    /// <summary>Null, with the reason on standard error, where what it needs is not installed.</summary>
    public static Opponent? Start(string name, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        try
        {
            var opponent = new Opponent(Process.Start(start)!);
            if (opponent.process.StandardOutput.ReadLine() is { } ready && JsonDocument.Parse(ready).RootElement.TryGetProperty("ready", out _)) return opponent;
            opponent.Dispose();
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or JsonException)
        {
            Console.Error.WriteLine($"{name}: {e.Message}");
        }
        Console.Error.WriteLine($"{name} is not measured: it did not start.");
        return null;
    }

    public int Detect(string jpeg)
    {
        process.StandardInput.WriteLine(jpeg);
        process.StandardInput.Flush();
        return int.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
