using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Towns;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Drives;
using Machimichi.Roads.Footage;
using Machimichi.Roads.Footage.Reading;
using Machimichi.Roads.Survey;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Machimichi.Works;
using Machimichi.Works.Cases;
using Machimichi.Works.Orders;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Insight;

/// <summary>A town in which a little of everything has happened today, private and hidden things too.</summary>
public sealed class TrialTown : IAsyncLifetime
{
    public const string PrivateText = "ひみつの通報の本文", PrivateNickname = "ひみつのあだ名", Mail = "someone@example.jp", Nickname = "しおかぜ", Formula = "=HYPERLINK(\"http://example.jp\",\"x\")";
    public TownHost Host { get; } = new() { Works = false };

    /// <summary>Around today wherever the town's clock stands.</summary>
    public static (DateOnly From, DateOnly To) Now
    {
        get
        {
            var today = DateOnly.FromDateTime(DateTime.UtcNow);
            return (today.AddDays(-2), today.AddDays(2));
        }
    }

    public async ValueTask InitializeAsync()
    {
        await Host.InitializeAsync();
        await Propose("+1 もっとベンチを", $"{Formula}\nと書いた\n2行目, \"引用\"", "utsumi");
        await Propose("島の渡し船の時刻", "朝をもう1便", "shinojima");
        await Report("ここに穴があります", isPrivate: false, "morozaki", TownHost.Town().Districts.Single(d => d.Code == "morozaki"));
        await Report(PrivateText, isPrivate: true, "oi", null);
        await As(async services => await services.GetRequiredService<PublishAnswer>().ToProposal(new(1, "来年度、置きます。", "adopted", Department), CancellationToken.None));
        await As(async services => await services.GetRequiredService<PublishAnswer>().ToReport(new(2, "非公開の通報への答え", null, Department), CancellationToken.None));
        await As(DriveAndSee);
        await As(async services =>
        {
            var order = await services.GetRequiredService<OrderWork>().Handle(new(1, "なおしてください", "直します"), CancellationToken.None);
            await services.GetRequiredService<FinishWork>().Handle(new(order.OrderNumber, "直しました", null, null), CancellationToken.None);
        });
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private static string Department => TownHost.Town().Departments[0].Code;

    public Task<T> As<T>(Func<IServiceProvider, Task<T>> work, string town = TownHost.Slug) => Host.In(async services =>
    {
        services.GetRequiredService<Actor>().BeCommand();
        return await work(services);
    }, town);

    public Task As(Func<IServiceProvider, Task> work) => As(async services => { await work(services); return true; });

    private Task Propose(string title, string body, string district) => As(services => services.GetRequiredService<SubmitProposal>()
        .Handle(new(SubmissionKey.New(), title, body, TownHost.Town().Categories.First(c => c.For == "proposal").Code, district, Nickname: Nickname, Mail: Mail), CancellationToken.None));

    private Task Report(string text, bool isPrivate, string district, District? place) => As(services => services.GetRequiredService<SubmitReport>()
        .Handle(new(SubmissionKey.New(), "pothole", text, place?.Lat, place?.Lon, District: district, Private: isPrivate, Nickname: isPrivate ? PrivateNickname : Nickname, Mail: Mail), CancellationToken.None));

    // Three defects that were seen: one confirmed and joined with the public report's case, one rejected, one that nobody looked at yet.
    private static async Task DriveAndSee(IServiceProvider services)
    {
        var db = services.GetRequiredService<MachimichiDb>();
        var (at, ct) = (db.Now, CancellationToken.None);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var drive = new Drive(await db.NextNumber("drive", ct), null, at, at, at.AddMinutes(10));
        var footage = new FootageFile(drive.Id, "a.mp4", FootageKind.Video, new string('a', 64), 1000, at);
        footage.Finish(new FootageResult(at, at.AddMinutes(10), "gpx", "", 4321.4, 3210.2, 900, 12, 33, 3, "test", "", ""), 1, at);
        db.Add(drive);
        db.Add(footage);
        var place = TownHost.Town().Districts.Single(d => d.Code == "morozaki");
        var seen = new List<Defect>();
        foreach (var damage in new[] { "D40", "D20", "D00" })
        {
            var sighting = new Sighting(footage.Id, drive.Id, Guid.CreateVersion7(), seen.Count)
            {
                At = at, Class = damage, Score = 0.9f, Latitude = place.Lat, Longitude = place.Lon, NorthVariance = 4, EastVariance = 2, AlongMeters = 1, AcrossMeters = 0.8,
            };
            seen.Add(new Defect(await db.NextNumber("defect", ct), sighting, sighting.DefectId) { District = "morozaki" });
        }
        seen[0].Confirm(at);
        seen[1].Reject(at);
        db.AddRange(seen);
        var reported = (await services.GetRequiredService<TriageDesk>().Candidates(new Place(place.Lat, place.Lon), "pothole", ct))[0];
        var subject = new NewSubject(new Subject("defect", seen[0].Id), "ポットホール", "pothole", new Place(place.Lat, place.Lon), "morozaki", 3, null, "/");
        var (caseId, caseNumber) = await services.GetRequiredService<TriageDesk>().Open(subject, ct, reported.Id);
        seen[0].BelongTo(caseId, caseNumber);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
