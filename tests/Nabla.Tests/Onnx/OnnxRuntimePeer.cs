using Microsoft.ML.OnnxRuntime;

namespace Nabla.Tests.Onnx;

/// <summary>Runs models by ONNX Runtime.</summary>
internal static class OnnxRuntimePeer
{
    /// <summary>Returns the outputs of a model as float64.</summary>
    public static Tensor[] Run(byte[] model, params Tensor[] inputs)
    {
        using var session = new InferenceSession(model);
        return Run(session, inputs);
    }

    public static Tensor[] Run(InferenceSession session, params Tensor[] inputs)
    {
        var values = inputs.Select(ToValue).ToArray();
        try
        {
            using var options = new RunOptions();
            using var results = session.Run(options, [.. session.InputNames], values, [.. session.OutputNames]);
            return [.. results.Select(FromValue)];
        }
        finally
        {
            foreach (var value in values) value.Dispose();
        }
    }

    private static OrtValue ToValue(Tensor x)
    {
        long[] shape = [.. x.Shape.ToArray().Select(size => (long)size)];
        return x.ElementType switch
        {
            ElementType.Float32 => OrtValue.CreateTensorValueFromMemory(x.ToArray<float>(), shape),
            ElementType.Float64 => OrtValue.CreateTensorValueFromMemory(x.ToArray<double>(), shape),
            ElementType.Int32 => OrtValue.CreateTensorValueFromMemory(x.ToArray<int>(), shape),
            ElementType.Int64 => OrtValue.CreateTensorValueFromMemory(x.ToArray<long>(), shape),
            _ => OrtValue.CreateTensorValueFromMemory(x.ToArray<bool>(), shape),
        };
    }

    private static Tensor FromValue(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        Shape shape = info.Shape.Select(size => (int)size).ToArray();
        return info.ElementDataType switch
        {
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float => Tensor.From(value.GetTensorDataAsSpan<float>().ToArray(), shape),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Double => Tensor.From(value.GetTensorDataAsSpan<double>().ToArray(), shape),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int32 => Tensor.From(value.GetTensorDataAsSpan<int>().ToArray(), shape),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64 => Tensor.From(value.GetTensorDataAsSpan<long>().ToArray(), shape),
            _ => Tensor.From(value.GetTensorDataAsSpan<bool>().ToArray(), shape),
        };
    }
}
