using System.Reflection;
using Machimichi.Platform.Audit;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Jobs;
using Machimichi.Platform.Notifications;
using Machimichi.Platform.People;
using Machimichi.Platform.Photos;
using Machimichi.Platform.Search;
using Machimichi.Platform.Towns;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.Data;

/// <summary>The one unit of work. Each capability reaches its own tables through extension properties on it.</summary>
public sealed class MachimichiDb(DbContextOptions<MachimichiDb> options, IEnumerable<IModelPart> parts, IEnumerable<SearchSource> searched, TownScope town, JobSignal signal, TimeProvider clock)
    : IdentityUserContext<Account, Guid>(options)
{
    private readonly List<AuditNote> notes = [];
    private readonly IReadOnlyList<SearchSource> searched = [.. searched];

    /// <summary>The clock of this unit of work, in UTC.</summary>
    public DateTime Now => clock.GetUtcNow().UtcDateTime;

    public TownFile Town => town.Town;

    private string TownId => town.Id;

    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<PersonalExport> PersonalExports => Set<PersonalExport>();
    public DbSet<JobTicket> JobTickets => Set<JobTicket>();
    public DbSet<OutgoingMessage> OutgoingMessages => Set<OutgoingMessage>();
    public DbSet<Photo> Photos => Set<Photo>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    internal DbSet<SearchEntry> SearchEntries => Set<SearchEntry>();
    internal DbSet<AuditHead> AuditHeads => Set<AuditHead>();
    internal DbSet<TownRow> Towns => Set<TownRow>();
    internal DbSet<Counter> Counters => Set<Counter>();

    /// <summary>Says who did what to which thing; written with the next save, chained to what was written before.</summary>
    public void Note(string actor, string action, string subjectKind, Guid subjectId, object? detail = null) =>
        notes.Add(AuditNote.Of(TownId, Now, actor, action, subjectKind, subjectId, detail));

    /// <summary>The next number of a series ("proposal" 24), counted a town; taken for good once the transaction commits.</summary>
    public Task<int> NextNumber(string series, CancellationToken ct) => TakeNumbers(series, 1, ct);

    /// <summary>Many numbers that follow each other.</summary>
    /// <returns>The first of them.</returns>
    public async Task<int> TakeNumbers(string series, int count, CancellationToken ct)
    {
        if (Database.CurrentTransaction is null)
            throw new InvalidOperationException("A number is taken inside the transaction that uses it.");
        await Database.ExecuteSqlAsync($"INSERT INTO counters (town_id, series, value) VALUES ({TownId}, {series}, 0) ON CONFLICT DO NOTHING", ct);
        var mine = Counters.Where(c => c.TownId == TownId && c.Series == series);
        await mine.ExecuteUpdateAsync(s => s.SetProperty(c => c.Value, c => c.Value + count), ct);
        return await mine.Select(c => c.Value).SingleAsync(ct) - count + 1;
    }

    /// <summary>Brings the search up to date for things that were changed in the database itself, past <see cref="SaveChangesAsync(bool, CancellationToken)"/>; within the caller's transaction.</summary>
    public Task UpdateSearch(IReadOnlyList<Guid> subjects, CancellationToken ct) => SearchIndex.Refresh(this, searched, new SearchIndex.Touched([], subjects), ct);

    /// <summary>Writes what was noted, with rows that were written in bulk; within the caller's transaction.</summary>
    public async Task SaveNotes(BulkRows rows, CancellationToken ct)
    {
        await rows.Insert(await AuditChain.Chain(this, notes, ct), ct);
        notes.Clear();
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Save asynchronously, so that a busy database never blocks a thread.");

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        StampTown();
        var wakes = ChangeTracker.Entries<JobTicket>().Any(e => e.State == EntityState.Added);
        var touched = SearchIndex.TouchedBy(ChangeTracker, searched);
        var saved = notes.Count == 0 && !touched.Any
            ? await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken)
            : await SaveWhole(touched, acceptAllChangesOnSuccess, cancellationToken);
        if (wakes) signal.Wake();
        return saved;
    }

    // What was noted and what can be found belong to the save: all of it, or nothing.
    private async Task<int> SaveWhole(SearchIndex.Touched touched, bool acceptAll, CancellationToken ct)
    {
        await using var own = Database.CurrentTransaction is null ? await Database.BeginTransactionAsync(ct) : null;
        if (notes.Count > 0) await AuditChain.Append(this, notes, ct);
        var saved = await base.SaveChangesAsync(acceptAll, ct);
        if (touched.Any) await SearchIndex.Refresh(this, searched, touched, ct);
        if (own is not null) await own.CommitAsync(ct);
        notes.Clear();
        return saved;
    }

    private void StampTown()
    {
        foreach (var entry in ChangeTracker.Entries<ITownOwned>())
        {
            if (entry.State is EntityState.Unchanged or EntityState.Detached) continue;
            var owner = entry.Property(nameof(ITownOwned.TownId));
            if (entry.State == EntityState.Added && owner.CurrentValue is null or "") owner.CurrentValue = TownId;
            if ((string?)owner.CurrentValue != TownId || (entry.State != EntityState.Added && (string?)owner.OriginalValue != TownId))
                throw new InvalidOperationException($"{entry.Metadata.ClrType.Name} belongs to {owner.CurrentValue}, not to {TownId}.");
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
        configurationBuilder.Properties<Enum>().HaveMaxLength(40);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        new PlatformModel().Configure(builder);
        foreach (var part in parts) part.Configure(builder);
        foreach (var owned in builder.Model.GetEntityTypes().Where(e => typeof(ITownOwned).IsAssignableFrom(e.ClrType) && !e.IsOwned()).ToList())
            FilterByTown.MakeGenericMethod(owned.ClrType).Invoke(this, [builder]);
        SnakeCase.Apply(builder);
    }

    private static readonly MethodInfo FilterByTown =
        typeof(MachimichiDb).GetMethod(nameof(AddTownFilter), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private void AddTownFilter<T>(ModelBuilder builder) where T : class, ITownOwned
    {
        builder.Entity<T>().Property(e => e.TownId).HasMaxLength(64);
        builder.Entity<T>().HasQueryFilter("Town", e => e.TownId == TownId);
    }
}
