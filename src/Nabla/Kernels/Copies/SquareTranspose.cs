using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Nabla.Kernels;

/// <summary>Writes a few rows as columns: destination[p · width + lane] = source[lane · laneStride + p] for p below depth, in 128-bit squares.</summary>
internal static unsafe class SquareTranspose
{
    /// <summary>Four lanes of 32 bits, in squares of 4 × 4: two rounds of interleaving.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FourLanes(uint* source, nint laneStride, uint* destination, nint width, int depth)
    {
        var p = 0;
        for (; p <= depth - 4; p += 4, destination += 4 * width)
        {
            if ((p & 15) == 0)
            {
                // Prefetch the next four rows, line by line.
                for (var lane = 4; lane < 8; lane++) Prefetch.Line(source + p + lane * laneStride);
            }

            var row0 = Vector128.Load(source + p);
            var row1 = Vector128.Load(source + p + laneStride);
            var row2 = Vector128.Load(source + p + 2 * laneStride);
            var row3 = Vector128.Load(source + p + 3 * laneStride);
            var even01 = InterleaveLow(row0, row2);
            var even23 = InterleaveHigh(row0, row2);
            var odd01 = InterleaveLow(row1, row3);
            var odd23 = InterleaveHigh(row1, row3);
            InterleaveLow(even01, odd01).Store(destination);
            InterleaveHigh(even01, odd01).Store(destination + width);
            InterleaveLow(even23, odd23).Store(destination + 2 * width);
            InterleaveHigh(even23, odd23).Store(destination + 3 * width);
        }

        for (; p < depth; p++, destination += width)
        {
            for (var lane = 0; lane < 4; lane++) destination[lane] = source[p + lane * laneStride];
        }
    }

    /// <summary>Two lanes of 64 bits, in squares of 2 × 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TwoLanes(ulong* source, nint laneStride, ulong* destination, nint width, int depth)
    {
        var p = 0;
        for (; p <= depth - 4; p += 4, destination += 4 * width)
        {
            if ((p & 7) == 0)
            {
                Prefetch.Line(source + p + 2 * laneStride);
                Prefetch.Line(source + p + 3 * laneStride);
            }

            var (row0, row0Next) = (Vector128.Load(source + p), Vector128.Load(source + p + 2));
            var (row1, row1Next) = (Vector128.Load(source + p + laneStride), Vector128.Load(source + p + 2 + laneStride));
            InterleaveLow(row0, row1).Store(destination);
            InterleaveHigh(row0, row1).Store(destination + width);
            InterleaveLow(row0Next, row1Next).Store(destination + 2 * width);
            InterleaveHigh(row0Next, row1Next).Store(destination + 3 * width);
        }

        for (; p < depth; p++, destination += width)
        {
            destination[0] = source[p];
            destination[1] = source[p + laneStride];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> InterleaveLow(Vector128<uint> x, Vector128<uint> y)
    {
        if (Sse2.IsSupported) return Sse2.UnpackLow(x, y);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.ZipLow(x, y);
        return Vector128.Create(x[0], y[0], x[1], y[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> InterleaveHigh(Vector128<uint> x, Vector128<uint> y)
    {
        if (Sse2.IsSupported) return Sse2.UnpackHigh(x, y);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.ZipHigh(x, y);
        return Vector128.Create(x[2], y[2], x[3], y[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> InterleaveLow(Vector128<ulong> x, Vector128<ulong> y)
    {
        if (Sse2.IsSupported) return Sse2.UnpackLow(x, y);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.ZipLow(x, y);
        return Vector128.Create(x[0], y[0]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> InterleaveHigh(Vector128<ulong> x, Vector128<ulong> y)
    {
        if (Sse2.IsSupported) return Sse2.UnpackHigh(x, y);
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.ZipHigh(x, y);
        return Vector128.Create(x[1], y[1]);
    }
}
