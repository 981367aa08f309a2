namespace Machimichi.Platform.Jobs;

/// <summary>
/// With an embedded database one process runs the jobs: a second one (a command beside the running program) waits its turn
/// and lets the first do the work. On PostgreSQL every worker may run.
/// </summary>
public sealed class WorkerLock(PlatformOptions options) : IDisposable
{
    private FileStream? held;

    public bool IsHeld => options.IsPostgres || held is not null;

    public bool TryTake()
    {
        if (IsHeld) return true;
        Directory.CreateDirectory(options.DataFolder);
        try { held = new FileStream(Path.Combine(options.DataFolder, "worker.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
        catch (IOException) { return false; }
        return true;
    }

    internal async Task<bool> Wait(CancellationToken ct)
    {
        if (!options.Works) return false;
        while (!TryTake())
        {
            try { await Task.Delay(TimeSpan.FromSeconds(2), ct); }
            catch (OperationCanceledException) { return false; }
        }
        return true;
    }

    public void Dispose() => held?.Dispose();
}
