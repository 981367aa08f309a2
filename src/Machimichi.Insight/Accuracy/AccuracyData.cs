using Machimichi.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Insight.Accuracy;

internal static class AccuracyData
{
    extension(MachimichiDb db)
    {
        public DbSet<SpotCheck> SpotChecks => db.Set<SpotCheck>();
        public DbSet<CheckedFrame> CheckedFrames => db.Set<CheckedFrame>();
    }
}

internal sealed class AccuracyModel : IModelPart
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<SpotCheck>(e =>
        {
            e.ToTable("SpotChecks");
            e.Property(c => c.Id).ValueGeneratedNever();
            e.HasIndex(c => new { c.TownId, c.Number }).IsUnique();
            e.HasMany(c => c.Frames).WithOne().HasForeignKey(f => f.SpotCheckId);
        });
        model.Entity<CheckedFrame>(e =>
        {
            e.ToTable("CheckedFrames");
            e.Property(f => f.Id).ValueGeneratedNever();
            e.HasIndex(f => new { f.SpotCheckId, f.Ordinal }).IsUnique();
        });
    }
}
