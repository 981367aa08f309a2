using Machimichi.Platform.Data;
using Machimichi.Platform.Photos;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Writing;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Voice.Proposals;

/// <summary>Proposals a page at a time.</summary>
public sealed class ListProposals(MachimichiDb db)
{
    public const int PageSize = 20;

    /// <summary>Answered: only those, the latest answer first. Waiting: only those without one, most supported first.</summary>
    public enum Order { Newest, Supported, Answered, Waiting }

    /// <summary>Those to which staff have drafted an answer, the draft that waits longest first.</summary>
    public async Task<Result> Drafted(CancellationToken ct)
    {
        var rows = await Rows(from d in db.AnswerDrafts join p in db.Proposals.AsNoTracking() on d.ProposalId equals p.Id orderby d.WrittenAt select p).Take(100).ToListAsync(ct);
        return new Result(rows, rows.Count, 1, 1);
    }

    public sealed record Request(Order Order = Order.Newest, string? District = null, string? Category = null, string? Search = null, int Page = 1, int Size = PageSize);

    /// <param name="Outcome">Null while the town has not answered.</param>
    public sealed record Row(int Number, string Title, string Body, string Category, string District, string Nickname, DateTime SubmittedAt, int Supports,
        Outcome? Outcome, DateTime? AnsweredAt, double? Latitude, double? Longitude, Guid? Photo, bool Withdrawn);

    public sealed record Result(IReadOnlyList<Row> Rows, int Total, int Page, int Pages);

    public async Task<Result> Handle(Request request, CancellationToken ct)
    {
        var proposals = Asked(request);
        var size = Math.Clamp(request.Size, 1, 100);
        var total = await proposals.CountAsync(ct);
        var pages = Math.Max(1, (total + size - 1) / size);
        var page = Math.Clamp(request.Page, 1, pages);
        return new Result(await Rows(proposals.Skip((page - 1) * size).Take(size)).ToListAsync(ct), total, page, pages);
    }

    /// <summary>What follows a proposal in the list.</summary>
    /// <param name="key">What the list is sorted by, of the proposal after which to go on: nothing for the newest, the supports, or the ticks of the answer's day.</param>
    public async Task<IReadOnlyList<Row>> After(Request request, long? key, int number, int limit, CancellationToken ct)
    {
        var proposals = Asked(request);
        if (key is { } last)
        {
            var (supports, answered) = ((int)Math.Min(last, int.MaxValue), new DateTime(Math.Clamp(last, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc));
            proposals = request.Order switch
            {
                Order.Supported => proposals.Where(p => p.SupportCount < supports || (p.SupportCount == supports && p.Number < number)),
                Order.Answered => proposals.Where(p => p.AnsweredAt < answered || (p.AnsweredAt == answered && p.Number < number)),
                Order.Waiting => proposals.Where(p => p.SupportCount < supports || (p.SupportCount == supports && p.Number > number)),
                _ => proposals.Where(p => p.Number < number),
            };
        }
        return await Rows(proposals.Take(limit)).ToListAsync(ct);
    }

    private IQueryable<Proposal> Asked(Request request)
    {
        var proposals = db.Proposals.AsNoTracking();
        if (!string.IsNullOrEmpty(request.District)) proposals = proposals.Where(p => p.District == request.District);
        if (!string.IsNullOrEmpty(request.Category)) proposals = proposals.Where(p => p.Category == request.Category);
        foreach (var pattern in PlainText.Patterns(request.Search)) proposals = proposals.Where(p => EF.Functions.Like(p.SearchText, pattern, @"\"));
        return request.Order switch
        {
            Order.Supported => proposals.OrderByDescending(p => p.SupportCount).ThenByDescending(p => p.Number),
            Order.Answered => proposals.Where(p => p.State == ProposalState.Answered).OrderByDescending(p => p.AnsweredAt).ThenByDescending(p => p.Number),
            Order.Waiting => proposals.Where(p => p.State == ProposalState.Open).OrderByDescending(p => p.SupportCount).ThenBy(p => p.Number),
            _ => proposals.OrderByDescending(p => p.Number),
        };
    }

    private IQueryable<Row> Rows(IQueryable<Proposal> proposals) => proposals
            .Select(p => new Row(p.Number, p.Title, p.Body, p.Category, p.District, p.Nickname, p.SubmittedAt, p.SupportCount, p.Outcome, p.AnsweredAt, p.Latitude, p.Longitude,
                db.Photos.Where(f => f.OwnerKind == Proposal.Kind && f.OwnerId == p.Id && f.State == PhotoState.Ready).OrderBy(f => f.Id).Select(f => (Guid?)f.Id).FirstOrDefault(), p.WithdrawnAt != null));
}
