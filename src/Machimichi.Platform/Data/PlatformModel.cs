using Machimichi.Platform.Audit;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Jobs;
using Machimichi.Platform.Notifications;
using Machimichi.Platform.People;
using Machimichi.Platform.Photos;
using Machimichi.Platform.Search;
using Machimichi.Platform.Towns;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.Data;

internal sealed class PlatformModel : IModelPart
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<TownRow>(e => { e.ToTable("Towns"); e.HasKey(t => t.Slug); e.Property(t => t.Slug).HasMaxLength(64); });
        model.Entity<Counter>(e => { e.ToTable("Counters"); e.HasKey(c => new { c.TownId, c.Series }); e.Property(c => c.TownId).HasMaxLength(64); });
        model.Entity<Membership>(e =>
        {
            e.ToTable("Memberships");
            e.HasKey(m => new { m.TownId, m.AccountId, m.Role });
            e.HasIndex(m => m.AccountId);
        });
        model.Entity<Session>(e =>
        {
            e.ToTable("Sessions");
            e.Property(s => s.Id).ValueGeneratedNever();
            e.HasOne<Account>().WithMany().HasForeignKey(s => s.AccountId);
        });
        model.Entity<PersonalExport>(e =>
        {
            e.ToTable("PersonalExports");
            e.Property(x => x.Id).ValueGeneratedNever();
            e.HasIndex(x => x.PersonId);
        });
        model.Entity<JobTicket>(e =>
        {
            e.ToTable("JobTickets");
            e.Property(t => t.Id).ValueGeneratedNever();
            e.HasIndex(t => new { t.State, t.CreatedAt });
            e.HasIndex(t => new { t.TownId, t.Kind, t.State });
        });
        model.Entity<OutgoingMessage>(e =>
        {
            e.ToTable("OutgoingMessages");
            e.Property(m => m.Id).ValueGeneratedNever();
            e.HasIndex(m => m.CreatedAt);
        });
        model.Entity<Photo>(e =>
        {
            e.ToTable("Photos");
            e.Property(p => p.Id).ValueGeneratedNever();
            e.HasIndex(p => new { p.TownId, p.OwnerKind, p.OwnerId });
        });
        model.Entity<SearchEntry>(e =>
        {
            e.ToTable("SearchEntries");
            e.HasKey(s => s.Seq);
            e.HasIndex(s => s.ThingId).IsUnique();
            e.HasIndex(s => s.SubjectId);
        });
        model.Entity<AuditHead>(e => { e.ToTable("AuditHeads"); e.HasKey(h => h.TownId); e.Property(h => h.TownId).HasMaxLength(64); });
        model.Entity<AuditEntry>(e =>
        {
            e.ToTable("AuditEntries");
            e.HasKey(a => new { a.TownId, a.Seq });
            e.HasIndex(a => new { a.TownId, a.SubjectKind, a.SubjectId });
        });
    }
}
