using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Nabla.Kernels;

/// <summary>Copies a block of a matrix into panels of a few lanes each, in which the micro-kernel's loads follow each other.</summary>
internal static unsafe class Packing
{
    /// <summary>
    /// Panel after panel, depth after depth: destination[(panel · depth + p) · width + lane] = source[(panel · width + lane) · laneStride +
    /// p · depthStride], zero for lanes beyond the matrix. One of the strides is 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Panels<T>(T* source, nint laneStride, nint depthStride, T* destination, int width, int lanes, int depth)
        where T : unmanaged
    {
        for (; lanes > 0; lanes -= width, source += width * laneStride, destination += (nint)width * depth)
        {
            var used = Math.Min(width, lanes);
            if (used < width) new Span<byte>(destination, checked(width * depth * sizeof(T))).Clear();
            if (laneStride == 1) CopyLanes(source, depthStride, destination, width, used, depth);
            else if (depthStride == 1) TransposeLanes(source, laneStride, destination, width, used, depth);
            else throw new InvalidOperationException("One of the strides of a packed matrix is 1.");
        }
    }

    /// <summary>The lanes of one depth lie together: a panel is a stack of short rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyLanes<T>(T* source, nint depthStride, T* destination, int width, int used, int depth)
        where T : unmanaged
    {
        if (Vector128.IsHardwareAccelerated && used == width && width % Vector128<T>.Count == 0)
        {
            // Every width of a micro-kernel but 6 is whole vectors; 32 lanes are eight of these copies.
            for (var p = 0; p < depth; p++, source += depthStride, destination += width)
            {
                for (var lane = 0; lane < width; lane += Vector128<T>.Count) Vector128.Load(source + lane).Store(destination + lane);
            }

            return;
        }

        for (var p = 0; p < depth; p++, source += depthStride, destination += width)
        {
            for (var lane = 0; lane < used; lane++) destination[lane] = source[lane];
        }
    }

    /// <summary>The depths of one lane lie together: the panel is the transpose of some rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeLanes<T>(T* source, nint laneStride, T* destination, int width, int used, int depth)
        where T : unmanaged
    {
        var lane = 0;
        if (Vector128.IsHardwareAccelerated && sizeof(T) == 4)
        {
            for (; lane <= used - 4; lane += 4)
                TransposeFour((uint*)(source + lane * laneStride), laneStride, (uint*)(destination + lane), width, depth);
        }

        for (; lane < used; lane++)
        {
            var from = source + lane * laneStride;
            var to = destination + lane;
            for (var p = 0; p < depth; p++) to[p * width] = from[p];
        }
    }

    /// <summary>Four lanes of 32 bits, in squares of 4 × 4: rows are interleaved by halves twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeFour(uint* source, nint laneStride, uint* destination, nint width, int depth)
    {
        var p = 0;
        for (; p <= depth - 4; p += 4, destination += 4 * width)
        {
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
}
