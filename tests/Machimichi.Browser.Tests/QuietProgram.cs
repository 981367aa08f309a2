using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Machimichi.Browser.Tests;

/// <summary>The built program with a town and nothing in it, which can be killed and started again.</summary>
internal sealed class QuietProgram : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("machimichi-offline-").FullName;
    private Process? program;

    public int Port { get; } = FreePort();
    public string Town => "minamichita";
    public string Address => $"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    public async Task Begin()
    {
        using var add = Run("town", "add", Path.Combine(Repository.Root, "towns", $"{Town}.json"));
        await add.WaitForExitAsync();
        Assert.Equal(0, add.ExitCode);
        await Start();
    }

    public async Task Start()
    {
        program = Run("serve", "--urls", Address);
        using var http = new HttpClient();
        for (var i = 0; i < 300 && !program.HasExited; i++)
        {
            try { if ((await http.GetAsync($"{Address}/health/ready")).IsSuccessStatusCode) return; }
            catch (HttpRequestException) { /* not yet */ }
            await Task.Delay(100);
        }
        throw new InvalidOperationException("The program did not answer.");
    }

    /// <summary>Starts it again with a town that has another name: to the phone, another version.</summary>
    public async Task Renew()
    {
        Kill();
        var changed = Path.Combine(folder, "changed.json");
        await File.WriteAllTextAsync(changed, (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "towns", $"{Town}.json"))).Replace("\"Minamichita\"", "\"Minamichita Town\"", StringComparison.Ordinal));
        using var add = Run("town", "add", changed);
        await add.WaitForExitAsync();
        Assert.Equal(0, add.ExitCode);
        await Start();
    }

    public void Kill()
    {
        program!.Kill(entireProcessTree: true);
        program.WaitForExit();
    }

    private Process Run(params string[] arguments)
    {
        var dll = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/Machimichi.Web/bin"), "machimichi.dll", SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc)
            ?? throw new InvalidOperationException("The program is not built; run ./dev test.");
        var process = Process.Start(new ProcessStartInfo("dotnet", [dll, .. arguments, "--data", folder]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (program is { HasExited: false }) program.Kill(entireProcessTree: true);
        if (program is not null) await program.WaitForExitAsync();
        program?.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
