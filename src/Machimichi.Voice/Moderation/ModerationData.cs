using Machimichi.Platform.Data;
using Machimichi.Voice.Comments;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Moderation;

internal static class ModerationData
{
    extension(MachimichiDb db)
    {
        public DbSet<Decision> Decisions => db.Set<Decision>();
        public DbSet<Notice> Notices => db.Set<Notice>();
        public DbSet<Block> Blocks => db.Set<Block>();

        /// <summary>With those that were taken down: for their author and for staff.</summary>
        public IQueryable<Proposal> AllProposals => db.Set<Proposal>().IgnoreQueryFilters([IModerated.Shown]);

        /// <summary>With those that were taken down: for their sender and for staff.</summary>
        public IQueryable<Report> AllReports => db.Set<Report>().IgnoreQueryFilters([IModerated.Shown]);

        /// <summary>With those that were taken down: for their author and for staff.</summary>
        public IQueryable<Comment> AllComments => db.Set<Comment>().IgnoreQueryFilters([IModerated.Shown]);
    }
}

internal sealed class ModerationModel : IModelPart
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<Proposal>().HasQueryFilter(IModerated.Shown, p => p.HiddenAt == null);
        model.Entity<Report>().HasQueryFilter(IModerated.Shown, r => r.HiddenAt == null);
        model.Entity<Comment>().HasQueryFilter(IModerated.Shown, c => c.HiddenAt == null);
        model.Entity<Decision>(e =>
        {
            e.ToTable("Decisions");
            e.Property(d => d.Id).ValueGeneratedNever();
            e.HasIndex(d => new { d.SubjectId, d.At });
            e.HasIndex(d => new { d.TownId, d.Verdict, d.At });
        });
        model.Entity<Notice>(e =>
        {
            e.ToTable("Notices");
            e.Property(n => n.Id).ValueGeneratedNever();
            e.HasIndex(n => new { n.SubjectId, n.PersonId }).IsUnique();
            e.HasIndex(n => new { n.TownId, n.DecisionId });
        });
        model.Entity<Block>(e =>
        {
            e.ToTable("Blocks");
            e.Property(b => b.Id).ValueGeneratedNever();
            e.HasIndex(b => new { b.TownId, b.PersonId });
        });
    }
}
