using Machimichi.Platform.Jobs;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Drives;
using Machimichi.Voice;
using Machimichi.Works.Cases;
using Machimichi.Works.Joins;

namespace Machimichi.Web.Console;

/// <summary>What waits for the staff, for the numbers beside the console's pages.</summary>
internal sealed class ConsoleCounts(CountWork works, ListProposals joins, VoiceCounts voice, RoadsCounts roads, JobDesk jobs)
{
    public sealed record View(int Reports = 0, int Proposals = 0, int Drives = 0, int Defects = 0, int Cases = 0, int Severe = 0, int Orders = 0, int FailedJobs = 0, int Late = 0, int Soon = 0, int Joins = 0, int ToModerate = 0, int AnswerDrafts = 0, int LateMilestones = 0);

    public async Task<View> Handle(CancellationToken ct)
    {
        var (work, said, seen) = (await works.Handle(ct), await voice.Handle(ct), await roads.Handle(ct));
        return new View(said.NewReports, said.UnansweredProposals, seen.DrivesUnderWay, seen.DefectsToConfirm, work.Open, work.Severe, work.Orders, (await jobs.Failed(ct)).Count, work.Late, work.Soon, await joins.Count(ct), said.ToModerate, said.AnswerDrafts, said.LateMilestones);
    }
}
