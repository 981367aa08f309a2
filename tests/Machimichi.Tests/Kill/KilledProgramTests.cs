using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;

namespace Machimichi.Tests.Kill;

/// <summary>kill -9 at any moment: nothing accepted is lost, nothing is doubled, the trail is whole.</summary>
public sealed class KilledProgramTests
{
    private const string Defects = "SELECT class, severity, round(latitude, 7), round(longitude, 7), drives, round(best_score, 4) FROM defects ORDER BY latitude, longitude";
    private readonly Random random = new(20261123);

    // A few in every run; many when somebody asks for them.
    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("MACHIMICHI_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 4;

    [Fact]
    public async Task An_import_that_is_killed_again_and_again_ends_as_an_undisturbed_one()
    {
        using var calm = new BuiltProgram();
        var film = Directory.CreateDirectory(Path.Combine(calm.Folder, "film")).FullName;
        await calm.Run("town", "add", Town);
        await Simulate(film);
        await calm.Run("roads", "import", film, "--town", TownHost.Slug, "--wait");
        await calm.Run("data", "verify");
        var expected = await calm.Query(Defects);
        Assert.NotEmpty(expected);
        // The same again in a calm place, to know how long it takes: a kill may fall into any moment of it.
        using var timed = new BuiltProgram();
        await timed.Run("town", "add", Town);
        var clock = Stopwatch.StartNew();
        await timed.Run("roads", "import", film, "--town", TownHost.Slug, "--wait");
        var whole = (int)clock.ElapsedMilliseconds;

        // An import that came to its end in spite of all is looked at, and the next one begins in a fresh place.
        var (killed, places) = (0, 0);
        for (; killed < Kills; places++)
        {
            using var cut = new BuiltProgram();
            await cut.Run("town", "add", Town);
            for (var running = true; running && killed < Kills;)
            {
                using var process = cut.Start("roads", "import", film, "--town", TownHost.Slug, "--wait");
                await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(random.Next(300, whole)));
                running = !process.HasExited;
                if (running) killed++;
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }
            await cut.Run("roads", "import", film, "--town", TownHost.Slug, "--wait");
            Assert.Equal(expected, await cut.Query(Defects));
            Assert.Equal(["1|1"], await cut.Query("SELECT (SELECT count(*) FROM footage), (SELECT count(*) FROM drives)"));
            foreach (var rows in new[] { "sightings", "detections", "frames", "passes", "segments" })
                Assert.Equal(await calm.Query($"SELECT count(*) FROM {rows}"), await cut.Query($"SELECT count(*) FROM {rows}"));
            await cut.Run("data", "verify");
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{killed} kills in imports of {whole} ms, in {places} places.");
    }

    [Fact]
    public async Task Reports_sent_while_the_program_is_killed_are_each_there_once()
    {
        using var program = new BuiltProgram();
        await program.Run("town", "add", Town);
        var waiting = Enumerable.Range(0, 200).Select(i => (Key: Guid.NewGuid().ToString(), Text: $"道に穴があります（{i}）")).ToList();
        var accepted = new Dictionary<string, int>();
        var life = 0;
        for (; waiting.Count > 0; life++)
        {
            Assert.True(life < 30, "The reports were not accepted in thirty lives.");
            var (process, address) = await program.Serve();
            using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };
            // The last life is not cut short.
            using var cut = new CancellationTokenSource(life < 8 ? random.Next(150, 1500) : Timeout.Infinite);
            using var kill = cut.Token.Register(() => process.Kill(entireProcessTree: true));
            await Parallel.ForEachAsync(waiting.ToList(), new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (report, _) =>
            {
                if (await Send(http, report.Key, report.Text) is not { } number) return;
                lock (accepted)
                {
                    accepted[report.Key] = number;
                    waiting.Remove(report);
                }
            });
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Assert.True(life > 1, "The program was never killed while reports were on their way.");

        // Every receipt again: the same numbers.
        var (last, at) = await program.Serve();
        using (var http = new HttpClient { BaseAddress = at })
            foreach (var (key, number) in accepted.Take(10))
                Assert.Equal(number, await Send(http, key, (await program.Query($"SELECT text FROM reports WHERE number = {number}")).Single()));
        last.Kill(entireProcessTree: true);
        await last.WaitForExitAsync();
        last.Dispose();

        Assert.Equal(200, accepted.Values.Distinct().Count());
        Assert.Equal(["200|200|200"], await program.Query("SELECT count(*), count(DISTINCT text), count(DISTINCT number) FROM reports"));
        Assert.Equal(["200"], await program.Query("SELECT count(*) FROM cases"));
        Assert.Equal(["200"], await program.Query("SELECT count(DISTINCT subject_id) FROM case_subjects"));
        Assert.Equal(["200|200"], await program.Query("SELECT count(*), (SELECT count(*) FROM search_words) FROM search_entries"));
        await program.Run("data", "verify");
    }

    private static string Town => Path.Combine(Repository.Root, "towns", $"{TownHost.Slug}.json");

    private static async Task Simulate(string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "machimichi"), ["roads", "simulate", "--out", folder, "--minutes", "0.3", "--seed", "3"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private static async Task<int?> Send(HttpClient http, string key, string text)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/{TownHost.Slug}/api/v1/reports")
            {
                Headers = { { "Idempotency-Key", key } }, Content = JsonContent.Create(new { category = "pothole", text, district = "morozaki" }),
            };
            using var answer = await http.SendAsync(request);
            if (answer.StatusCode != HttpStatusCode.Created) Assert.Fail($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            return (await answer.Content.ReadFromJsonAsync<Receipt>())!.Number;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException) { return null; }
    }

    private sealed record Receipt(int Number);
}
