using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Nabla.Kernels;

/// <summary>Like <see cref="SquareTranspose"/>, with twice as many rows at once in 256-bit AVX vectors.</summary>
/// <remarks>
/// Interleaving works within 128 bits: a vector holds a row of one square in its lower half and a row of the square below in its upper half.
/// </remarks>
internal static unsafe class WideTranspose
{
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Eight lanes of 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void EightLanes(uint* source, nint laneStride, uint* destination, nint width, int depth)
    {
        var below = source + 4 * laneStride;
        var p = 0;
        for (; p <= depth - 4; p += 4, destination += 4 * width)
        {
            if ((p & 15) == 0)
            {
                // Prefetch the next eight rows, line by line.
                for (var lane = 8; lane < 16; lane++) Prefetch.Line(source + p + lane * laneStride);
            }

            var row0 = Vector256.Create(Vector128.Load(source + p), Vector128.Load(below + p));
            var row1 = Vector256.Create(Vector128.Load(source + p + laneStride), Vector128.Load(below + p + laneStride));
            var row2 = Vector256.Create(Vector128.Load(source + p + 2 * laneStride), Vector128.Load(below + p + 2 * laneStride));
            var row3 = Vector256.Create(Vector128.Load(source + p + 3 * laneStride), Vector128.Load(below + p + 3 * laneStride));
            var even01 = Avx2.UnpackLow(row0, row2);
            var even23 = Avx2.UnpackHigh(row0, row2);
            var odd01 = Avx2.UnpackLow(row1, row3);
            var odd23 = Avx2.UnpackHigh(row1, row3);
            Avx2.UnpackLow(even01, odd01).Store(destination);
            Avx2.UnpackHigh(even01, odd01).Store(destination + width);
            Avx2.UnpackLow(even23, odd23).Store(destination + 2 * width);
            Avx2.UnpackHigh(even23, odd23).Store(destination + 3 * width);
        }

        for (; p < depth; p++, destination += width)
        {
            for (var lane = 0; lane < 8; lane++) destination[lane] = source[p + lane * laneStride];
        }
    }

    /// <summary>Four lanes of 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FourLanes(ulong* source, nint laneStride, ulong* destination, nint width, int depth)
    {
        var below = source + 2 * laneStride;
        var p = 0;
        for (; p <= depth - 2; p += 2, destination += 2 * width)
        {
            if ((p & 7) == 0)
            {
                for (var lane = 4; lane < 8; lane++) Prefetch.Line(source + p + lane * laneStride);
            }

            var row0 = Vector256.Create(Vector128.Load(source + p), Vector128.Load(below + p));
            var row1 = Vector256.Create(Vector128.Load(source + p + laneStride), Vector128.Load(below + p + laneStride));
            Avx2.UnpackLow(row0, row1).Store(destination);
            Avx2.UnpackHigh(row0, row1).Store(destination + width);
        }

        if (p < depth)
        {
            for (var lane = 0; lane < 4; lane++) destination[lane] = source[p + lane * laneStride];
        }
    }
}
