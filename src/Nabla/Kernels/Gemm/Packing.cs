using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Nabla.Kernels;

/// <summary>Packs a block of a matrix into panels a few lanes wide that the micro-kernel loads sequentially.</summary>
internal static unsafe class Packing
{
    // Each step reads a line or two of another page, which the hardware does not prefetch.
    private const int PrefetchDepth = 16;

    // The depth transposed at a time, so that the target stays in the L1 cache until all lanes are written.
    private const int TransposeDepth = 128;

    /// <summary>
    /// Packs panel by panel, depth by depth: destination[(panel · depth + p) · width + lane] = source[(panel · width + lane) · laneStride + p ·
    /// depthStride], zero for lanes beyond the matrix. One of the strides is 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Panels<T>(T* source, nint laneStride, nint depthStride, T* destination, int width, int lanes, int depth)
        where T : unmanaged
    {
        for (; lanes > 0; lanes -= width, source += width * laneStride, destination += (nint)width * depth)
        {
            var used = Math.Min(width, lanes);
            // Sums of lanes beyond the matrix are discarded; cleared because leftovers might be subnormal and slow.
            if (used < width) new Span<byte>(destination, checked(width * depth * sizeof(T))).Clear();
            if (laneStride == 1) CopyLanes(source, depthStride, destination, width, used, depth);
            else if (depthStride == 1)
            {
                for (var p = 0; p < depth; p += TransposeDepth)
                    TransposeLanes(source + p, laneStride, destination + p * width, width, used, Math.Min(TransposeDepth, depth - p));
            }
            else throw new InvalidOperationException("One of the strides of a packed matrix must be 1.");
        }
    }

    /// <summary>Packs contiguous lanes: a panel is a stack of short rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyLanes<T>(T* source, nint depthStride, T* destination, int width, int used, int depth)
        where T : unmanaged
    {
        if (Vector128.IsHardwareAccelerated && used == width && width % Vector128<T>.Count == 0)
        {
            // Every micro-kernel width but 6 is a multiple of a vector; 32 lanes take eight of these copies.
            for (var p = 0; p < depth; p++, source += depthStride, destination += width)
            {
                Prefetch.Line(source + PrefetchDepth * depthStride);
                for (var lane = 0; lane < width; lane += Vector128<T>.Count) Vector128.Load(source + lane).Store(destination + lane);
            }

            return;
        }

        for (var p = 0; p < depth; p++, source += depthStride, destination += width)
        {
            for (var lane = 0; lane < used; lane++) destination[lane] = source[lane];
        }
    }

    /// <summary>Packs contiguous depths: a panel is the transpose of a few rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeLanes<T>(T* source, nint laneStride, T* destination, int width, int used, int depth)
        where T : unmanaged
    {
        var lane = 0;
        if (WideTranspose.IsSupported && sizeof(T) == 4)
        {
            for (; lane <= used - 8; lane += 8)
                WideTranspose.EightLanes((uint*)(source + lane * laneStride), laneStride, (uint*)(destination + lane), width, depth);
        }

        if (WideTranspose.IsSupported && sizeof(T) == 8)
        {
            for (; lane <= used - 4; lane += 4)
                WideTranspose.FourLanes((ulong*)(source + lane * laneStride), laneStride, (ulong*)(destination + lane), width, depth);
        }

        if (Vector128.IsHardwareAccelerated && sizeof(T) == 4)
        {
            for (; lane <= used - 4; lane += 4)
                SquareTranspose.FourLanes((uint*)(source + lane * laneStride), laneStride, (uint*)(destination + lane), width, depth);
        }

        if (Vector128.IsHardwareAccelerated && sizeof(T) == 8)
        {
            for (; lane <= used - 2; lane += 2)
                SquareTranspose.TwoLanes((ulong*)(source + lane * laneStride), laneStride, (ulong*)(destination + lane), width, depth);
        }

        for (; lane < used; lane++)
        {
            var from = source + lane * laneStride;
            var to = destination + lane;
            for (var p = 0; p < depth; p++) to[p * width] = from[p];
        }
    }
}
