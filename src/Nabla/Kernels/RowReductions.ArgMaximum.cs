using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nabla.Kernels;

internal static unsafe partial class RowReductions
{
    private const int ArgumentTile = 128;

    /// <summary>
    /// Where along the axis the largest number first stands; NaN counts as larger than every number, and zeros of both signs as equal.
    /// The axis is not empty.
    /// </summary>
    public static void ArgMaximum<T>(T* input, long* output, int outer, int count, int inner)
        where T : unmanaged, INumber<T>
    {
        for (var row = 0; row < outer; row++, input += (nint)count * inner, output += inner)
        {
            if (inner == 1)
            {
                *output = IndexOf(input, count, BlockReduction<T, Larger<T>>.Row(input, count));
                continue;
            }

            for (var column = 0; column < inner; column += ArgumentTile)
                ArgMaximumOfColumns(input + column, inner, output + column, count, Math.Min(ArgumentTile, inner - column));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int IndexOf<T>(T* input, int count, T value)
        where T : unmanaged, INumber<T>
    {
        var i = 0;
        if (T.IsNaN(value))
        {
            while (!T.IsNaN(input[i])) i++;
            return i;
        }

        var lanes = new Vector<T>(value);
        while (i <= count - Vector<T>.Count && !Vector.EqualsAny(Vector.Load(input + i), lanes)) i += Vector<T>.Count;
        while (input[i] != value) i++;
        return i;
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ArgMaximumOfColumns<T>(T* input, nint stride, long* output, int count, int width)
        where T : unmanaged, INumber<T>
    {
        var best = stackalloc T[ArgumentTile];
        for (var j = 0; j < width; j++)
        {
            best[j] = input[j];
            output[j] = 0;
        }

        for (var i = 1; i < count; i++)
        {
            input += stride;
            for (var j = 0; j < width; j++)
            {
                var x = input[j];
                if (x <= best[j] || T.IsNaN(best[j])) continue;
                best[j] = x;
                output[j] = i;
            }
        }
    }
}
