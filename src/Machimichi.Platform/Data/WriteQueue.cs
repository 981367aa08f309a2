using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Machimichi.Platform.Data;

/// <summary>
/// SQLite has one writer at a time, and whoever waits for it inside the database blocks a thread and may lose to a later one until
/// its patience ends. So the transactions of this process wait here instead: in order, and without a thread.
/// </summary>
internal sealed class WriteQueue : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly ConcurrentDictionary<DbConnection, bool> writing = new();

    public IInterceptor[] Interceptors { get; }

    public WriteQueue() => Interceptors = [new Transactions(this), new Connections(this)];

    public async ValueTask Enter(DbConnection connection, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        writing[connection] = true;
    }

    public void Leave(DbConnection connection)
    {
        if (writing.TryRemove(connection, out _)) turn.Release();
    }

    public void Dispose() => turn.Dispose();

    /// <summary>A transaction takes its turn when it begins…</summary>
    public sealed class Transactions(WriteQueue queue) : DbTransactionInterceptor
    {
        public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
        {
            await queue.Enter(connection, cancellationToken);
            return result;
        }

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            queue.Leave(eventData.Context!.Database.GetDbConnection());
            return Task.CompletedTask;
        }
    }

    /// <summary>… and gives it up with its connection, however it ended.</summary>
    public sealed class Connections(WriteQueue queue) : DbConnectionInterceptor
    {
        public override Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData)
        {
            queue.Leave(connection);
            return Task.CompletedTask;
        }

        public override void ConnectionClosed(DbConnection connection, ConnectionEndEventData eventData) => queue.Leave(connection);
    }
}
