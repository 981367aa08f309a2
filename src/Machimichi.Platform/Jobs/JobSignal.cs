namespace Machimichi.Platform.Jobs;

/// <summary>Wakes the dispatcher of this process when a ticket was saved, so that nobody waits for the next look.</summary>
public sealed class JobSignal : IDisposable
{
    private readonly SemaphoreSlim bell = new(0, 1);

    public void Wake()
    {
        try { bell.Release(); }
        catch (SemaphoreFullException) { /* it rings already */ }
    }

    public void Dispose() => bell.Dispose();

    public Task WaitAtMost(TimeSpan time, CancellationToken ct) => bell.WaitAsync(time, ct);
}
