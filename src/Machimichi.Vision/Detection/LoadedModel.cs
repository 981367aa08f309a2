using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Machimichi.Vision;

/// <summary>A session whose inputs and outputs were found to be what its description says.</summary>
internal sealed class LoadedModel : IDisposable
{
    private LoadedModel(InferenceSession session, ModelDescription description, bool freeBatch, int outputRank, int rows)
    {
        (Session, Description, FreeBatch, OutputRank, Rows) = (session, description, freeBatch, outputRank, rows);
        InputName = session.InputNames[0];
        OutputName = session.OutputNames[0];
    }

    internal InferenceSession Session { get; }
    internal ModelDescription Description { get; }
    internal string InputName { get; }
    internal string OutputName { get; }
    internal bool FreeBatch { get; }
    internal int OutputRank { get; }

    /// <summary>Rows of the output for one picture.</summary>
    internal int Rows { get; }

    internal long[] OutputShape(int batch)
    {
        long columns = 4 + Description.Classes.Count;
        return OutputRank == 3 ? [batch, Rows, columns] : [Rows, columns];
    }

    internal static LoadedModel Open(string path, DetectorOptions options)
    {
        byte[] file;
        try
        {
            file = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException(path, $"the model can't be read: {e.Message}", e);
        }

        InferenceSession? session = null;
        try
        {
            session = StartSession(file, options);
            var description = Describe(session);
            OnnxWeights.Check(file);
            return Fit(session, description);
        }
        catch (Exception e) when (e is OnnxRuntimeException or FormatException or InvalidDataException)
        {
            session?.Dispose();
            var what = e is OnnxRuntimeException ? $"ONNX Runtime can't run it: {e.Message}" : e.Message;
            throw new ModelException(path, what, e);
        }
    }

    public void Dispose() => Session.Dispose();

    private static InferenceSession StartSession(byte[] file, DetectorOptions options)
    {
        using var session = new SessionOptions
        {
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // Threads that spin while they wait take the processor from the web pages on the same machine.
        session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return new InferenceSession(file, session);
    }

    private static ModelDescription Describe(InferenceSession session)
    {
        if (!session.ModelMetadata.CustomMetadataMap.TryGetValue(ModelDescription.MetadataKey, out var json))
            throw new FormatException(
                $"the model doesn't describe itself: its metadata has no \"{ModelDescription.MetadataKey}\" (training/describe.py writes it)");
        return ModelDescription.FromJson(json);
    }

    private static LoadedModel Fit(InferenceSession session, ModelDescription description)
    {
        if (session.InputNames.Count != 1 || session.OutputNames.Count != 1)
            throw Misfit($"it has {session.InputNames.Count} inputs and {session.OutputNames.Count} outputs; one of each is needed");

        var input = session.InputMetadata[session.InputNames[0]];
        int[] wanted = [input.Dimensions.FirstOrDefault(), 3, description.InputHeight, description.InputWidth];
        if (input.ElementDataType != TensorElementType.Float || !Matches(input.Dimensions, wanted) || input.Dimensions[0] is not (1 or -1))
            throw Misfit($"its input is {Shape(input)}; its description says float [1, 3, {description.InputHeight}, {description.InputWidth}]");

        var output = session.OutputMetadata[session.OutputNames[0]];
        var columns = 4 + description.Classes.Count;
        if (output.ElementDataType != TensorElementType.Float || output.Dimensions.Length is not (2 or 3) || output.Dimensions[^1] is not -1 && output.Dimensions[^1] != columns)
            throw Misfit($"its output is {Shape(output)}; with {description.Classes.Count} classes, float [rows, {columns}] is needed");

        var freeBatch = input.Dimensions[0] == -1 && output.Dimensions.Length == 3;
        return new LoadedModel(session, description, freeBatch, output.Dimensions.Length, TryOut(session, description, columns));
    }

    /// <summary>Runs the model once on the padding's grey: the warm-up, the true number of rows, and a look at the numbers.</summary>
    private static int TryOut(InferenceSession session, ModelDescription description, int columns)
    {
        var grey = new float[3 * description.InputHeight * description.InputWidth];
        for (var plane = 0; plane < 3; plane++)
            grey.AsSpan(plane * grey.Length / 3, grey.Length / 3).Fill((description.Fill - description.Mean[plane]) / description.Deviation[plane]);
        using var input = OrtValue.CreateTensorValueFromMemory(grey, [1, 3, description.InputHeight, description.InputWidth]);
        using var running = new RunOptions();
        using var outputs = session.Run(running, session.InputNames, [input], session.OutputNames);

        var shape = outputs[0].GetTensorTypeAndShape().Shape;
        if (shape[^1] != columns || shape.Length == 3 && shape[0] != 1 || shape[^2] < 1)
            throw Misfit($"for one picture it gives [{string.Join(", ", shape)}]; [rows, {columns}] is needed");
        var values = outputs[0].GetTensorDataAsSpan<float>();
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
                throw Misfit("for a grey picture it gives values that are not numbers (NaN or infinity): its weights are damaged, export it again");
        }
        return checked((int)shape[^2]);
    }

    private static bool Matches(int[] actual, int[] wanted) =>
        actual.Length == wanted.Length && actual.Zip(wanted).All(pair => pair.First == -1 || pair.First == pair.Second);

    private static string Shape(NodeMetadata node) =>
        $"{node.ElementDataType.ToString().ToLowerInvariant()} [{string.Join(", ", node.Dimensions.Select(d => d < 0 ? "free" : d.ToString(CultureInfo.InvariantCulture)))}]";

    private static InvalidDataException Misfit(string what) => new(what);
}
