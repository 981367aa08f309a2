using System.Diagnostics;
using System.Globalization;
using Machimichi.Vision;

namespace Machimichi.Benchmarks.Vision;

/// <summary>
/// From a JPEG's bytes to boxes, beside ONNX Runtime alone on a tensor that is ready, and beside two pipelines
/// that somebody would write instead: OpenCV's DNN module in Python, and onnxruntime with sharp in Node.js.
/// </summary>
internal static class VisionBench
{
    private const string Bare = "bare Session.Run on a ready tensor", OpenCv = "python3-opencv, its DNN module", Node = "onnxruntime-node with sharp";

    public static int Run(string[] arguments)
    {
        var (frames, soak, model) = (Number(arguments, "--frames", 60), Number(arguments, "--soak", 0), Text(arguments, "--model") ?? Path.Combine(AppContext.BaseDirectory, "models", "road-damage.onnx"));
        if (soak > 0) return Soak(model, soak);
        foreach (var threads in new[] { 1, 2 })
            foreach (var (width, height) in new[] { (640, 640), (1920, 1080) })
                Table(model, threads, width, height, frames);
        return 0;
    }

    private static void Table(string model, int threads, int width, int height, int frames)
    {
        var folder = Directory.CreateTempSubdirectory("machimichi-bench-");
        try
        {
            var jpegs = RoadFrames.Make(8, width, height);
            var paths = jpegs.Select((bytes, i) => Path.Combine(folder.FullName, $"{i}.jpg")).ToArray();
            for (var i = 0; i < jpegs.Length; i++) File.WriteAllBytes(paths[i], jpegs[i]);
            using var detector = OnnxDetector.Load(model, new DetectorOptions { Threads = threads });
            using var bare = new BareSession(model, detector.Model, threads);
            using var python = Opponent.Start(OpenCv, "/usr/bin/python3", Beside("opencv_dnn.py"), model, detector.Model.InputWidth.ToString(CultureInfo.InvariantCulture), threads.ToString(CultureInfo.InvariantCulture));
            using var node = Opponent.Start(Node, "node", Beside("sharp_onnx.mjs"), model, detector.Model.InputWidth.ToString(CultureInfo.InvariantCulture), threads.ToString(CultureInfo.InvariantCulture));
            var ours = $"JPEG to boxes, {width} x {height}";
            var found = new List<Detection>();
            var turns = new Turns().Add(Bare, _ => bare.Run()).Add(ours, i =>
            {
                using var picture = Picture.Decode(jpegs[i % jpegs.Length], "frame");
                found.Clear();
                detector.Detect(picture, found);
            });
            if (python is not null) turns.Add(OpenCv, i => python.Detect(paths[i % paths.Length]));
            if (node is not null) turns.Add(Node, i => node.Detect(paths[i % paths.Length]));
            turns.Run(frames);
            Console.WriteLine(Turns.Head($"{threads} thread{(threads > 1 ? "s" : "")}, {width} x {height} JPEG of {jpegs[0].Length / 1000} kB"));
            foreach (var name in new[] { Bare, ours, python is null ? null : OpenCv, node is null ? null : Node }.OfType<string>()) Console.WriteLine(turns.Row(name, Bare));
            Console.WriteLine();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Whether memory stays where it is, however many frames go through.</summary>
    private static int Soak(string model, int frames)
    {
        var jpegs = RoadFrames.Make(8, 1280, 720);
        using var detector = OnnxDetector.Load(model);
        var found = new List<Detection>();
        var started = Stopwatch.GetTimestamp();
        Console.WriteLine($"{"frames",9} {"resident MB",12} {"managed MB",12} {"a second",9}");
        for (var i = 0; i <= frames; i++)
        {
            using var picture = Picture.Decode(jpegs[i % jpegs.Length], "frame");
            found.Clear();
            detector.Detect(picture, found);
            if (i == 100 || (i > 0 && i % Math.Max(1, frames / 10) == 0))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i,9} {Process.GetCurrentProcess().WorkingSet64 / 1e6,12:0} {GC.GetTotalMemory(false) / 1e6,12:0.0} {i / Stopwatch.GetElapsedTime(started).TotalSeconds,9:0.0}"));
        }
        return 0;
    }

    private static string Beside(string script) => Path.Combine(AppContext.BaseDirectory, "opponents", script);

    private static string? Text(string[] arguments, string name) => Array.IndexOf(arguments, name) is >= 0 and var i && i + 1 < arguments.Length ? arguments[i + 1] : null;

    private static int Number(string[] arguments, string name, int otherwise) => int.TryParse(Text(arguments, name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
