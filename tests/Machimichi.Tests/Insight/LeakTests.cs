using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Machimichi.Insight.Kit;
using Machimichi.Insight.Report;
using Machimichi.Platform.Data;
using Machimichi.Platform.Geo;
using Machimichi.Platform.Identity;
using Machimichi.Platform.Towns;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Drives;
using Machimichi.Roads.Footage;
using Machimichi.Roads.Footage.Reading;
using Machimichi.Roads.Survey;
using Machimichi.Tests.Voice;
using Machimichi.Voice.Answers;
using Machimichi.Voice.Comments;
using Machimichi.Voice.Proposals;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Machimichi.Works;
using Machimichi.Works.Cases;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Machimichi.Tests.Insight;

/// <summary>A thousand private things and a thousand people, each carrying a mark; whatever is public is read, and no mark may be in it.</summary>
public sealed class LeakTests : IAsyncLifetime
{
    private const int Things = 1000;
    private const string Mark = "zqxleak";
    private const double HiddenLatitude = 34.69137, HiddenLongitude = 136.88;
    private const string CallSlug = "park";
    private static readonly int TileX = (int)Machimichi.Insight.Tiles.TilesApi.East(HiddenLongitude, 14), TileY = (int)Machimichi.Insight.Tiles.TilesApi.South(HiddenLatitude, 14);
    private readonly Lines lines = new();
    private readonly TownHost host;

    public LeakTests() => host = new TownHost { Works = false, Logs = logs => logs.SetMinimumLevel(LogLevel.Debug).AddProvider(lines) };

    [Fact]
    public async Task Nothing_private_and_nothing_of_a_person_is_in_anything_public()
    {
        var leaked = new List<string>();
        var read = new HashSet<string>();
        using var anyone = host.Browser();
        anyone.Http.DefaultRequestHeaders.Remove("Accept");
        foreach (var path in Public().Distinct())
        {
            var answer = await anyone.Http.GetAsync(path);
            var (type, text) = (answer.Content.Headers.ContentType?.MediaType ?? "", Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync()));
            if (answer.StatusCode == HttpStatusCode.OK && !type.StartsWith("image/", StringComparison.Ordinal)) read.Add(path);
            if (Leaks(WebUtility.HtmlDecode(text))) leaked.Add(path);
        }
        var folder = Path.Combine(host.Data, "out");
        await host.In(async s =>
        {
            s.GetRequiredService<Actor>().BeCommand();
            var today = DateOnly.FromDateTime(DateTime.UtcNow);
            await s.GetRequiredService<WriteReport>().Handle(new WriteReport.Request(today.AddDays(-3), today.AddDays(3), folder, Pdf: false), default);
            await s.GetRequiredService<ExportKit>().Handle(Path.Combine(host.Data, "kit.zip"), pdf: false, default);
        });
        System.IO.Compression.ZipFile.ExtractToDirectory(Path.Combine(host.Data, "kit.zip"), Path.Combine(folder, "kit"));
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            if (Leaks(await File.ReadAllTextAsync(file))) leaked.Add(file);
        // What is hidden or private is not found by its words either, and where it lies no tile shows a thing.
        foreach (var path in new[] { $"search?q={Mark}", $"api/v1/search?q={Mark}" })
            if (System.Text.RegularExpressions.Regex.IsMatch(await anyone.Http.GetStringAsync($"/{TownHost.Slug}/{path}"), "/(reports|proposals)/[0-9]")) leaked.Add(path);
        foreach (var layer in new[] { "reports", "proposals", "defects" })
        {
            Task<byte[]> Tile(int x, int y) => anyone.Http.GetByteArrayAsync($"/{TownHost.Slug}/tiles/{layer}/14/{x}/{y}.mvt");
            var (there, nowhere) = (await Tile(TileX, TileY), await Tile(0, 0));
            if (!there.SequenceEqual(nowhere)) leaked.Add($"tile of {layer}");
        }
        leaked.AddRange(lines.All.Where(Leaks).Take(5));

        Assert.Empty(leaked);
        // What is public is there, or nothing would have been looked at.
        foreach (var path in new[] { "/minamichita/data/reports.csv", "/minamichita/data/defects.geojson", "/minamichita/open311/v2/requests.xml", "/minamichita/ogc/collections/works/items?f=json", "/minamichita/reports/1", "/minamichita/api/v1/reports", $"/minamichita/calls/{CallSlug}", $"/minamichita/api/v1/calls/{CallSlug}", $"/minamichita/tiles/reports/14/{TileX}/{TileY}.mvt" })
            Assert.Contains(path, read);
        Assert.Contains("公開の通報", await anyone.Http.GetStringAsync("/minamichita/data/reports.csv"));
        Assert.True(lines.All.Count > 100);
    }

    private static bool Leaks(string text) => text.Contains(Mark, StringComparison.OrdinalIgnoreCase) || text.Contains($"{HiddenLatitude}", StringComparison.Ordinal);

    // Every route that needs nobody's permission, with each value that it may take; a new one is read without being named here.
    private IEnumerable<string> Public()
    {
        var routes = host.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null && e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") != false);
        // The page of mails opens on the machine itself only, where the test sits, and in the demo.
        foreach (var route in routes.Select(r => r.RoutePattern).Where(p => p.RawText != "/mail" && !p.RawText!.Contains("sign-", StringComparison.Ordinal)))
        {
            IEnumerable<string> paths = [""];
            foreach (var segment in route.PathSegments)
            {
                IEnumerable<string> texts = [""];
                foreach (var part in segment.Parts)
                    texts = [.. texts.SelectMany(t => part switch
                    {
                        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => [t + literal.Content],
                        Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => [t + separator.Content],
                        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => Values(parameter.Name, route.RawText!).Select(v => t + v),
                        _ => (IEnumerable<string>)[t],
                    })];
                paths = [.. paths.SelectMany(p => texts.Select(t => $"{p}/{t}"))];
            }
            foreach (var path in paths)
            {
                yield return path;
                if (path.Contains("/ogc/", StringComparison.Ordinal)) foreach (var query in new[] { "?f=json", "?f=json&limit=1000", "?f=html&limit=1000" }) yield return path + query;
                else foreach (var query in new[] { "?limit=100&q=%E5%85%AC%E9%96%8B", "?state=all&page=1&page_size=1000" }) yield return path + query;
            }
        }
    }

    private static IEnumerable<string> Values(string name, string route) => name.ToLowerInvariant() switch
    {
        "town" => [TownHost.Slug],
        "number" => ["1", "2", "500", "1700"],
        "slug" => [CallSlug],
        "layer" => ["reports", "proposals", "defects", "segments"],
        "z" => ["0", "14"],
        "x" => ["0", $"{TileX}"],
        "y" => ["0", $"{TileY}"],
        "size" => ["large", "medium", "small"],
        "documentname" => ["v1"],
        "rest" or "token" => ["nothing"],
        "format" => ["json", "xml"],
        "file" => ["proposals.csv", "reports.csv", "answers.csv", "cases.csv", "defects.csv", "defects.geojson", "reports.geojson", "proposals.geojson"],
        "collection" => ["reports", "proposals", "defects", "works"],
        "item" or "id" when !route.Contains("guid", StringComparison.Ordinal) => ["1", "2", "500"],
        "code" => ["pothole", "vacant", "404"],
        "id" => [Guid.Empty.ToString()],
        // Whoever adds a public route says here what its addresses are.
        _ => throw new InvalidOperationException($"{route} is public and its {name} is not known to this test."),
    };

    public async ValueTask InitializeAsync()
    {
        await host.InitializeAsync();
        await Ask();
        await host.In(async s =>
        {
            s.GetRequiredService<Actor>().BeCommand();
            var db = s.GetRequiredService<MachimichiDb>();
            var place = TownHost.Town().Districts.Single(d => d.Code == "morozaki");
            var submit = s.GetRequiredService<SubmitReport>();
            // Through the front door: one public report of somebody, and one private one, so that the index of the search and the trail hold what they hold in life.
            foreach (var isPrivate in new[] { false, true })
                await submit.Handle(new(SubmissionKey.New(), "pothole", isPrivate ? $"{Mark} text" : "公開の通報", place.Lat, place.Lon, Private: isPrivate, Nickname: isPrivate ? Mark : "しおかぜ", Mail: $"{Mark}@example.jp"), default);
            await s.GetRequiredService<SubmitProposal>().Handle(new(SubmissionKey.New(), "公開の提案", "本文", TownHost.Town().Categories.First(c => c.For == "proposal").Code, "oi", Nickname: "しおかぜ", Mail: $"{Mark}@example.jp"), default);
            await s.GetRequiredService<PublishAnswer>().ToReport(new(2, $"{Mark} answer", null, TownHost.Town().Departments[0].Code), default);
            await s.GetRequiredService<MoveCase>().Decline(2, $"{Mark} reason", default);
        });
        await host.In(async s =>
        {
            s.GetRequiredService<Actor>().BeCommand();
            var db = s.GetRequiredService<MachimichiDb>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            var (number, defect) = (await db.TakeNumbers(Report.Kind, Things, default), await db.TakeNumbers("defect", Things, default));
            var (proposal, at) = (await db.TakeNumbers(Proposal.Kind, Things, default), db.Now);
            var drive = new Drive(await db.NextNumber("drive", default), null, at, at, at.AddMinutes(10));
            var footage = new FootageFile(drive.Id, $"{Mark}.mp4", FootageKind.Video, new string('a', 64), 1000, at);
            footage.Finish(new FootageResult(at, at.AddMinutes(10), "gpx", "", 4321.4, 3210.2, 900, 12, 33, 3, "test", "", ""), 1, at);
            db.Add(drive);
            db.Add(footage);
            var first = await db.Set<Proposal>().Where(p => p.Number == 1).Select(p => p.Id).SingleAsync();
            for (var i = 0; i < Things; i++)
            {
                var person = Guid.CreateVersion7();
                var where = new Whereabouts(new Place(HiddenLatitude, HiddenLongitude), "morozaki", PlaceSource.Chosen);
                // Half of them private, half public once and taken down.
                var report = Report.Submit(number + i, "pothole", $"{Mark} private {i}", where, i % 2 == 0, false, Contact.Of($"{Mark}{i}", $"{Mark}{i}@example.jp"), "ja", person, $"hash-r{i}", at);
                if (i % 2 == 1) report.TakeDown(at);
                db.Add(report);
                var hidden = i % 4 == 0;
                var said = Proposal.Submit(proposal + i, hidden ? $"{Mark} {i}" : $"提案{i}", hidden ? $"{Mark} body" : "本文", TownHost.Town().Categories.First(c => c.For == "proposal").Code, new Whereabouts(null, "oi", PlaceSource.District), Contact.Of("", $"{Mark}{i}@example.jp"), "ja", person, $"hash-p{i}", at);
                if (hidden) said.TakeDown(at);
                db.Add(said);
                var comment = Comment.Submit(i + 1, first, null, Stance.For, $"{Mark} comment {i}", Mark, person, $"hash-c{i}", at);
                comment.TakeDown(at);
                db.Add(comment);
                var sighting = new Sighting(footage.Id, drive.Id, Guid.CreateVersion7(), i) { At = at, Class = "D40", Score = 0.9f, Latitude = HiddenLatitude, Longitude = HiddenLongitude, NorthVariance = 4, EastVariance = 2, AlongMeters = 1, AcrossMeters = 0.8 };
                var seen = new Defect(defect + i, sighting, sighting.DefectId) { District = "morozaki" };
                if (i % 2 == 0) seen.Reject(at);
                db.Add(seen);
            }
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        });
    }

    // A call that is open to everyone, made as the town makes one; what it holds is public but for who voted.
    private async Task Ask()
    {
        using var staff = await host.SignedIn(Role.Staff);
        const string New = $"/{TownHost.Slug}/console/calls/new";
        var fields = CallTown.Fields(CallSlug);
        var first = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(1).DayNumber - CallTown.FirstDay.DayNumber;
        foreach (var day in fields.Keys.Where(k => k.EndsWith("-from", StringComparison.Ordinal) || k.EndsWith("-to", StringComparison.Ordinal)).ToList())
            fields[day] = DateOnly.ParseExact(fields[day], "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(first).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Equal(HttpStatusCode.Redirect, (await staff.PostForm(New, New, fields)).StatusCode);
        await CallTown.Console(staff, CallSlug, "publish", []);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentBag<string> All { get; } = [];
        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Add($"{formatter(state, exception)} {exception}");
        public void Dispose() { }
    }
}
