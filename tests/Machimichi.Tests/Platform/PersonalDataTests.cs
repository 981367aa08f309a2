using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Machimichi.Platform.Audit;
using Machimichi.Platform.Data;
using Machimichi.Platform.Identity;
using Machimichi.Platform.People;
using Machimichi.Platform.Photos;
using Machimichi.Tests.Voice;
using Machimichi.Voice.Calls;
using Machimichi.Voice.Others;
using Machimichi.Voice.Reports;
using Machimichi.Voice.Writing;
using Machimichi.Works.Cases;
using Machimichi.Works.Orders;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Platform;

public sealed class PersonalDataTests(TownHost host) : IClassFixture<TownHost>
{
    // Named by nobody, with the reason.
    private static readonly Dictionary<string, string> Excepted = new()
    {
        ["audit_entries.actor"] = "append-only; holds numbers that lead to nobody once the account is gone",
        ["spoken_for.contact"] = "somebody without an account, whom the staff reach and delete for",
    };

    [Fact]
    public async Task Every_column_that_may_hold_a_person_is_handed_over_and_deleted_by_somebody()
    {
        var named = await Named();
        var columns = await host.In(s => Task.FromResult(s.GetRequiredService<MachimichiDb>().Model.GetEntityTypes()
            .SelectMany(e => e.GetProperties().Where(p => MayHoldAPerson(p.Name)).Select(p => $"{e.GetTableName()}.{p.GetColumnName()}")).ToHashSet()));
        Assert.Empty(columns.Except(named).Except(Excepted.Keys));
        Assert.Empty(named.Except(columns));
    }

    [Fact]
    public async Task Somebody_with_many_towns_and_roles_takes_everything_along_and_is_then_found_nowhere()
    {
        using var server = await MailTests.MailServer.Start();
        await using var own = new TownHost { SmtpPort = server.Port };
        await own.InitializeAsync();
        await own.AddTown("elsewhere");
        using var stranger = own.Browser();
        await Report(stranger, "minamichita", "よその人の秘密", "よそのひと", "other@example.jp");
        using var hana = await own.SignedIn(Role.Staff, "hana@example.jp");
        await own.SignedIn(Role.Admin, "hana@example.jp", "elsewhere");
        using var phone = await own.SignedIn(Role.Crew, "hana@example.jp");
        foreach (var town in new[] { "minamichita", "elsewhere" })
        {
            await Report(hana, town, $"{town}の溝があふれています", "はなちゃん", "hana@example.jp", TestPhoto.Plain);
            await Propose(hana, town, $"{town}にベンチを", "はなちゃん", "hana@example.jp", TestPhoto.Plain);
            Assert.Equal(HttpStatusCode.SeeOther, (await hana.PostForm($"/{town}/proposals/1", $"/{town}/proposals/1/support", new() { ["mail"] = "hana@example.jp" })).StatusCode);
            Assert.Equal(HttpStatusCode.SeeOther, (await hana.PostForm($"/{town}/proposals/1", $"/{town}/proposals/1/follow", [])).StatusCode);
        }
        await own.JobsDone();
        var me = await own.In(s => s.GetRequiredService<MachimichiDb>().Users.Where(u => u.Email == "hana@example.jp").Select(u => u.Id).SingleAsync());
        await WorkAsStaff(own, me);
        await own.JobsDone();

        using var zip = await Export(hana, "minamichita");
        var (page, json) = (await Read(zip, "index.html"), await Read(zip, "data.json"));
        foreach (var mine in new[] { "minamichitaの溝", "elsewhereの溝", "minamichitaにベンチ", "elsewhereにベンチ", "hana@example.jp", "はなちゃん", "なおしておいて", "町の回答です" })
        {
            Assert.Contains(mine, page);
            Assert.Contains(mine, json);
        }
        Assert.DoesNotContain("よその", page + json);
        Assert.DoesNotContain("person.", page);
        Assert.Equal(4, zip.Entries.Count(e => e.FullName.StartsWith("photos/", StringComparison.Ordinal) && e.Length > 0));
        Assert.Equal(["answers", "case-steps", "follows", "letters", "orders", "proposals", "reports", "roles", "spoken-for", "supports", "votes"], Sections(json, "minamichita").Order());

        var named = await Named();
        var holding = await Holding(own, me.ToString("N"), me.ToString("D"), "hana@example.jp", "はなちゃん");
        Assert.True(holding.Count > 12, string.Join(' ', holding));
        Assert.Empty(holding.Except(named).Except(["audit_entries.actor", "audit_entries.subject_id"]));

        var list = await hana.Page("/minamichita/me/leaving?words=withdraw");
        Assert.Contains("提案 2件を取り下げます", list);
        Assert.Contains("次の町のデータが消えます", list);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await hana.PostForm("/minamichita/me/leaving?words=withdraw", "/minamichita/me/forgetting", new() { ["sure"] = "" })).StatusCode);
        Assert.Contains("はなちゃん", await stranger.Page("/minamichita/proposals/1"));
        var gone = await hana.PostForm("/minamichita/me/leaving?words=withdraw", "/minamichita/me/forgetting", []);
        Assert.Equal("/minamichita/me/gone", gone.Headers.Location!.OriginalString);
        await own.JobsDone();

        Assert.Empty((await Holding(own, me.ToString("N"), me.ToString("D"), "hana@example.jp", "はなちゃん")).Except(["audit_entries.actor", "audit_entries.subject_id"]));
        var last = Convert.ToBase64String(Encoding.UTF8.GetBytes("ご依頼のとおり、あなたのアカウント"))[..48];
        Assert.Contains(last, (await server.Received(9)).ReplaceLineEndings(""));
        foreach (var browser in new[] { hana, phone })
            Assert.Equal(HttpStatusCode.Redirect, (await browser.Http.GetAsync("/minamichita/console")).StatusCode);
        var proposal = await stranger.Page("/elsewhere/proposals/1");
        Assert.Contains("書いた人が取り下げました", proposal);
        Assert.DoesNotContain("ベンチ", proposal);
        Assert.Contains("elsewhereの溝", await stranger.Page("/elsewhere/reports/1"));
        await own.In(async s =>
        {
            var db = s.GetRequiredService<MachimichiDb>();
            Assert.Empty((await AuditChain.Verify(db, default)).Broken);
            Assert.DoesNotContain(await db.AuditEntries.ToListAsync(), a => a.Detail.Contains("hana") || a.Detail.Contains("はなちゃん"));
            Assert.Equal(1, await db.Set<Machimichi.Voice.Proposals.Support>().CountAsync());
            Assert.Single(await db.Photos.ToListAsync(), p => p.OwnerKind == "report");
            Assert.Equal(1, await db.Set<CallVote>().CountAsync());
        });
        var kept = await own.In(s => s.GetRequiredService<MachimichiDb>().Photos.Select(p => p.LargeKey).ToListAsync());
        Assert.All(kept, key => Assert.True(File.Exists(Path.Combine(own.Data, "files", key[..2], key[2..4], key)), "an equal picture of a report lost its file"));
    }

    [Fact]
    public async Task Without_an_account_a_browser_takes_along_and_deletes_what_it_sent_and_may_keep_the_words_nameless()
    {
        using var browser = host.Browser();
        await Propose(browser, "minamichita", "花だんをふやす", "みちこさん", "");
        using (var zip = await Export(browser, "minamichita")) Assert.Contains("花だんをふやす", await Read(zip, "data.json"));
        using var other = host.Browser();
        using (var zip = await Export(other, "minamichita")) Assert.DoesNotContain("花だんをふやす", await Read(zip, "data.json"));
        await other.PostForm("/minamichita/me/leaving?words=withdraw", "/minamichita/me/forgetting", []);
        var number = Regex.Match(await browser.Page("/minamichita/me"), "/minamichita/proposals/(\\d+)").Groups[1].Value;
        Assert.Contains("みちこさん", await other.Page($"/minamichita/proposals/{number}"));
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostForm("/minamichita/me/leaving?words=keep", "/minamichita/me/forgetting", [])).StatusCode);
        var page = await other.Page($"/minamichita/proposals/{number}");
        Assert.Contains("花だんをふやす", page);
        Assert.DoesNotContain("みちこさん", page);
        Assert.DoesNotContain("花だんをふやす", await browser.Page("/minamichita/me"));
    }

    [Fact]
    public async Task A_big_export_is_made_by_a_job_and_fetched_by_nobody_else()
    {
        using var browser = host.Browser();
        for (var i = 0; i < 8; i++)
            await Report(browser, "minamichita", $"穴 {i}", "", "", TestPhoto.Plain, TestPhoto.Plain, TestPhoto.Plain);
        var promised = await browser.PostForm("/minamichita/me/data", "/minamichita/me/export", []);
        Assert.Equal("/minamichita/me/data?promised=1", promised.Headers.Location!.OriginalString);
        await host.JobsDone();
        var path = Regex.Match(await browser.Page("/minamichita/me/data"), "/minamichita/me/exports/[0-9a-f-]+\\.zip").Value;
        using (var zip = new ZipArchive(await browser.Http.GetStreamAsync(path)))
            Assert.Equal(24, zip.Entries.Count(e => e.FullName.StartsWith("photos/minamichita/", StringComparison.Ordinal)));
        using var stranger = host.Browser();
        await stranger.Page("/minamichita/me/data");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Http.GetAsync(path)).StatusCode);
    }

    [Theory]
    [InlineData("easy", "<ruby>")]
    [InlineData("en", "Machimichi: my data")]
    public async Task The_page_of_an_export_is_in_the_persons_language(string language, string expected)
    {
        using var browser = host.Browser();
        await Propose(browser, "minamichita", "ベンチをおく", "みち", "");
        await browser.Page($"/minamichita/me/data?lang={language}");
        using var zip = await Export(browser, "minamichita");
        var page = await Read(zip, "index.html");
        Assert.Contains(expected, page);
        Assert.DoesNotContain("person.", page);
    }

    private static bool MayHoldAPerson(string property) =>
        property is "PersonId" or "AccountId" or "UserId" or "AuthorId" or "ActorName" or "Actor" or "To" or "Contact" or "UserName" or "PhoneNumber"
        || property.EndsWith("Mail", StringComparison.Ordinal) || property.EndsWith("Email", StringComparison.Ordinal) || property.EndsWith("Nickname", StringComparison.Ordinal)
        || property.EndsWith("UserName", StringComparison.Ordinal) || property.EndsWith("By", StringComparison.Ordinal) || property.EndsWith("PersonId", StringComparison.Ordinal);

    private Task<HashSet<string>> Named() => host.In(s => Task.FromResult(s.GetServices<IPersonalData>().SelectMany(p => p.Columns).ToHashSet()));

    // A step of staff, an order, an answer, somebody spoken for and a vote, with the services that the pages call.
    private static async Task WorkAsStaff(TownHost own, Guid me)
    {
        Task As(Func<IServiceProvider, Task> work) => own.In(async s =>
        {
            s.GetRequiredService<Actor>().Be(me, Guid.Empty, staff: true);
            await work(s);
        });
        await As(s => s.GetRequiredService<OrderWork>().Handle(new OrderWork.Request(2, "なおしておいて", ""), default));
        await As(s => s.GetRequiredService<FinishWork>().Handle(new FinishWork.Request(1, "おわりました", null, null), default));
        await As(s => s.GetRequiredService<Machimichi.Voice.Answers.PublishAnswer>().ToReport(new(1, "町の回答です", null, TownHost.Town().Departments[0].Code), default));
        await As(s => s.GetRequiredService<SubmitReport>().Handle(new SubmitReport.Request(SubmissionKey.New(), "drain", "電話で聞いたこと", District: "oi",
            Behalf: new OnBehalf("phone", true, new DateOnly(2026, 11, 1), "公開すること", "", new DateOnly(2026, 11, 2))), default));
        await own.In(async s =>
        {
            var db = s.GetRequiredService<MachimichiDb>();
            var call = await EndedCall(s);
            db.Add(new CallVote(call, me, db.Now));
            await db.SaveChangesAsync();
        });
    }

    private static async Task<Guid> EndedCall(IServiceProvider services)
    {
        services.GetRequiredService<Actor>().BeCommand();
        var days = Enum.GetValues<PhaseKind>().ToDictionary(k => k, k => ((string?)$"2026-0{(int)k + 1}-01", (string?)$"2026-0{(int)k + 1}-20"));
        await services.GetRequiredService<SaveCall>().Handle(new(null, SubmissionKey.New(), "past-call", "何に使いますか", "たずねます", "budget", "100", "100", null, null, days), default);
        return await services.GetRequiredService<MachimichiDb>().Set<Call>().Select(c => c.Id).SingleAsync();
    }

    private static async Task Report(TownClient browser, string town, string text, string nickname, string mail, params byte[][] photos) =>
        await Sent(await browser.PostForm($"/{town}/reports/new", $"/{town}/reports/new", new() { ["category"] = "drain", ["text"] = text, ["district"] = "oi", ["nickname"] = nickname, ["mail"] = mail },
            [.. photos.Select((p, i) => ("photos", $"{i}.jpg", p))]));

    private static async Task Propose(TownClient browser, string town, string title, string nickname, string mail, params byte[][] photos) =>
        await Sent(await browser.PostForm($"/{town}/proposals/new", $"/{town}/proposals/new", new()
        {
            ["title"] = title, ["body"] = $"{title}。だれでも休めます。", ["category"] = TownHost.Town().Categories.First(c => c.For == "proposal").Code, ["district"] = "oi", ["nickname"] = nickname, ["mail"] = mail, ["alone"] = "1",
        }, [.. photos.Select((p, i) => ("photos", $"{i}.jpg", p))]));

    private static async Task Sent(HttpResponseMessage answer) => Assert.True(answer.StatusCode == HttpStatusCode.Redirect, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));

    private static async Task<ZipArchive> Export(TownClient browser, string town)
    {
        var answer = await browser.PostForm($"/{town}/me/data", $"/{town}/me/export", []);
        Assert.Equal("application/zip", answer.Content.Headers.ContentType?.MediaType);
        return new ZipArchive(new MemoryStream(await answer.Content.ReadAsByteArrayAsync()));
    }

    private static async Task<string> Read(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open(), Encoding.UTF8);
        return WebUtility.HtmlDecode(await reader.ReadToEndAsync());
    }

    private static List<string> Sections(string json, string town) =>
        [.. JsonDocument.Parse(json).RootElement.EnumerateArray().Single(f => f.GetProperty("town").GetString() == town).GetProperty("sections").EnumerateObject().Select(p => p.Name)];

    // Every column of every table, the scheduler's too, in which one of these words stands.
    private static async Task<HashSet<string>> Holding(TownHost own, params string[] words)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(own.Data, "machimichi.db")}");
        await connection.OpenAsync();
        var columns = new List<(string Table, string Column)>();
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) columns.Add((reader.GetString(0), reader.GetString(1)));
        }
        var holding = new HashSet<string>();
        foreach (var (table, column) in columns)
            foreach (var word in words)
            {
                await using var command = connection.CreateCommand();
                command.CommandText = $"SELECT EXISTS (SELECT 1 FROM \"{table}\" WHERE instr(lower(CAST(\"{column}\" AS TEXT)), lower($word)) > 0)";
                command.Parameters.AddWithValue("$word", word);
                if ((long)(await command.ExecuteScalarAsync())! == 1 && !(table == "asp_net_users" && column == "id")) holding.Add($"{table}.{column}");
            }
        return holding;
    }
}
