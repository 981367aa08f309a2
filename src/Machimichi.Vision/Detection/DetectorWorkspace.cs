using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Machimichi.Vision;

/// <summary>
/// What one run needs, kept for the next: input and output tensors in native memory, bound to the session once.
/// Used by one thread at a time.
/// </summary>
internal sealed unsafe class DetectorWorkspace : IDisposable
{
    private readonly LoadedModel _model;
    private readonly Letterbox _letterbox;
    private readonly Suppression _suppression;
    private readonly (float X, float Y)[] _scales;
    private readonly int _inputLength;
    private readonly int _outputLength;
    private readonly float* _input;
    private readonly float* _output;
    private readonly OrtValue _inputValue;
    private readonly OrtValue _outputValue;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _running = new();

    internal DetectorWorkspace(LoadedModel model, int batch, float? floor)
    {
        (_model, Batch) = (model, batch);
        _letterbox = new Letterbox(model.Description);
        _suppression = new Suppression(model.Description, floor);
        _scales = new (float, float)[batch];
        _inputLength = 3 * _letterbox.PlaneLength;
        _outputLength = model.Rows * (4 + model.Description.Classes.Count);
        _input = (float*)NativeMemory.AlignedAlloc((nuint)(batch * _inputLength * sizeof(float)), 64);
        _output = (float*)NativeMemory.AlignedAlloc((nuint)(batch * _outputLength * sizeof(float)), 64);
        _inputValue = Tensor(_input, batch * _inputLength, [batch, 3, model.Description.InputHeight, model.Description.InputWidth]);
        _outputValue = Tensor(_output, batch * _outputLength, model.OutputShape(batch));
        _binding = model.Session.CreateIoBinding();
        _binding.BindInput(model.InputName, _inputValue);
        _binding.BindOutput(model.OutputName, _outputValue);
    }

    internal int Batch { get; }

    internal void Place(int index, Picture picture) => _scales[index] = _letterbox.Fill(picture, _input + index * _inputLength);

    internal void Run(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        _running.Terminate = false;
        using var _ = ct.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, _running);
        try
        {
            _model.Session.RunWithBinding(_running, _binding);
        }
        catch (OnnxRuntimeException e) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException("Detection was cancelled.", e, ct);
        }
    }

    internal void Read(int index, Picture picture, List<Detection> into)
    {
        var rows = new ReadOnlySpan<float>(_output + index * _outputLength, _outputLength);
        _suppression.Decode(rows, _scales[index].X, _scales[index].Y, picture, into);
    }

    public void Dispose()
    {
        _binding.Dispose();
        _inputValue.Dispose();
        _outputValue.Dispose();
        _running.Dispose();
        NativeMemory.AlignedFree(_input);
        NativeMemory.AlignedFree(_output);
    }

    private static OrtValue Tensor(float* data, int length, long[] shape) =>
        OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, (nint)data, (long)length * sizeof(float));
}
