using System.CommandLine;
using Machimichi.Platform;
using Machimichi.Web.Demo;
using Machimichi.Web.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Machimichi.Commands;

/// <summary><c>serve</c> and <c>work</c>: the running program.</summary>
internal static class ServeCommands
{
    public static Command Serve()
    {
        var urls = new Option<string>("--urls") { Description = "Addresses to listen on", DefaultValueFactory = _ => "http://localhost:5080" };
        var demo = new Option<bool>("--demo") { Description = "Fill an empty installation with the demo towns, and offer their logins" };
        var role = new Option<string>("--role") { Description = "all, web (no jobs) or work (jobs only)", DefaultValueFactory = _ => "all" };
        role.AcceptOnlyFromAmong("all", "web", "work");
        return new Command("serve", "The program: pages, API and jobs in one process").With(urls, demo, role).OnInstallation().Does(async (parsed, ct) =>
        {
            var chosen = parsed.GetValue(role);
            var options = SharedOptions.Installation(parsed, works: chosen != "web");
            if (chosen == "work") return await RunWorker(options, ct);
            var address = parsed.GetValue(urls)!;
            if (Environment.GetEnvironmentVariable("MACHIMICHI_PUBLIC_ADDRESS") is not { Length: > 0 }) options = options with { PublicAddress = address.Split(';')[0].TrimEnd('/') };
            await using var app = await MachimichiApp.Build(options, new WebOptions(address, parsed.GetValue(demo)), ct: ct);
            var logins = parsed.GetValue(demo) ? await DemoTown.Prepare(app.Services, ct) : [];
            await app.StartAsync(ct);
            foreach (var line in app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses)
                Console.WriteLine($"まちみち  {line}/");
            foreach (var (town, as_, link) in logins) Console.WriteLine($"  {town.Name.Ja} {as_,-6} {link}");
            if (logins.Count > 0) Console.WriteLine($"  mails  {options.PublicAddress}/mail");
            await app.WaitForShutdownAsync(ct);
            return CommandLine.Done;
        });
    }

    public static Command Work() => new Command("work", "A worker only: as many machines as you like on one PostgreSQL").OnInstallation()
        .Does((parsed, ct) => RunWorker(SharedOptions.Installation(parsed, works: true), ct));

    private static async Task<int> RunWorker(PlatformOptions options, CancellationToken ct)
    {
        await using var installation = await Installation.Open(options, null, ct);
        await Console.Error.WriteLineAsync("Working. Stop with Ctrl+C; what was begun goes on at the next start.");
        try { await Task.Delay(Timeout.Infinite, ct); }
        catch (OperationCanceledException) { /* asked to stop */ }
        return CommandLine.Done;
    }
}
