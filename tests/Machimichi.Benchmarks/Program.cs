using Machimichi.Benchmarks.Vision;

// Timings are never a test: they are ratios of things measured in turn, in one run, on this machine.
return args switch
{
    ["vision", .. var rest] => VisionBench.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("bench vision [--frames N] [--soak N] [--model FILE]");
    return 2;
}
