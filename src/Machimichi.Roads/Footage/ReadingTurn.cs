using Machimichi.Platform;
using Machimichi.Platform.Jobs;

namespace Machimichi.Roads.Footage;

/// <summary>Remembers that this process reads footage outside the scheduler, since it took the embedded database's only turn to work.</summary>
public sealed class ReadingTurn(WorkerLock worker, PlatformOptions platform)
{
    private readonly Lock gate = new();
    private bool taken;

    /// <summary>True when nobody else may be at work: what is found running then was cut off.</summary>
    public bool TryTake()
    {
        // Where this process runs the scheduler, that one reads.
        if (platform.IsPostgres || platform.Works) return false;
        lock (gate) return taken = taken || (!worker.IsHeld && worker.TryTake());
    }
}
