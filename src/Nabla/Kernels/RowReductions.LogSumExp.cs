using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Nabla.Kernels;

internal static unsafe partial class RowReductions
{
    private const int ExponentialBlock = 1024;
    private const int ExponentialLevels = 32;

    /// <summary>
    /// <c>ln Σ exp(x)</c> as <c>m + ln Σ exp(x − m)</c> with the maximum m, so that nothing overflows: −inf where all are −inf or there
    /// are none, +inf where one is, NaN where one is.
    /// </summary>
    public static void LogSumExp<T>(T* input, T* output, int outer, int count, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // First the maxima, in the place of the results.
        BlockReduction<T, Larger<T>>.Reduce(input, output, outer, count, inner);
        for (var row = 0; row < outer; row++, input += (nint)count * inner, output += inner)
        {
            for (var column = 0; column < inner; column++) output[column] = LogSumExpOf(input + column, inner, count, output[column]);
        }
    }

    // Clearing the working memory would take longer than a short row.
    [SkipLocalsInit]
    private static T LogSumExpOf<T>(T* input, nint stride, int count, T maximum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // inf − inf would be NaN, while exp(±inf) is already what is wanted.
        var shift = T.IsInfinity(maximum) ? T.Zero : maximum;
        var memory = stackalloc T[ExponentialBlock];
        var waiting = stackalloc T[ExponentialLevels];
        var depth = 0;
        for (var (start, block) = (0L, 0); start < count; start += ExponentialBlock, block++)
        {
            // The exponential takes far longer than the copy, even of a column.
            var length = (int)Math.Min(ExponentialBlock, count - start);
            var exponentials = new Span<T>(memory, length);
            if (stride == 1) TensorPrimitives.Subtract(new ReadOnlySpan<T>(input + start, length), shift, exponentials);
            else
                for (var i = 0; i < length; i++) memory[i] = input[(start + i) * stride] - shift;
            TensorPrimitives.Exp(exponentials, exponentials);

            waiting[depth++] = BlockReduction<T, Addition<T>>.Block(memory, length);
            for (var pairs = block; (pairs & 1) != 0; pairs >>= 1, depth--) waiting[depth - 2] += waiting[depth - 1];
        }

        var sum = T.Zero;
        while (depth > 0) sum += waiting[--depth];
        return shift + T.Log(sum);
    }
}
