using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Jobs;
using Machimichi.Platform.Towns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Machimichi.Roads.Footage;

/// <summary>
/// The watched folder, <c>FOLDER/TOWN/VEHICLE/…</c>: what a vehicle's folder holds is imported once its files have stopped growing. What was imported as it
/// is now is remembered beside the data, and the same files are the same footage anyway. Nothing in the folder is changed.
/// </summary>
internal sealed class WatchFolders(IServiceScopeFactory scopes, TownDirectory towns, RoadsOptions options, PlatformOptions platform, WorkerLock worker, TimeProvider clock, ILogger<WatchFolders> log) : BackgroundService
{
    private readonly Dictionary<string, (string State, DateTimeOffset Since)> seen = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.WatchedFolder.Length == 0 || !platform.Works) return;
        using var timer = new PeriodicTimer(options.WatchEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!worker.IsHeld) continue;
            try { await Look(stoppingToken); }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { log.LogWarning(e, "The watched folder could not be read; looked at again later"); }
            catch (Exception e) when (e is not OperationCanceledException) { log.LogError(e, "What lies in the watched folder could not be imported; tried again later"); }
        }
    }

    private async Task Look(CancellationToken ct)
    {
        foreach (var town in await towns.All(ct))
        {
            var folder = new DirectoryInfo(Path.Combine(options.WatchedFolder, town.Slug));
            if (!folder.Exists) continue;
            foreach (var vehicle in folder.EnumerateDirectories().Where(v => v.LinkTarget is null).OrderBy(v => v.Name, StringComparer.Ordinal))
            {
                if (StateOf(vehicle) is not { } state || !HasStopped(vehicle.FullName, state) || Remembered(vehicle.FullName) == state) continue;
                await Import(town, vehicle, ct);
                await Remember(vehicle.FullName, state, ct);
            }
        }
    }

    private bool HasStopped(string folder, string state)
    {
        var now = clock.GetUtcNow();
        if (seen.TryGetValue(folder, out var before) && before.State == state) return now - before.Since >= options.StillFor;
        seen[folder] = (state, now);
        return false;
    }

    private async Task Import(TownFile town, DirectoryInfo vehicle, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TownScope>().Choose(town);
        scope.ServiceProvider.GetRequiredService<Actor>().BeCommand();
        var receipt = await scope.ServiceProvider.GetRequiredService<ReceiveFootage>().Handle(new ReceiveFootage.Request([vehicle.FullName], vehicle.Name), null, ct);
        log.LogInformation("Import {Import}: {Files} files from {Folder}", receipt.Import, receipt.Files.Count, vehicle.FullName);
    }

    // Names, sizes and times of all files; null where there are none.
    private static string? StateOf(DirectoryInfo vehicle)
    {
        var files = vehicle.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(f => f.FullName, StringComparer.Ordinal).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.FullName} {f.Length} {f.LastWriteTimeUtc.Ticks}")).ToList();
        return files.Count == 0 ? null : Hash(string.Join('\n', files));
    }

    private string? Remembered(string folder) => File.Exists(NoteOf(folder)) ? File.ReadAllText(NoteOf(folder)) : null;

    private async Task Remember(string folder, string state, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(NoteOf(folder))!);
        await File.WriteAllTextAsync(NoteOf(folder), state, ct);
    }

    private string NoteOf(string folder) => Path.Combine(platform.DataFolder, "watched", Hash(folder));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
