using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Voice.Proposals;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Calls;

internal static class CallData
{
    extension(MachimichiDb db)
    {
        public DbSet<Call> Calls => db.Set<Call>();
        public DbSet<Project> Projects => db.Set<Project>();
        public DbSet<CallVote> CallVotes => db.Set<CallVote>();
        public DbSet<CallChoice> CallChoices => db.Set<CallChoice>();
    }

    /// <summary>Writing the row first makes all who change one call at a time wait for each other; needs a transaction.</summary>
    public static async Task<Call> LockCall(this MachimichiDb db, string? slug, CancellationToken ct)
    {
        var one = db.Calls.Where(c => c.Slug == slug);
        if (await one.ExecuteUpdateAsync(s => s.SetProperty(c => c.Version, c => c.Version), ct) == 0) throw Refusal.NotFound("call.unknown");
        return await one.SingleAsync(ct);
    }
}

internal sealed class CallModel : IModelPart
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<Call>(e =>
        {
            e.ToTable("Calls");
            e.Property(c => c.Id).ValueGeneratedNever();
            e.Ignore(c => c.Rules).Ignore(c => c.Schedule);
            e.HasIndex(c => new { c.TownId, c.Slug }).IsUnique();
            e.HasIndex(c => new { c.TownId, c.SubmissionHash }).IsUnique();
            e.HasIndex(c => new { c.TownId, c.ResultUntil });
        });
        model.Entity<Proposal>(e =>
        {
            e.HasOne<Call>().WithMany().HasForeignKey(p => p.CallId).OnDelete(DeleteBehavior.Restrict);
            e.HasIndex(p => new { p.CallId, p.Number });
        });
        model.Entity<Project>(e =>
        {
            e.ToTable("CallProjects");
            e.Property(p => p.Id).ValueGeneratedNever();
            e.HasOne<Call>().WithMany().HasForeignKey(p => p.CallId);
            e.HasIndex(p => new { p.CallId, p.Number }).IsUnique();
        });
        model.Entity<CallVote>(e =>
        {
            e.ToTable("CallVotes");
            e.Property(v => v.Id).ValueGeneratedNever();
            e.HasOne<Call>().WithMany().HasForeignKey(v => v.CallId);
            e.HasIndex(v => new { v.CallId, v.PersonId }).IsUnique();
            e.HasIndex(v => new { v.TownId, v.PersonId });
        });
        model.Entity<CallChoice>(e =>
        {
            e.ToTable("CallChoices");
            e.Property(c => c.Id).ValueGeneratedNever();
            e.HasOne<CallVote>().WithMany().HasForeignKey(c => c.VoteId);
            e.HasOne<Project>().WithMany().HasForeignKey(c => c.ProjectId);
            e.HasIndex(c => new { c.VoteId, c.ProjectId }).IsUnique();
        });
    }
}
