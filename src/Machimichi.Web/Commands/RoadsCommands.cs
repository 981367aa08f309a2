using System.CommandLine;
using System.Globalization;
using Machimichi.Roads.Defects;
using Machimichi.Roads.Footage;
using Machimichi.Roads.Network;
using Machimichi.Roads.Simulation;
using Machimichi.Roads.Tracks;

namespace Machimichi.Commands;

/// <summary><c>roads import | track | simulate | score</c>.</summary>
internal static class RoadsCommands
{
    public static Command All() => new Command("roads", "Footage, tracks, defects").With(Import(), Network(), Track(), Simulate(), Score());

    private static Command Import()
    {
        var paths = new Argument<string[]>("PATH") { Description = "Files, folders of frames, or an SD card's tree", Arity = ArgumentArity.OneOrMore };
        var vehicle = new Option<string?>("--vehicle") { Description = "The vehicle that drove, by its name" };
        var wait = new Option<bool>("--wait") { Description = "Read the footage to its end before returning" };
        return new Command("import", "Brings footage in and says what each file became").With(paths, SharedOptions.Town(), vehicle, wait).OnInstallation().Does(async (parsed, ct) =>
        {
            await using var installation = await Installation.Open(SharedOptions.Installation(parsed, works: parsed.GetValue(wait)), parsed.GetValue<string>("--town"), ct);
            var json = parsed.GetValue<bool>("--json");
            var receipt = await installation.Get<ImportFootage>().Handle(
                new ImportFootage.Request(parsed.GetValue(paths)!, parsed.GetValue(vehicle), parsed.GetValue(wait)), new Ticker(), ct);
            if (json) CommandLine.Print(receipt);
            else
            {
                foreach (var file in receipt.Files) Console.WriteLine($"{file.Result,-8} {file.Path}{(file.Reason.Length > 0 ? $"  ({file.Reason})" : "")}");
                Console.WriteLine($"{receipt.Drives} drives, {receipt.Frames} frames, {receipt.Detections} detections, {receipt.Sightings} sightings, {receipt.Defects} defects");
            }
            return receipt.Files.Count > 0 && receipt.Files.All(f => f.Result == "refused") ? CommandLine.Refused : CommandLine.Done;
        });
    }

    private static Command Network()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "GeoJSON with the centre lines of the town's roads (LineString, degrees)" };
        return new Command("network", "Gives the town's road network, cut into segments").With(file, SharedOptions.Town()).OnInstallation().Does(async (parsed, ct) =>
        {
            await using var installation = await Installation.Open(SharedOptions.Installation(parsed, works: false), parsed.GetValue<string>("--town"), ct);
            await using var json = parsed.GetValue(file)!.OpenRead();
            var receipt = await installation.Get<ImportNetwork>().Handle(json, ct);
            if (parsed.GetValue<bool>("--json")) CommandLine.Print(receipt);
            else Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{receipt.Roads} roads, {receipt.Segments} segments, {receipt.Km:0.0} km; {receipt.Kept} segments made from tracks stay"));
            return CommandLine.Done;
        });
    }

    // One line that is written over, on a terminal only; a log gets a line each tenth.
    private sealed class Ticker : IProgress<ImportFootage.Progress>
    {
        private string last = "";

        public void Report(ImportFootage.Progress value)
        {
            var line = $"{value.Fraction * 100,4:0} %  {Path.GetFileName(value.Path)}  {value.Text}";
            if (Console.IsErrorRedirected) line = $"{Math.Floor(value.Fraction * 10) * 10,4:0} %  {Path.GetFileName(value.Path)}";
            if (line == last) return;
            last = line;
            if (Console.IsErrorRedirected) Console.Error.WriteLine(line);
            else Console.Error.Write($"\r{line.PadRight(78)[..78]}{(value.Fraction >= 1 ? "\n" : "")}");
        }
    }

    private static Command Track()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A recorder's file, or a track" };
        var format = new Option<string>("--format") { Description = "json, gpx or geojson", DefaultValueFactory = _ => "json" };
        format.AcceptOnlyFromAmong("json", "gpx", "geojson");
        return new Command("track", "The track inside a recorder's file").With(file, format, SharedOptions.Json()).Does(async (parsed, ct) =>
        {
            var track = TrackReader.Read(parsed.GetValue(file)!.FullName);
            await using var output = Console.OpenStandardOutput();
            switch (parsed.GetValue(format))
            {
                case "gpx": TrackWriter.WriteGpx(track, output); break;
                case "geojson": TrackWriter.WriteGeoJson(track, output); break;
                default: TrackWriter.WritePoints(track, output); break;
            }
            return CommandLine.Done;
        });
    }

    private static Command Simulate()
    {
        var folder = new Option<DirectoryInfo>("--out") { Description = "Folder for the films, tracks and truth.geojson", Required = true };
        var seed = new Option<ulong>("--seed") { Description = "The same seed gives the same drives", DefaultValueFactory = _ => 1 };
        var drives = new Option<int>("--drives") { Description = "How many times the roads are driven", DefaultValueFactory = _ => 1 };
        var minutes = new Option<double>("--minutes") { Description = "Length of a drive", DefaultValueFactory = _ => 1.25 };
        var noise = new Option<double>("--gps-noise") { Description = "Error of the GPS, metres (RMS)", DefaultValueFactory = _ => 1.5 };
        var roads = new Option<FileInfo?>("--roads") { Description = "GeoJSON with the roads to drive; without it the demo town's" };
        var pictures = new Option<double?>("--pictures") { Description = "Instead of films: a picture each so many metres with its boxes (YOLO text), to train or measure a detector with" };
        return new Command("simulate", "Films drives with known truth").With(folder, seed, drives, minutes, noise, roads, pictures, SharedOptions.Json()).Does(async (parsed, ct) =>
        {
            var lines = parsed.GetValue(roads)?.FullName
                ?? Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "towns"), "*.roads.geojson").Order(StringComparer.Ordinal).FirstOrDefault()
                ?? throw new SimulationException("No road was given. Give a GeoJSON file with --roads.");
            var options = new SimulationOptions
            {
                OutputFolder = parsed.GetValue(folder)!.FullName, Roads = RoadLine.Read(lines), Seed = parsed.GetValue(seed), Drives = parsed.GetValue(drives),
                Minutes = parsed.GetValue(minutes), GpsSigmaMeters = parsed.GetValue(noise),
            };
            if (parsed.GetValue(pictures) is { } meters)
            {
                CommandLine.Print(LabelledPictures.Write(options, meters, ct));
                return CommandLine.Done;
            }
            var result = await RoadSimulator.Run(options, null, ct);
            if (parsed.GetValue<bool>("--json")) CommandLine.Print(result);
            else
            {
                foreach (var film in result.Footage) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{film.MoviePath}  {film.Seconds:0} s  {film.Meters:0} m"));
                Console.WriteLine($"{result.TruthPath}  {result.Damages} damages");
            }
            return CommandLine.Done;
        });
    }

    private static Command Score()
    {
        var truth = new Option<FileInfo?>("--truth") { Description = "The truth.geojson that the simulator wrote" };
        var seeds = new Option<ulong[]>("--seeds") { Description = "Instead of a truth: simulate and read these, each in a fresh place that is thrown away, and print a table", AllowMultipleArgumentsPerToken = true };
        var drives = new Option<int>("--drives") { Description = "With --seeds: how many times the roads are driven", DefaultValueFactory = _ => 3 };
        var minutes = new Option<double>("--minutes") { Description = "With --seeds: length of a drive", DefaultValueFactory = _ => 1.25 };
        var noise = new Option<double>("--gps-noise") { Description = "With --seeds: error of the GPS, metres (RMS)", DefaultValueFactory = _ => 3 };
        return new Command("score", "Holds what was found against the truth").With(truth, seeds, drives, minutes, noise, SharedOptions.Town()).OnInstallation().Does(async (parsed, ct) =>
        {
            if (parsed.GetValue(seeds) is { Length: > 0 } wanted)
                return await ScoreTable.Print(wanted, parsed.GetValue<string>("--town")!, parsed.GetValue(drives), parsed.GetValue(minutes), parsed.GetValue(noise), parsed.GetValue<bool>("--json"), ct);
            if (parsed.GetValue(truth) is not { } file) throw new SimulationException("Give the truth to score against with --truth, or seeds to simulate with --seeds.");
            await using var installation = await Installation.Open(SharedOptions.Installation(parsed, works: false), parsed.GetValue<string>("--town"), ct);
            CommandLine.Print(RoadScore.Of(TruthFile.Read(file.FullName), await installation.Get<ListDefects>().Scored(ct)));
            return CommandLine.Done;
        });
    }
}
