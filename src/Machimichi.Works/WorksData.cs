using Machimichi.Platform.Data;
using Machimichi.Works.Cases;
using Machimichi.Works.Joins;
using Machimichi.Works.Notes;
using Machimichi.Works.Orders;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Works;

internal static class WorksData
{
    extension(MachimichiDb db)
    {
        public DbSet<Case> Cases => db.Set<Case>();
        public DbSet<CaseNote> CaseNotes => db.Set<CaseNote>();
        public DbSet<PastSubject> PastSubjects => db.Set<PastSubject>();
        public DbSet<JoinProposal> JoinProposals => db.Set<JoinProposal>();
        public DbSet<WorkOrder> WorkOrders => db.Set<WorkOrder>();
    }
}

internal sealed class WorksModel : IModelPart
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<Case>(e =>
        {
            e.ToTable("Cases");
            e.Property(c => c.Id).ValueGeneratedNever();
            e.Property(c => c.Version).IsConcurrencyToken();
            e.HasMany(c => c.Subjects).WithOne().HasForeignKey(s => s.CaseId);
            e.HasMany(c => c.Events).WithOne().HasForeignKey(v => v.CaseId);
            e.HasIndex(c => new { c.TownId, c.Number }).IsUnique();
            e.HasIndex(c => new { c.TownId, c.State, c.Severity, c.OpenedAt });
            e.HasIndex(c => new { c.TownId, c.State, c.Rank });
            e.HasIndex(c => new { c.TownId, c.State, c.Deadline });
            e.HasIndex(c => new { c.TownId, c.Cell });
            e.HasIndex(c => new { c.TownId, c.OpenCell });
            e.HasIndex(c => c.MergedInto);
        });
        model.Entity<CaseSubject>(e =>
        {
            e.ToTable("CaseSubjects");
            e.Property(s => s.Id).ValueGeneratedNever();
            e.Ignore(s => s.Error);
            e.HasIndex(s => new { s.CaseId, s.Kind, s.SubjectId }).IsUnique();
            e.HasIndex(s => new { s.Kind, s.SubjectId });
        });
        model.Entity<PastSubject>(e =>
        {
            e.ToTable("CasePastSubjects");
            e.Property(s => s.Id).ValueGeneratedNever();
            e.HasOne<Case>().WithMany().HasForeignKey(s => s.CaseId);
            e.HasIndex(s => new { s.Kind, s.SubjectId });
        });
        model.Entity<JoinProposal>(e =>
        {
            e.ToTable("JoinProposals");
            e.Property(p => p.Id).ValueGeneratedNever();
            e.HasIndex(p => new { p.TownId, p.State, p.Probability });
            e.HasIndex(p => p.CaseId);
            e.HasIndex(p => p.OtherId);
        });
        model.Entity<CaseEvent>(e =>
        {
            e.ToTable("CaseEvents");
            e.Property(v => v.Id).ValueGeneratedNever();
        });
        model.Entity<CaseNote>(e =>
        {
            e.ToTable("CaseNotes");
            e.Property(n => n.Id).ValueGeneratedNever();
            e.Ignore(n => n.AccountId);
            e.HasIndex(n => new { n.CaseId, n.At });
        });
        model.Entity<WorkOrder>(e =>
        {
            e.ToTable("WorkOrders");
            e.Property(o => o.Id).ValueGeneratedNever();
            e.Ignore(o => o.IsOpen);
            e.HasIndex(o => new { o.TownId, o.Number }).IsUnique();
            e.HasIndex(o => new { o.TownId, o.State });
            e.HasIndex(o => o.CaseId);
        });
    }
}
