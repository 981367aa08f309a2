using Machimichi.Platform.Data;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Following;
using Machimichi.Voice.Others;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice;

internal static class VoiceData
{
    extension(MachimichiDb db)
    {
        public DbSet<Proposal> Proposals => db.Set<Proposal>();
        public DbSet<ProposalVersion> ProposalVersions => db.Set<ProposalVersion>();
        public DbSet<Support> Supports => db.Set<Support>();
        public DbSet<Report> Reports => db.Set<Report>();
        public DbSet<ReportKey> ReportKeys => db.Set<ReportKey>();
        public DbSet<Addition> Additions => db.Set<Addition>();
        public DbSet<RepairAnswer> RepairAnswers => db.Set<RepairAnswer>();
        public DbSet<SpokenFor> SpokenFors => db.Set<SpokenFor>();
        public DbSet<Answer> Answers => db.Set<Answer>();
        public DbSet<AnswerDraft> AnswerDrafts => db.Set<AnswerDraft>();
        public DbSet<Milestone> Milestones => db.Set<Milestone>();
        public DbSet<Follow> Follows => db.Set<Follow>();
    }
}

internal sealed class VoiceModel : IModelPart
{
    public void Configure(ModelBuilder model)
    {
        model.Entity<Proposal>(e =>
        {
            e.ToTable("Proposals");
            e.Property(p => p.Id).ValueGeneratedNever();
            e.HasIndex(p => new { p.TownId, p.Number }).IsUnique();
            e.HasIndex(p => new { p.TownId, p.SubmissionHash }).IsUnique();
            e.HasIndex(p => new { p.TownId, p.SubmittedAt });
            e.HasIndex(p => new { p.TownId, p.SupportCount });
            e.HasIndex(p => new { p.TownId, p.AnsweredAt });
            e.HasIndex(p => new { p.TownId, p.PersonId });
        });
        model.Entity<ProposalVersion>(e =>
        {
            e.ToTable("ProposalVersions");
            e.Property(v => v.Id).ValueGeneratedNever();
            e.HasOne<Proposal>().WithMany().HasForeignKey(v => v.ProposalId);
            e.HasIndex(v => new { v.ProposalId, v.Until });
        });
        model.Entity<Support>(e =>
        {
            e.ToTable("Supports");
            e.Property(s => s.Id).ValueGeneratedNever();
            e.HasOne<Proposal>().WithMany().HasForeignKey(s => s.ProposalId);
            e.HasIndex(s => new { s.ProposalId, s.PersonId }).IsUnique();
            e.HasIndex(s => new { s.TownId, s.PersonId });
        });
        model.Entity<Report>(e =>
        {
            e.ToTable("Reports");
            e.Property(r => r.Id).ValueGeneratedNever();
            e.HasMany<ReportKey>().WithOne().HasForeignKey(k => k.ReportId);
            e.HasIndex(r => new { r.TownId, r.Number }).IsUnique();
            e.HasIndex(r => new { r.TownId, r.SubmissionHash }).IsUnique();
            e.HasIndex(r => new { r.TownId, r.Private, r.HiddenAt, r.SubmittedAt });
            // All that a map's view asks of a report before it shows it, so that the rows of those that ended long ago are never fetched.
            e.HasIndex(r => new { r.TownId, r.Cell, r.State, r.ChangedAt, r.Private, r.Latitude, r.Longitude, r.HiddenAt }).HasDatabaseName("IX_Reports_Map");
            e.HasIndex(r => new { r.TownId, r.PersonId });
        });
        model.Entity<ReportKey>(e =>
        {
            e.ToTable("ReportKeys");
            e.Property(k => k.Id).ValueGeneratedNever();
            e.HasIndex(k => new { k.ReportId, k.Hash });
        });
        model.Entity<Addition>(e =>
        {
            e.ToTable("Additions");
            e.Property(a => a.Id).ValueGeneratedNever();
            e.HasOne<Report>().WithMany().HasForeignKey(a => a.ReportId);
            e.HasIndex(a => new { a.TownId, a.SubmissionHash }).IsUnique();
            e.HasIndex(a => new { a.ReportId, a.At });
        });
        model.Entity<RepairAnswer>(e =>
        {
            e.ToTable("RepairAnswers");
            e.Property(a => a.Id).ValueGeneratedNever();
            e.HasOne<Report>().WithMany().HasForeignKey(a => a.ReportId);
            e.HasIndex(a => new { a.ReportId, a.DoneAt }).IsUnique();
        });
        model.Entity<SpokenFor>(e =>
        {
            e.ToTable("SpokenFor");
            e.Property(s => s.Id).ValueGeneratedNever();
            e.HasIndex(s => new { s.SubjectKind, s.SubjectId }).IsUnique();
        });
        model.Entity<Follow>(e =>
        {
            e.ToTable("Follows");
            e.Property(f => f.Id).ValueGeneratedNever();
            e.HasIndex(f => new { f.SubjectId, f.PersonId }).IsUnique();
            e.HasIndex(f => new { f.TownId, f.PersonId });
            e.HasIndex(f => new { f.TownId, f.Mail });
        });
        model.Entity<AnswerDraft>(e =>
        {
            e.ToTable("AnswerDrafts");
            e.Property(d => d.Id).ValueGeneratedNever();
            e.HasOne<Proposal>().WithMany().HasForeignKey(d => d.ProposalId);
            e.HasIndex(d => d.ProposalId).IsUnique();
            e.HasIndex(d => d.TownId);
        });
        model.Entity<Milestone>(e =>
        {
            e.ToTable("Milestones");
            e.Property(m => m.Id).ValueGeneratedNever();
            e.HasOne<Proposal>().WithMany().HasForeignKey(m => m.ProposalId);
            e.HasIndex(m => new { m.ProposalId, m.Due });
        });
        model.Entity<Answer>(e =>
        {
            e.ToTable("Answers");
            e.Property(a => a.Id).ValueGeneratedNever();
            e.HasIndex(a => new { a.SubjectKind, a.SubjectId });
            e.HasIndex(a => new { a.TownId, a.PublishedAt });
        });
    }
}
