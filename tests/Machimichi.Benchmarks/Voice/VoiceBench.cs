using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Machimichi.Benchmarks.Voice;

/// <summary>
/// The running program on a big town, beside the very queries of each page run bare on the same SQLite file: requests a second and
/// the 95th percentile, by turns, in one run. Then how the pages fare as the town grows.
/// </summary>
internal static class VoiceBench
{
    private const int Workers = 4;

    public static async Task<int> Run(string[] arguments)
    {
        var (rounds, each) = (Number(arguments, "--rounds", 5), Number(arguments, "--requests", 200));
        int[] sizes = Text(arguments, "--sizes") is { } list ? [.. list.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))] : [10_000, Number(arguments, "--reports", 100_000)];
        var tables = new List<(int Size, List<Line> Lines)>();
        foreach (var size in sizes)
        {
            using var program = new RunningProgram(Text(arguments, "--data"));
            await program.Fill(size, Number(arguments, "--proposals", 1_000), Number(arguments, "--people", 20_000));
            await program.Serve();
            tables.Add((size, await Measure(program, size, rounds, each)));
            Console.WriteLine();
        }
        if (tables.Count > 1) Compare(tables[0], tables[^1]);
        return 0;
    }

    private sealed record Line(string Name, Samples Page, Samples Bare);

    private static async Task<List<Line>> Measure(RunningProgram program, int size, int rounds, int each)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Workers, UseCookies = false }) { BaseAddress = program.Address };
        var lines = new List<Line>();
        using var queries = new BareQueries(program.Database, Workers);
        Head(size);
        foreach (var page in Pages.All(size, queries.Numbers()))
        {
            var (served, bare) = (new Samples(), new Samples());
            for (var round = -1; round < rounds; round++)
            {
                // The first round of each warms up.
                await Drive(each, round < 0 ? null : served, async i =>
                {
                    using var answer = await http.GetAsync(page.Path(i));
                    if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"{page.Path(i)} answered {(int)answer.StatusCode}");
                    await answer.Content.ReadAsByteArrayAsync();
                });
                await Drive(each, round < 0 ? null : bare, i => Task.Run(() => queries.Run(page.Queries(i))));
            }
            lines.Add(new Line(page.Name, served, bare));
            Print(lines[^1]);
        }
        return lines;
    }

    private static async Task Drive(int count, Samples? samples, Func<int, Task> one)
    {
        var (next, started) = (-1, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                var at = Stopwatch.GetTimestamp();
                await one(i);
                samples?.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            }
        }));
        samples?.Over(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static void Head(int size)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size:N0} reports; {Workers} at a time, page and bare queries by turns"));
        Console.WriteLine($"{"",-46} {"page/s",9} {"p95 ms",8} {"bare/s",9} {"p95 ms",8} {"p95 ratio",9}");
    }

    private static void Print(Line line) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{line.Name,-46} {line.Page.PerSecond,9:0} {line.Page.P95,8:0.00} {line.Bare.PerSecond,9:0} {line.Bare.P95,8:0.00} {line.Page.P95 / line.Bare.P95,9:0.00}"));

    private static void Compare((int Size, List<Line> Lines) small, (int Size, List<Line> Lines) big)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"From {small.Size:N0} to {big.Size:N0} reports: p95 of a page, times"));
        foreach (var (a, b) in small.Lines.Zip(big.Lines)) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{a.Name,-46} {b.Page.P95 / a.Page.P95,9:0.00}"));
    }

    private static string? Text(string[] arguments, string name) => Array.IndexOf(arguments, name) is >= 0 and var i && i + 1 < arguments.Length ? arguments[i + 1] : null;

    private static int Number(string[] arguments, string name, int otherwise) => int.TryParse(Text(arguments, name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}

/// <summary>How long each took.</summary>
internal sealed class Samples
{
    private readonly List<double> milliseconds = [];
    private double seconds;

    public void Add(double took) { lock (milliseconds) milliseconds.Add(took); }

    public void Over(double took) => seconds += took;

    public double PerSecond => milliseconds.Count / seconds;

    public double P95
    {
        get
        {
            var sorted = milliseconds.Order().ToList();
            return sorted[(int)Math.Min(sorted.Count - 1, Math.Round(0.95 * (sorted.Count - 1)))];
        }
    }
}

/// <summary>The built program as a process of its own, on a folder of its own.</summary>
internal sealed class RunningProgram(string? folder) : IDisposable
{
    private readonly string data = folder ?? Directory.CreateTempSubdirectory("machimichi-bench-").FullName;
    private Process? process;

    public string Database { get; private set; } = "";
    public Uri Address { get; private set; } = default!;

    // A folder that was given keeps a database for each size, so that a second run need not fill it again.
    public async Task Fill(int reports, int proposals, int people)
    {
        var place = Directory.CreateDirectory(Path.Combine(data, $"{reports}")).FullName;
        Database = Path.Combine(place, "machimichi.db");
        await Run("town", "add", Path.Combine(Root, "towns", "minamichita.json"), "--data", place);
        await Run("load", "seed", "--town", Town, "--reports", $"{reports}", "--proposals", $"{proposals}", "--people", $"{people}", "--data", place);
    }

    // The benchmark, not the program, knows the town that comes with the repository.
    public static string Town => "minamichita";

    /// <summary>The most memory that the process ever held, as Linux counts it.</summary>
    public double PeakMegabytes() => double.Parse(File.ReadLines($"/proc/{process!.Id}/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;

    public async Task Serve()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
        probe.Stop();
        process = Start("serve", "--role", "web", "--urls", Address.ToString(), "--data", Path.GetDirectoryName(Database)!);
        using var http = new HttpClient();
        for (var i = 0; i < 600 && !process.HasExited; i++)
        {
            try { if ((await http.GetAsync(new Uri(Address, "/health/ready"))).IsSuccessStatusCode) return; }
            catch (HttpRequestException) { /* not yet */ }
            await Task.Delay(100);
        }
        throw new InvalidOperationException("The program did not answer.");
    }

    public static async Task Run(params string[] arguments)
    {
        using var run = Start(arguments);
        await run.WaitForExitAsync();
        if (run.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {run.ExitCode}");
    }

    public static Process Start(params string[] arguments)
    {
        var dll = Directory.EnumerateFiles(Path.Combine(Root, "src/Machimichi.Web/bin"), "machimichi.dll", SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc) ?? throw new InvalidOperationException("The program is not built.");
        var started = Process.Start(new ProcessStartInfo("dotnet", [dll, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        started.OutputDataReceived += (_, _) => { };
        started.ErrorDataReceived += (_, line) => { if (line.Data is { } said) Console.Error.WriteLine(said); };
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;
    }

    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string from) => File.Exists(Path.Combine(from, "Machimichi.slnx")) ? from : Find(Path.GetDirectoryName(from) ?? throw new InvalidOperationException("Run this from the repository."));

    public void Dispose()
    {
        if (process is { HasExited: false }) process.Kill(entireProcessTree: true);
        process?.WaitForExit();
        process?.Dispose();
        if (folder is null) Directory.Delete(data, recursive: true);
    }
}
