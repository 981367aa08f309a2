using Machimichi.Vision;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Machimichi.Benchmarks.Vision;

/// <summary>ONNX Runtime alone on a tensor that is ready: what no pipeline can be faster than.</summary>
internal sealed class BareSession : IDisposable
{
    private readonly InferenceSession session;
    private readonly OrtValue input;
    private readonly RunOptions running = new();

    public BareSession(string model, ModelDescription description, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        session = new InferenceSession(model, options);
        var random = new Random(1);
        var values = new float[3 * description.InputWidth * description.InputHeight];
        for (var i = 0; i < values.Length; i++) values[i] = random.Next(256);
        input = OrtValue.CreateTensorValueFromMemory(values, [1, 3, description.InputHeight, description.InputWidth]);
    }

    public void Run()
    {
        using var found = session.Run(running, [session.InputNames[0]], [input], [session.OutputNames[0]]);
    }

    public void Dispose()
    {
        input.Dispose();
        running.Dispose();
        session.Dispose();
    }
}
