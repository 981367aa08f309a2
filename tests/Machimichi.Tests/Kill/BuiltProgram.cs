using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Machimichi.Tests.Kill;

/// <summary>The built executable as processes of its own, so that they can be killed like a power cut kills them.</summary>
internal sealed class BuiltProgram : IDisposable
{
    private static readonly string Dll = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/Machimichi.Web/bin"), "machimichi.dll", SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc)
        ?? throw new InvalidOperationException("The program is not built.");

    public string Folder { get; } = Directory.CreateTempSubdirectory("machimichi-kill-").FullName;

    public string Database => Path.Combine(Folder, "machimichi.db");

    public Process Start(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [Dll, .. arguments, "--data", Folder]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    public async Task Run(params string[] arguments)
    {
        using var process = Start(arguments);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {process.ExitCode}");
    }

    public async Task<(Process Process, Uri Address)> Serve()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
        probe.Stop();
        var process = Start("serve", "--urls", address.ToString());
        using var http = new HttpClient();
        for (var i = 0; i < 300 && !process.HasExited; i++)
        {
            try { if ((await http.GetAsync(new Uri(address, "/health/ready"))).IsSuccessStatusCode) return (process, address); }
            catch (HttpRequestException) { /* not yet */ }
            await Task.Delay(100);
        }
        throw new InvalidOperationException("The program did not answer.");
    }

    public async Task<List<string>> Query(string sql)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Database};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        return rows;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
