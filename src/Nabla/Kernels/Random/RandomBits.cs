using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Nabla.Kernels;

/// <summary>Fills arrays with random values that depend only on key, counter and position.</summary>
/// <remarks>
/// Outputs come in groups of 16 bytes: four floats or two doubles. Group g uses only the Philox block of counter + g, so an array may be split at any
/// group and filled in any order on any thread with the same result. A fill of n groups (<see cref="Groups"/>) consumes n counters.
/// </remarks>
internal static unsafe class RandomBits
{
    public const int FloatsPerGroup = 4;
    public const int DoublesPerGroup = 2;

    /// <summary>The number of counters consumed by a fill of <paramref name="count"/> elements of <paramref name="elementSize"/> bytes.</summary>
    public static ulong Groups(long count, int elementSize) => (ulong)((count * elementSize + 15) / 16);

    /// <summary>The words of consecutive blocks of a stream.</summary>
    /// <param name="words">Receives the words: four for each block.</param>
    /// <param name="key">The key.</param>
    /// <param name="counter">The low half of the first block's counter.</param>
    /// <param name="stream">The high half of the counters.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FillWords(Span<uint> words, ulong key, ulong counter, ulong stream)
    {
        var index = 0;
        if (PhiloxVectors.IsSupported)
        {
            const int Step = PhiloxVectors.Blocks * 4;
            for (; index <= words.Length - Step; index += Step, counter += PhiloxVectors.Blocks)
            {
                var (first, second) = PhiloxVectors.FourBlocks(key, counter, stream);
                first.CopyTo(words[index..]);
                second.CopyTo(words[(index + Step / 2)..]);
            }
        }

        for (; index < words.Length; index += 4)
            (words[index], words[index + 1], words[index + 2], words[index + 3]) = Philox.Block(key, counter++, stream);
    }

    /// <summary>Uniform in [0, 1): multiples of 2⁻²⁴.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FillUniform(float* destination, int count, ulong key, ulong counter)
    {
        var index = 0;
        if (PhiloxVectors.IsSupported)
        {
            const int Step = PhiloxVectors.Blocks * FloatsPerGroup;
            for (; index <= count - Step; index += Step, counter += PhiloxVectors.Blocks)
            {
                var (first, second) = PhiloxVectors.FourBlocks(key, counter);
                ToFloats(first).Store(destination + index);
                ToFloats(second).Store(destination + index + Step / 2);
            }
        }

        for (; index <= count - FloatsPerGroup; index += FloatsPerGroup)
        {
            var (x, y, z, w) = Philox.Block(key, counter++, 0);
            destination[index] = ToFloat(x);
            destination[index + 1] = ToFloat(y);
            destination[index + 2] = ToFloat(z);
            destination[index + 3] = ToFloat(w);
        }

        if (index == count) return;
        var rest = stackalloc float[FloatsPerGroup];
        FillUniform(rest, FloatsPerGroup, key, counter);
        for (var i = 0; index < count; i++) destination[index++] = rest[i];
    }

    /// <summary>Uniform in [0, 1): multiples of 2⁻⁵³.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FillUniform(double* destination, int count, ulong key, ulong counter)
    {
        var index = 0;
        if (PhiloxVectors.IsSupported)
        {
            const int Step = PhiloxVectors.Blocks * DoublesPerGroup;
            for (; index <= count - Step; index += Step, counter += PhiloxVectors.Blocks)
            {
                var (first, second) = PhiloxVectors.FourBlocks(key, counter);
                ToDoubles(first).Store(destination + index);
                ToDoubles(second).Store(destination + index + Step / 2);
            }
        }

        for (; index < count; index += DoublesPerGroup)
        {
            var (x, y, z, w) = Philox.Block(key, counter++, 0);
            destination[index] = ToDouble(x, y);
            if (index + 1 < count) destination[index + 1] = ToDouble(z, w);
        }
    }

    /// <summary>Normal with mean 0 and variance 1 (Box-Muller on 32-bit uniforms: at most 6.7 standard deviations from 0).</summary>
    public static void FillNormal(float* destination, int count, ulong key, ulong counter)
    {
        var group = stackalloc float[FloatsPerGroup];
        for (var index = 0; index < count; index += FloatsPerGroup)
        {
            var (x, y, z, w) = Philox.Block(key, counter++, 0);
            (group[0], group[1]) = BoxMullerOfBits(x, y);
            (group[2], group[3]) = BoxMullerOfBits(z, w);
            var filled = Math.Min(FloatsPerGroup, count - index);
            for (var i = 0; i < filled; i++) destination[index + i] = group[i];
        }
    }

    /// <summary>Normal with mean 0 and variance 1 (Box-Muller on 53-bit uniforms: at most 8.6 standard deviations from 0).</summary>
    public static void FillNormal(double* destination, int count, ulong key, ulong counter)
    {
        for (var index = 0; index < count; index += DoublesPerGroup)
        {
            var (x, y, z, w) = Philox.Block(key, counter++, 0);
            var (first, second) = BoxMuller(ToDouble(x, y), ToDouble(z, w));
            destination[index] = first;
            if (index + 1 < count) destination[index + 1] = second;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToFloat(uint bits) => (bits >> 8) * (1f / (1 << 24));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ToDouble(uint low, uint high) => (((ulong)high << 32 | low) >> 11) * (1.0 / (1L << 53));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ToFloats(Vector256<uint> bits) =>
        Vector256.ConvertToSingle((bits >>> 8).AsInt32()) * (1f / (1 << 24));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ToDoubles(Vector256<uint> bits) =>
        Vector256.ConvertToDouble((bits.AsUInt64() >>> 11).AsInt64()) * (1.0 / (1L << 53));

    /// <summary>Two independent normal values from two uniform ones in [0, 1).</summary>
    public static (double First, double Second) BoxMuller(double radiusUniform, double angleUniform)
    {
        // 1 − u lies in (0, 1]: the logarithm stays finite.
        var radius = Math.Sqrt(-2 * Math.Log(1 - radiusUniform));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * angleUniform);
        return (radius * cosine, radius * sine);
    }

    private static (float First, float Second) BoxMullerOfBits(uint radiusBits, uint angleBits)
    {
        // Use all 32 bits for the radius: rounded to 24 bits, the tail would end at 5.8 standard deviations.
        var radius = MathF.Sqrt(-2 * MathF.Log((radiusBits + 1f) * (1f / (1L << 32))));
        var (sine, cosine) = MathF.SinCos(2 * MathF.PI * ToFloat(angleBits));
        return (radius * cosine, radius * sine);
    }
}
