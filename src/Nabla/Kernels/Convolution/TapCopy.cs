using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Wasm;
using Nabla.Vectors;

namespace Nabla.Kernels;

/// <summary>
/// Copies a block out of a <see cref="TapImage{T}"/>, one vector of columns at a time over all rows. The columns of a vector may span several lines
/// of the image, and the same lines in every row, so that the blend masks stay in registers.
/// </summary>
internal static unsafe class TapCopy
{
    /// <summary>
    /// Copies <paramref name="count"/> columns from column <paramref name="first"/> of each row, which starts at image + its offset. A line has
    /// <paramref name="lineColumns"/> columns, and lines are <paramref name="pitch"/> apart. Reads and writes whole vectors.
    /// </summary>
    public static void Run<T>(T* image, int* offsets, int rows, int pitch, int lineColumns, int first, int count, T* target, nint distance, int width)
        where T : unmanaged
    {
        var lines = new Lines((byte*)image, offsets, rows, pitch * sizeof(T), lineColumns, first, count, (byte*)target, distance * sizeof(T), sizeof(T));
        if (typeof(T) == typeof(float))
        {
            if (width == 512) lines.Copy<Single512, Vector512<float>>();
            else if (width == 256) lines.Copy<Single256, Vector256<float>>();
            else if (width == 128 && PackedSimd.IsSupported) lines.Copy<PackedSingle, Vector128<float>>();
            else if (width == 128) lines.Copy<Single128, Vector128<float>>();
            else lines.Copy<SingleScalar, float>();
        }
        else
        {
            if (width == 512) lines.Copy<Double512, Vector512<double>>();
            else if (width == 256) lines.Copy<Double256, Vector256<double>>();
            else if (width == 128 && PackedSimd.IsSupported) lines.Copy<PackedDouble, Vector128<double>>();
            else if (width == 128) lines.Copy<Double128, Vector128<double>>();
            else lines.Copy<DoubleScalar, double>();
        }
    }

    /// <summary>The source and target of a copy. Pitch and distance are in bytes.</summary>
    private readonly struct Lines(byte* image, int* offsets, int rows, int pitch, int lineColumns, int first, int count, byte* target, nint distance, int size)
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Copy<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged
        {
            var lanes = sizeof(TVector) / size;
            var masks = stackalloc byte[lanes * sizeof(TVector)];
            var sources = stackalloc byte*[lanes];
            var numbers = LaneNumbers<TSimd, TVector>(lanes);
            for (var done = 0; done < count; done += lanes)
            {
                var (line, column) = Math.DivRem(first + done, lineColumns);
                var needed = Math.Min(lanes, count - done);
                sources[0] = image + (nint)line * pitch + column * size;
                var parts = 1;
                for (var lane = lineColumns - column; lane < needed; lane += lineColumns, parts++)
                {
                    // Start the line earlier by this many lanes; the mask drops what is read before it.
                    line++;
                    sources[parts] = image + (nint)line * pitch - lane * size;
                    TSimd.Store(TSimd.LessOrEqual(TSimd.Number(lane), numbers), masks + parts * sizeof(TVector));
                }
                Column<TSimd, TVector>(sources, masks, parts, target + done * size);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Column<TSimd, TVector>(byte** sources, byte* masks, int parts, byte* to)
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged
        {
            int* row = offsets, end = offsets + rows;
            byte* first = sources[0], second = sources[Math.Min(1, parts - 1)], third = sources[Math.Min(2, parts - 1)];
            if (parts == 1)
            {
                for (; row < end; row++, to += distance) TSimd.Store(TSimd.Load(first + *row), to);
                return;
            }
            var fromSecond = TSimd.Load(masks + sizeof(TVector));
            if (parts == 2)
            {
                for (; row < end; row++, to += distance)
                    TSimd.Store(TSimd.Select(fromSecond, TSimd.Load(second + *row), TSimd.Load(first + *row)), to);
                return;
            }
            var fromThird = TSimd.Load(masks + 2 * sizeof(TVector));
            for (; row < end; row++, to += distance)
            {
                var x = TSimd.Select(fromSecond, TSimd.Load(second + *row), TSimd.Load(first + *row));
                x = TSimd.Select(fromThird, TSimd.Load(third + *row), x);
                for (var part = 3; part < parts; part++) x = TSimd.Select(TSimd.Load(masks + part * sizeof(TVector)), TSimd.Load(sources[part] + *row), x);
                TSimd.Store(x, to);
            }
        }

        private static TVector LaneNumbers<TSimd, TVector>(int lanes)
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged
        {
            TVector numbers;
            for (var lane = 0; lane < lanes; lane++)
            {
                if (TSimd.IsDouble) ((double*)&numbers)[lane] = lane;
                else ((float*)&numbers)[lane] = lane;
            }
            return TSimd.Load(&numbers);
        }
    }
}
