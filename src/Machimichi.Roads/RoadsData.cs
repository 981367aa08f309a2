using Machimichi.Platform.Data;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Drives;
using Machimichi.Roads.Fleet;
using Machimichi.Roads.Footage;
using Machimichi.Roads.Network;
using Machimichi.Roads.Repairs;
using Machimichi.Roads.Survey;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Roads;

internal static class RoadsData
{
    extension(MachimichiDb db)
    {
        public DbSet<Vehicle> Vehicles => db.Set<Vehicle>();
        public DbSet<Drive> Drives => db.Set<Drive>();
        public DbSet<FootageFile> Footage => db.Set<FootageFile>();
        public DbSet<FootageImport> Imports => db.Set<FootageImport>();
        public DbSet<ImportedFile> ImportedFiles => db.Set<ImportedFile>();
        public DbSet<Frame> Frames => db.Set<Frame>();
        public DbSet<Detection> Detections => db.Set<Detection>();
        public DbSet<Sighting> Sightings => db.Set<Sighting>();
        public DbSet<Defect> Defects => db.Set<Defect>();
        public DbSet<Segment> Segments => db.Set<Segment>();
        public DbSet<Pass> Passes => db.Set<Pass>();
    }
}

internal sealed class RoadsModel : IModelPart
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<Vehicle>(e =>
        {
            e.ToTable("Vehicles");
            e.Property(v => v.Id).ValueGeneratedNever();
            e.Property(v => v.Name).HasMaxLength(Vehicle.LongestName);
            e.HasIndex(v => new { v.TownId, v.Name }).IsUnique();
        });
        model.Entity<Drive>(e =>
        {
            e.ToTable("Drives");
            e.Property(d => d.Id).ValueGeneratedNever();
            e.HasIndex(d => new { d.TownId, d.Number }).IsUnique();
            e.HasIndex(d => new { d.TownId, d.VehicleId, d.StartedAt });
            e.HasOne<Vehicle>().WithMany().HasForeignKey(d => d.VehicleId);
        });
        model.Entity<FootageFile>(e =>
        {
            e.ToTable("Footage");
            e.Property(f => f.Id).ValueGeneratedNever();
            e.Property(f => f.ContentHash).HasMaxLength(64);
            e.HasIndex(f => new { f.TownId, f.ContentHash }).IsUnique();
            e.HasIndex(f => new { f.DriveId, f.State });
            e.HasOne<Drive>().WithMany().HasForeignKey(f => f.DriveId);
        });
        model.Entity<FootageImport>(e =>
        {
            e.ToTable("Imports");
            e.Property(i => i.Id).ValueGeneratedNever();
            e.HasIndex(i => new { i.TownId, i.Number }).IsUnique();
        });
        model.Entity<ImportedFile>(e =>
        {
            e.ToTable("ImportedFiles");
            e.Property(f => f.Id).ValueGeneratedNever();
            e.HasIndex(f => new { f.ImportId, f.Ordinal }).IsUnique();
            e.HasOne<FootageImport>().WithMany().HasForeignKey(f => f.ImportId);
        });
        model.Entity<Frame>(e =>
        {
            e.ToTable("Frames");
            e.Property(f => f.Id).ValueGeneratedNever();
            e.HasIndex(f => new { f.FootageId, f.Ordinal }).IsUnique();
            e.HasIndex(f => new { f.DriveId, f.At });
            e.HasMany(f => f.Detections).WithOne().HasForeignKey(d => d.FrameId);
            e.HasOne<FootageFile>().WithMany().HasForeignKey(f => f.FootageId);
        });
        model.Entity<Detection>(e =>
        {
            e.ToTable("Detections");
            e.Property(d => d.Id).ValueGeneratedNever();
            e.Property(d => d.Class).HasMaxLength(8);
            e.HasIndex(d => d.SightingId);
            e.HasIndex(d => d.FootageId);
        });
        model.Entity<Sighting>(e =>
        {
            e.ToTable("Sightings");
            e.Property(s => s.Id).ValueGeneratedNever();
            e.Property(s => s.Class).HasMaxLength(8);
            e.Ignore(s => s.Error);
            e.HasIndex(s => new { s.FootageId, s.Ordinal }).IsUnique();
            e.HasIndex(s => s.DefectId);
            e.HasIndex(s => s.DriveId);
            e.HasOne<Defect>().WithMany().HasForeignKey(s => s.DefectId);
            e.HasOne<FootageFile>().WithMany().HasForeignKey(s => s.FootageId);
        });
        model.Entity<Defect>(e =>
        {
            e.ToTable("Defects");
            e.Property(d => d.Id).ValueGeneratedNever();
            e.Property(d => d.Class).HasMaxLength(8);
            e.Property(d => d.Version).IsConcurrencyToken();
            e.Ignore(d => d.Error);
            e.Ignore(d => d.IsPublic);
            e.Ignore(d => d.IsUndecided);
            e.HasIndex(d => new { d.TownId, d.Number }).IsUnique();
            e.HasIndex(d => new { d.TownId, d.Cell });
            e.HasIndex(d => new { d.TownId, d.State, d.Severity, d.BestScore });
        });
        model.Entity<Segment>(e =>
        {
            e.ToTable("Segments");
            e.Property(s => s.Id).ValueGeneratedNever();
            e.HasIndex(s => new { s.TownId, s.Number }).IsUnique();
            e.HasIndex(s => new { s.TownId, s.Cell });
        });
        model.Entity<Pass>(e =>
        {
            e.ToTable("Passes");
            e.Property(p => p.Id).ValueGeneratedNever();
            e.Ignore(p => p.Tells);
            e.HasIndex(p => new { p.DefectId, p.FootageId }).IsUnique();
            e.HasOne<Defect>().WithMany().HasForeignKey(p => p.DefectId);
        });
    }
}
