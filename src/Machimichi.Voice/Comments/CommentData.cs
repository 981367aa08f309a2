using Machimichi.Platform.Data;
using Machimichi.Voice.Proposals;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Comments;

internal static class CommentData
{
    extension(MachimichiDb db)
    {
        public DbSet<Comment> Comments => db.Set<Comment>();
        public DbSet<EarlierComment> EarlierComments => db.Set<EarlierComment>();
    }
}

internal sealed class CommentModel : IModelPart
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<Comment>(e =>
        {
            e.ToTable("Comments");
            e.Property(c => c.Id).ValueGeneratedNever();
            e.HasOne<Proposal>().WithMany().HasForeignKey(c => c.ProposalId);
            e.HasOne<Comment>().WithMany().HasForeignKey(c => c.ToId).OnDelete(DeleteBehavior.Restrict);
            e.HasIndex(c => new { c.TownId, c.Number }).IsUnique();
            e.HasIndex(c => new { c.TownId, c.SubmissionHash }).IsUnique();
            e.HasIndex(c => new { c.ProposalId, c.Number });
            e.HasIndex(c => new { c.TownId, c.PersonId });
        });
        model.Entity<EarlierComment>(e =>
        {
            e.ToTable("EarlierComments");
            e.Property(c => c.Id).ValueGeneratedNever();
            e.HasOne<Comment>().WithMany().HasForeignKey(c => c.CommentId);
        });
    }
}
