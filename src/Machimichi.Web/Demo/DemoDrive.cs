using Machimichi.Platform;
using Machimichi.Platform.Data;
using Machimichi.Platform.Jobs;
using Machimichi.Roads.Footage;
using Machimichi.Roads.Simulation;

namespace Machimichi.Web.Demo;

/// <summary>A drive over the demo town's roads, filmed by the simulator and then read like any other footage.</summary>
internal sealed class DemoDrive(ReceiveFootage receive, PlatformOptions options, MachimichiDb db) : IBackgroundJob<DemoDrive.Payload>
{
    public const string Kind = "demo.drive", Group = "demo";

    public sealed record Payload;

    public async Task Run(Payload payload, JobProgress progress, CancellationToken ct)
    {
        var folder = Path.Combine(options.DataFolder, "demo", db.Town.Slug);
        var roads = RoadLine.Read(Path.Combine(AppContext.BaseDirectory, "towns", $"{db.Town.Slug}.roads.geojson"));
        var yesterday = DateTime.SpecifyKind(db.Now.Date.AddDays(-1).AddHours(1.5), DateTimeKind.Utc);
        var filmed = new Filmed();
        var filming = RoadSimulator.Run(new SimulationOptions { OutputFolder = folder, Roads = roads, StartUtc = yesterday }, filmed, ct);
        while (await Task.WhenAny(filming, Task.Delay(TimeSpan.FromSeconds(1), ct)) != filming) await progress.Report(filmed.Fraction, "", ct);
        // The truth stays out: no recorder knows it.
        File.Delete((await filming).TruthPath);
        await receive.Handle(new ReceiveFootage.Request([folder], "デモ車"), null, ct);
        Directory.Delete(folder, recursive: true);
    }

    // Told from the renderer's threads, written from the job's own: a database context is nobody else's.
    private sealed class Filmed : IProgress<double>
    {
        public double Fraction { get; private set; }

        public void Report(double value) => Fraction = value;
    }
}
