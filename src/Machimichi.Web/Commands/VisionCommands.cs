using System.CommandLine;
using Machimichi.Roads;
using Machimichi.Roads.Learning;
using Machimichi.Vision;

namespace Machimichi.Commands;

/// <summary><c>vision detect | evaluate | score | track | export-dataset</c>: the library by hand, and a town's own training data.</summary>
internal static class VisionCommands
{
    public static Command All() => new Command("vision", "Detection, tracking and evaluation").With(Detect(), Evaluate(), Score(), Track(), ExportDataset());

    private static Option<FileInfo?> Model() => new("--model") { Description = "ONNX file; without it the one that is shipped" };

    private static string PathOf(FileInfo? model) => model?.FullName ?? Path.Combine(AppContext.BaseDirectory, new RoadsOptions().ModelPath);

    private static Command Detect()
    {
        var images = new Argument<FileInfo[]>("IMAGE") { Description = "Pictures", Arity = ArgumentArity.OneOrMore };
        var model = Model();
        var draw = new Option<DirectoryInfo?>("--draw") { Description = "Folder for pictures with the boxes drawn (SVG)" };
        return new Command("detect", "Boxes in pictures, as JSON").With(images, model, draw, SharedOptions.Json()).Does((parsed, ct) =>
        {
            using var detector = OnnxDetector.Load(PathOf(parsed.GetValue(model)));
            var (results, refused) = (new List<object>(), 0);
            foreach (var image in parsed.GetValue(images)!)
            {
                try
                {
                    using var picture = Picture.Load(image.FullName);
                    var found = detector.Detect(picture, ct);
                    results.Add(new
                    {
                        image = image.ToString(), picture.Width, picture.Height,
                        boxes = found.Select(d => new { @class = detector.Model.Classes[d.Class], d.Score, d.Box.Left, d.Box.Top, d.Box.Right, d.Box.Bottom }).ToList(),
                    });
                    if (parsed.GetValue(draw) is { } folder) DrawnBoxes.Write(picture, found, detector.Model, Path.Combine(Directory.CreateDirectory(folder.FullName).FullName, Path.ChangeExtension(image.Name, ".svg")));
                }
                catch (PictureException e)
                {
                    refused++;
                    results.Add(new { image = image.ToString(), error = e.Message });
                    Console.Error.WriteLine(e.Message);
                }
            }
            CommandLine.Print(results);
            return Task.FromResult(refused == results.Count ? CommandLine.Refused : CommandLine.Done);
        });
    }

    private static Command Evaluate()
    {
        var images = new Option<DirectoryInfo>("--images") { Description = "Pictures with YOLO text labels beside them, or in subfolders (sources)", Required = true };
        var model = Model();
        var sweep = new Option<bool>("--sweep") { Description = "The figures at other thresholds too" };
        return new Command("evaluate", "How good the model is on labelled pictures").With(images, model, sweep, SharedOptions.Json()).Does((parsed, ct) =>
        {
            var options = new DatasetEvaluationOptions { Sweep = parsed.GetValue(sweep) ? DatasetEvaluationOptions.FullSweep : [] };
            CommandLine.Print(DatasetEvaluation.Run(PathOf(parsed.GetValue(model)), parsed.GetValue(images)!.FullName, options, ct));
            return Task.FromResult(CommandLine.Done);
        });
    }

    private static Command Score()
    {
        var truth = new Option<string>("--truth") { Description = "Folder of VOC text, a COCO JSON file, or a MOT CSV file (or folder of such)", Required = true };
        var detections = new Option<string>("--detections") { Description = "The same, as found", Required = true };
        var metric = new Option<string>("--metric") { Description = "voc, coco or mot", Required = true };
        metric.AcceptOnlyFromAmong("voc", "coco", "mot");
        var iou = new Option<double>("--iou") { Description = "Overlap from which on a box is found", DefaultValueFactory = _ => 0.5 };
        var points = new Option<string>("--interpolation") { Description = "every-point or 11-point (voc)", DefaultValueFactory = _ => "every-point" };
        points.AcceptOnlyFromAmong("every-point", "11-point");
        var habit = new Option<bool>("--plus-one") { Description = "VOC's habit of adding one pixel to widths and heights" };
        return new Command("score", "Our evaluators on anyone's files").With(truth, detections, metric, iou, points, habit, SharedOptions.Json()).Does((parsed, ct) =>
        {
            var (given, found) = (parsed.GetValue(truth)!, parsed.GetValue(detections)!);
            switch (parsed.GetValue(metric))
            {
                case "voc":
                    var voc = VocText.Read(given, found);
                    var ap = VocEvaluator.AveragePrecision(voc.Images, parsed.GetValue(iou), parsed.GetValue(points) == "11-point" ? VocInterpolation.ElevenPoint : VocInterpolation.EveryPoint, parsed.GetValue(habit));
                    CommandLine.Print(new { ap_by_class = ap.ToDictionary(a => voc.Classes[a.Key], a => a.Value), mean_ap = ap.Count == 0 ? (double?)null : ap.Values.Average() });
                    break;
                case "coco":
                    var coco = CocoEvaluator.Score(CocoJson.Read(given, found).Images);
                    CommandLine.Print(new { coco.Ap, coco.Ap50, coco.Ap75, coco.ApSmall, coco.ApMedium, coco.ApLarge, coco.Ar1, coco.Ar10, coco.Ar100, coco.ArSmall, coco.ArMedium, coco.ArLarge });
                    break;
                default:
                    var scores = MotText.ReadPairs(given, found).Select(p => MotEvaluator.Score(p.Truth, p.Tracks, parsed.GetValue(iou)))
                        .Select(m => new { m.Mota, m.Idf1, fp = m.FalsePositives, fn = m.FalseNegatives, m.Switches, m.Labelled }).ToList();
                    CommandLine.Print(scores is [var only] ? only : scores);
                    break;
            }
            return Task.FromResult(CommandLine.Done);
        });
    }

    private static Command Track()
    {
        var file = new Argument<string>("FILE") { Description = "Detections, MOT text (frame,id,left,top,width,height,score) or JSON" };
        return new Command("track", "Our tracker on anyone's detections; writes MOT text with ids").With(file, SharedOptions.Json()).Does((parsed, ct) =>
        {
            var tracks = SequenceTracking.Run(DetectionSequence.Read(parsed.GetValue(file)!), new ByteTracker());
            if (parsed.GetValue<bool>("--json")) CommandLine.Print(tracks);
            else foreach (var box in tracks) Console.WriteLine(MotText.Line(box));
            return Task.FromResult(CommandLine.Done);
        });
    }

    private static Command ExportDataset()
    {
        var folder = new Option<DirectoryInfo>("--out") { Description = "Folder to write, new or empty", Required = true };
        var heldOut = new Option<double>("--held-out") { Description = "Share of the streets that is kept back for measuring", DefaultValueFactory = _ => 0.2 };
        return new Command("export-dataset", "What staff confirmed and rejected, as pictures with YOLO text labels. They are raw frames: keep them inside the office").With(SharedOptions.Town(), folder, heldOut).OnInstallation().Does(async (parsed, ct) =>
        {
            await using var installation = await Installation.Open(SharedOptions.Installation(parsed, works: false), parsed.GetValue<string>("--town"), ct);
            var progress = new Progress<double>(share => Console.Error.Write($"\r{share * 100,4:0} %"));
            var receipt = await installation.Get<ExportDataset>().Handle(new ExportDataset.Request(parsed.GetValue(folder)!.FullName, parsed.GetValue(heldOut)), Console.IsErrorRedirected ? null : progress, ct);
            if (parsed.GetValue<bool>("--json")) CommandLine.Print(receipt);
            else Console.WriteLine($"{receipt.TrainPictures} pictures in {receipt.Train}, {receipt.HeldOutPictures} kept back in {receipt.HeldOut}: {receipt.Boxes} boxes, {receipt.Rejected} rejected finds, {receipt.Ignored} undecided (ignored)");
            return CommandLine.Done;
        });
    }
}
