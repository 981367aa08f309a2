using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Machimichi.Tests;

/// <summary>A PostgreSQL of its own in a temporary folder, on a free port of this machine; skipped where none is installed.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("machimichi-pg-").FullName;
    private Process? server;
    private int databases;
    private int port;

    public async ValueTask InitializeAsync()
    {
        if (Programs is null) return;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        // PostgreSQL refuses to run as root, so there the package's own user runs it.
        if (Environment.IsPrivilegedProcess) await Run("chown", ["postgres", folder]);
        await Run(Program("initdb"), ["-D", $"{folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]);
        server = Start(Program("postgres"), ["-D", $"{folder}/data", "-p", $"{port}", "-k", folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]);
        for (var i = 0; i < 100; i++)
        {
            try { await Execute("postgres", "SELECT 1"); return; }
            catch (Npgsql.NpgsqlException) { await Task.Delay(100); }
        }
        throw new InvalidOperationException("PostgreSQL did not start.");
    }

    /// <summary>Connection string of a new, empty database.</summary>
    public async Task<string> NewDatabase()
    {
        if (Programs is null) Assert.Skip("skipped: no PostgreSQL 15 (Debian: postgresql-15)");
        var name = $"town{Interlocked.Increment(ref databases)}";
        await Execute("postgres", $"CREATE DATABASE {name}");
        return Connection(name);
    }

    private static string? Programs => Directory.Exists("/usr/lib/postgresql/15/bin") ? "/usr/lib/postgresql/15/bin" : null;

    private static string Program(string name) => $"{Programs}/{name}";

    private string Connection(string database) => $"Host=127.0.0.1;Port={port};Username=postgres;Database={database};Maximum Pool Size=20";

    private async Task Execute(string database, string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(Connection(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static Process Start(string program, string[] arguments)
    {
        var asOther = Environment.IsPrivilegedProcess && program.StartsWith('/');
        var start = asOther
            ? new ProcessStartInfo("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        (start.UseShellExecute, start.RedirectStandardOutput, start.RedirectStandardError, start.WorkingDirectory) = (false, true, true, "/");
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task Run(string program, string[] arguments)
    {
        using var process = Start(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            Npgsql.NpgsqlConnection.ClearAllPools();
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            server.Dispose();
        }
        Directory.Delete(folder, recursive: true);
    }
}
