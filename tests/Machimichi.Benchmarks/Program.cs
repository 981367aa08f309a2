using Machimichi.Benchmarks.Insight;
using Machimichi.Benchmarks.Roads;
using Machimichi.Benchmarks.Vision;
using Machimichi.Benchmarks.Voice;

// Timings are never a test: they are ratios of things measured in turn, in one run, on this machine.
return args switch
{
    ["vision", .. var rest] => VisionBench.Run(rest),
    ["voice", .. var rest] => await VoiceBench.Run(rest),
    ["insight", .. var rest] => await InsightBench.Run(rest),
    ["roads", .. var rest] => await RoadsBench.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("bench vision [--frames N] [--soak N] [--model FILE]");
    Console.Error.WriteLine("bench voice [--reports N] [--sizes N,N] [--data DIR] [--rounds N] [--requests N]");
    Console.Error.WriteLine("bench insight [--defects N] [--reports N] [--rounds N]");
    Console.Error.WriteLine("bench roads [import] [merge] [tiles] [--minutes M] [--rounds N] [--defects N]");
    return 2;
}
