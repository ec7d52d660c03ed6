using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Nabla.Learning;

/// <summary>The bytes of tensors in safetensors files.</summary>
internal static class SafetensorsWriting
{
    // From here on numbers are nearer to what would follow the largest finite one than to it: they become infinite.
    private const double Float16Bound = 65520;
    private static readonly double Bfloat16Bound = Math.ScaleB(511, 119);

    public static SafetensorsEntry Entry(string name, Tensor tensor, FloatStorage storage)
    {
        var element = tensor.ElementType;
        if (storage == FloatStorage.Unchanged || !element.IsFloat())
            return new(name, SafetensorsConversion.TypeName(element), tensor.Shape.ToArray(), ParameterFile.Bytes(tensor));
        var bytes = new byte[tensor.ElementCount * sizeof(ushort)];
        if (element == ElementType.Float32) Narrow(name, tensor.ToArray<float>(), bytes, storage);
        else Narrow(name, tensor.ToArray<double>(), bytes, storage);
        return new(name, storage == FloatStorage.Float16 ? "F16" : "BF16", tensor.Shape.ToArray(), bytes);
    }

    private static void Narrow(string name, float[] numbers, byte[] bytes, FloatStorage storage)
    {
        RequireFinite(name, numbers, storage);
        if (storage == FloatStorage.Float16) FloatConversion.ToFloat16(numbers, MemoryMarshal.Cast<byte, Half>(bytes.AsSpan()));
        else FloatConversion.ToBfloat16(numbers, MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan()));
    }

    private static void Narrow(string name, double[] numbers, byte[] bytes, FloatStorage storage)
    {
        RequireFinite(name, numbers, storage);
        if (storage == FloatStorage.Float16) FloatConversion.ToFloat16(numbers, MemoryMarshal.Cast<byte, Half>(bytes.AsSpan()));
        else FloatConversion.ToBfloat16(numbers, MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan()));
    }

    /// <summary>Requires that no finite number becomes infinite.</summary>
    private static void RequireFinite<T>(string name, T[] numbers, FloatStorage storage)
        where T : IFloatingPointIeee754<T>
    {
        // Both bounds are float32.
        var bound = T.CreateChecked(Bound(storage));
        foreach (var number in numbers)
            if (T.IsFinite(number) && T.Abs(number) >= bound) throw TooLarge(name, double.CreateChecked(number), storage);
    }

    private static double Bound(FloatStorage storage) => storage switch
    {
        FloatStorage.Float16 => Float16Bound,
        FloatStorage.Bfloat16 => Bfloat16Bound,
        _ => throw new ArgumentOutOfRangeException(nameof(storage), storage, "This is not a way to store floats; use Unchanged, Float16 or Bfloat16."),
    };

    private static ArgumentException TooLarge(string name, double number, FloatStorage storage) =>
        new(string.Create(
            CultureInfo.InvariantCulture,
            $"safetensors: tensor {SafetensorsElementType.Quote(name)} holds {number:G9}, which would become infinite in {storage}; ")
            + (storage == FloatStorage.Float16 ? "store it as Bfloat16, or Unchanged." : "store it Unchanged."));
}
